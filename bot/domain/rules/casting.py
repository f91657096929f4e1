"""What a spell does when it is cast, as far as the rules decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.character import ABILITIES, Ability
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.plaintext import shown
from bot.domain.rules.concentration import end_concentration, held_by
from bot.domain.rules.conditions import afflict, immune_to
from bot.domain.rules.creatures import Creature, creature, put
from bot.domain.rules.damage import grant_temporary, heal, hurt
from bot.domain.rules.dying import stabilise
from bot.domain.rules.lasting import SAVED_AGAIN
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.saves import saved, saving_throw
from bot.domain.rules.slots import slots_left, spell_attack, spell_dc, spell_modifier
from bot.domain.rules.spell_attacks import refuse_charmed, spell_attacks
from bot.domain.rules.spell_dice import Thrown, throw
from bot.domain.rules.spells import Means, at_level, means, most_targets, spend, strength
from bot.domain.spell import Spell
from bot.domain.state import GameState
from bot.i18n import N_

_HUMANOIDS_ONLY = frozenset({"charm-person", "hold-person", "dominate-person"})
_NEVER_HEALED = ("undead", "construct")
_STEADYING = "spare-the-dying"


class NeedsTarget(AgainstTheRules):
    sentence = N_("{spell} needs a target: name who it is cast on.")


class TooManyTargets(AgainstTheRules):
    sentence = N_("{spell} can be cast on {most} at once, no more.")


class NoUse(AgainstTheRules):
    sentence = N_("{spell} has no effect on {name}.")


def cast(state: GameState, caster_key: str, spell: Spell, targets: Sequence[str], level: int, dice: Dice) -> Ruled:
    """Cast a spell on creatures by their keys, with a slot of a level, 0 for the lowest that will do.

    The first event is of kind `spell` and holds every die that is no attack roll, no save and no attack's damage.
    Raises `AgainstTheRules`, and nothing was spent then.
    """
    by = means(state, caster_key, spell, level)
    aimed = _aimed(state, spell, by, targets)
    before = slots_left(by.caster)
    state = spend(state, by, spell)
    events: tuple[Event, ...] = ()
    if spell.concentration:
        state, events = end_concentration(state, caster_key, "another spell")
        state = put(state, replace(creature(state, caster_key), concentration=spell.index))
    thrown = _throws(spell, by, aimed, dice)
    detail: dict[str, Any] = {
        "caster": caster_key,
        "spell": spell.index,
        "name": spell.name,
        "level": by.level,
        "slot": by.spends,
        "ritual": by.ritual,
        "slots_before": list(before),
        "targets": list(aimed),
        "concentration": spell.concentration,
        "dc": spell_dc(by.caster) if spell.save else 0,
        "save": spell.save,
        "thrown": [{"for": key, "type": spell.damage_type, **each.written()} for key, each in thrown],
        "drawn": [list(die) for _, each in thrown for die in each.drawn],
    }
    state, done = _effects(state, spell, by, aimed, thrown, dice)
    if spell.concentration and spell.conditions and not _befell(done):
        state = put(state, replace(creature(state, caster_key), concentration=""))
    return state, (*events, Event("spell", by.caster.name, detail), *done)


def _aimed(state: GameState, spell: Spell, by: Means, targets: Sequence[str]) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(targets))
    does = spell.attack or spell.save or spell.damage or spell.healing or spell.conditions
    aims = bool(does) or spell.index == _STEADYING
    if not keys and spell.reach == "Self" and not spell.area and not spell.attack:
        return (by.caster.key,)
    if not keys and aims and not spell.area:
        raise NeedsTarget(spell=spell.name)
    if len(keys) > (most := most_targets(spell, by)) and aims:
        raise TooManyTargets(spell=spell.name, most=most)
    harmful = bool(spell.damage or spell.save or spell.attack)
    for key in keys:
        target = creature(state, key)
        if (aims and (target.dead or not target.present)) or _unfit(state, spell, target):
            raise NoUse(spell=spell.name, name=shown(target.name))
        if harmful:
            refuse_charmed(state, by.caster.key, target)
    return keys


def _unfit(state: GameState, spell: Spell, target: Creature) -> bool:
    kind = _kind(state, target)
    if spell.healing and not spell.temporary:
        return kind.startswith(_NEVER_HEALED)
    return spell.index in _HUMANOIDS_ONLY and not kind.startswith(("humanoid", "swarm of humanoid"))


def _kind(state: GameState, target: Creature) -> str:
    foes = () if state.combat is None else state.combat.foes
    return next((foe.block.kind.lower() for foe in foes if foe.key == target.key), "humanoid")


def _throws(spell: Spell, by: Means, aimed: tuple[str, ...], dice: Dice) -> list[tuple[str, Thrown]]:
    """Throw what is not an attack's: once for all who save, for everyone who is healed or struck by a dart."""
    level, modifier = strength(spell, by), spell_modifier(by.caster)
    if (healing := at_level(spell.healing, level)) is not None:
        return [(key, throw(healing, modifier, dice)) for key in aimed]
    harm = at_level(spell.damage, level)
    if harm is None or spell.attack:
        return []
    if spell.save or spell.area or not spell.damage_type:
        return [("", throw(harm, modifier, dice))]
    darts = at_level(spell.rays, level) or len(aimed)
    return [(aimed[number % len(aimed)], throw(harm, modifier, dice)) for number in range(darts)]


