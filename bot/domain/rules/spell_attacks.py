"""Attack rolls of spells."""

from __future__ import annotations

from typing import Any

from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.plaintext import shown
from bot.domain.rules.conditions import attack_advantage, can_move, charmed_by, critical_within_reach
from bot.domain.rules.creatures import Creature, creature
from bot.domain.rules.d20 import Edges, throw_d20
from bot.domain.rules.damage import hurt
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.slots import spell_modifier
from bot.domain.rules.spell_dice import throw
from bot.domain.rules.spells import Means, at_level, strength
from bot.domain.spell import Spell
from bot.domain.state import GameState
from bot.i18n import N_


class IsCharmed(AgainstTheRules):
    sentence = N_("{name} is charmed by {charmer} and cannot harm them.")


def refuse_charmed(state: GameState, caster_key: str, target: Creature) -> None:
    """Raise `IsCharmed` where a caster cannot turn on a target."""
    caster = creature(state, caster_key)
    if charmed_by(caster, target.key):
        raise IsCharmed(name=shown(caster.name), charmer=shown(target.name))


def spell_attacks(state: GameState, spell: Spell, by: Means, aimed: tuple[str, ...], bonus: int, dice: Dice) -> Ruled:
    """Make an attack with each ray of a spell, the targets in turn; a ray meant for the dead is lost."""
    events: tuple[Event, ...] = ()
    rays = at_level(spell.rays, strength(spell, by)) or len(aimed)
    for number in range(rays):
        key = aimed[number % len(aimed)]
        if not creature(state, key).dead:
            state, more = _attack(state, spell, by, key, bonus, dice)
            events = (*events, *more)
    return state, events


def _attack(state: GameState, spell: Spell, by: Means, key: str, bonus: int, dice: Dice) -> Ruled:
    target, melee = creature(state, key), spell.attack == "melee"
    edges = _edges(state, by, target, melee)
    thrown = throw_d20(edges.advantage, dice)
    total = thrown.kept + bonus
    hit = thrown.kept == 20 or (thrown.kept != 1 and total >= target.armour_class)
    critical = hit and (thrown.kept == 20 or (melee and critical_within_reach(target)))
    detail: dict[str, Any] = {
        "attacker": by.caster.key,
        "target": key,
        "target_name": target.name,
        "spell": spell.index,
        "name": spell.name,
        "advantages": list(edges.advantages),
        "disadvantages": list(edges.disadvantages),
        "advantage": edges.advantage,
        "rolls": list(thrown.rolls),
        "drawn": thrown.drawn,
        "kept": thrown.kept,
        "modifier": bonus,
        "total": total,
        "armour_class": target.armour_class,
        "hit": hit,
        "critical": critical,
        "damage": None,
    }
    written = at_level(spell.damage, strength(spell, by))
    if not hit or written is None:
        return state, (Event("spell_attack", by.caster.name, detail),)
    harm = throw(written, spell_modifier(by.caster), dice, critical=critical)
    detail["damage"] = {"type": spell.damage_type, **harm.written()}
    detail["drawn"] = [*thrown.drawn, *map(list, harm.drawn)]
    state, more = hurt(state, key, harm.of_types(spell.damage_type), spell.name, dice, critical)
    return state, (Event("spell_attack", by.caster.name, detail), *more)


def _edges(state: GameState, by: Means, target: Creature, melee: bool) -> Edges:
    edges = attack_advantage(creature(state, by.caster.key), target, melee)
    order = () if state.combat is None else state.combat.order
    dodges = any(each.key == target.key and each.dodging for each in order)
    if dodges and can_move(target) and not target.has("incapacitated"):
        return edges.also("disadvantage", "target dodging")
    return edges