def _effects(
    state: GameState, spell: Spell, by: Means, aimed: tuple[str, ...], thrown: list[tuple[str, Thrown]], dice: Dice
) -> Ruled:
    if spell.healing:
        return _heal(state, spell, thrown)
    if spell.attack:
        return spell_attacks(state, spell, by, aimed, spell_attack(by.caster), dice)
    if spell.save:
        return _saves(state, spell, by, aimed, thrown[0][1] if thrown else None, dice)
    if spell.index == _STEADYING:
        return stabilise(state, aimed[0], spell.name)
    if thrown and not spell.damage_type:
        return _overcome(state, spell, by, aimed, thrown[0][1].total)
    events: tuple[Event, ...] = ()
    for key in aimed:
        parts = [part for own, each in thrown if own in ("", key) for part in each.of_types(spell.damage_type)]
        if parts:
            state, more = hurt(state, key, parts, spell.name, dice)
            events = (*events, *more)
        state, more = _afflict(state, spell, by, key)
        events = (*events, *more)
    return state, events


def _heal(state: GameState, spell: Spell, thrown: list[tuple[str, Thrown]]) -> Ruled:
    events: tuple[Event, ...] = ()
    for key, each in thrown:
        give = grant_temporary if spell.temporary else heal
        state, more = give(state, key, each.total, spell.name)
        events = (*events, *more)
    return state, events


def _saves(
    state: GameState, spell: Spell, by: Means, aimed: tuple[str, ...], thrown: Thrown | None, dice: Dice
) -> Ruled:
    events: tuple[Event, ...] = ()
    for key in aimed:
        if creature(state, key).dead:
            continue
        state, more = saving_throw(state, key, _ability(spell), spell_dc(by.caster), "none", dice, spell.name)
        escaped = saved(more)
        events = (*events, *more)
        if thrown is not None and (spell.half or not escaped):
            parts = [(amount // 2 if escaped else amount, of) for amount, of in thrown.of_types(spell.damage_type)]
            state, more = hurt(state, key, parts, spell.name, dice)
            events = (*events, *more)
        if not escaped:
            state, more = _afflict(state, spell, by, key)
            events = (*events, *more)
    return state, events


def _overcome(state: GameState, spell: Spell, by: Means, aimed: tuple[str, ...], pool: int) -> Ruled:
    """Let those fall to a spell whose hit points it has dice for, the weakest first."""
    events: tuple[Event, ...] = ()
    awake = [each for each in (creature(state, key) for key in aimed) if each.conscious]
    for each in sorted(awake, key=lambda target: target.hit_points):
        if _kind(state, each).startswith("undead") or immune_to(each, "charmed"):
            continue
        if each.hit_points > pool:
            break
        pool -= each.hit_points
        state, more = _afflict(state, spell, by, each.key)
        events = (*events, *more)
    return state, events


def _afflict(state: GameState, spell: Spell, by: Means, key: str) -> Ruled:
    events: tuple[Event, ...] = ()
    held = spell.concentration or spell.index in SAVED_AGAIN
    source = held_by(by.caster.key, spell.index) if held else by.caster.key
    for condition in spell.conditions:
        if not creature(state, key).dead:
            state, more = afflict(state, key, condition, source, spell.rounds)
            events = (*events, *more)
    return state, events


def _ability(spell: Spell) -> Ability:
    return next(ability for ability in ABILITIES if ability == spell.save)


def _befell(events: tuple[Event, ...]) -> bool:
    return any(event.kind == "condition" and event.detail["change"] == "begins" for event in events)
