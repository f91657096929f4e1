"""Foes: brought into a fight, and acting in it by code, so that no model decides whom they hurt."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.combat import Foe, StatBlock
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.plaintext import clean, fold, shorten
from bot.domain.rules.actions import fight_of, mark
from bot.domain.rules.attacks import strikes_of
from bot.domain.rules.conditions import can_move, charmed_by, stand_up
from bot.domain.rules.creatures import Creature, creature, creatures
from bot.domain.rules.encounters import Foes
from bot.domain.rules.fleeing import flee
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.strikes import Strike, of_foe, strike
from bot.domain.srd_french import french_name
from bot.domain.state import GameState

_FEARLESS = ("construct", "ooze", "plant", "undead")
_RECHARGED = 5


def muster(foes: Foes, taken: Sequence[str] = (), language: str = "en") -> tuple[Foe, ...]:
    """Return the foes of a fight with a key and a name each; where a kind has several, they are numbered.

    `taken` are names that none of them may have, such as those of the party; `language` is the table's.
    """
    mustered: list[Foe] = []
    names = {fold(name) for name in taken}
    for block, count in foes:
        french = french_name("monster", block.index) if language == "fr" else None
        called = french or shorten(clean(block.name), 60)
        numbered = count > 1 or fold(called) in names
        for number in range(1, count + 1):
            name, key = (f"{called} {number}", f"{block.index}-{number}") if numbered else (called, block.index)
            mustered.append(Foe(key, name, block, _health(block), _health(block)))
    return tuple(mustered)


def foe_turn(state: GameState, key: str, dice: Dice) -> Ruled:
    """Let a foe act: it strikes at characters on their feet, or runs when it is alone and nearly dead."""
    foe = next(each for each in fight_of(state).foes if each.key == key)
    who = creature(state, key)
    if not who.able:
        return state, ()
    if _runs(state, foe, who):
        return flee(state, key, dice)
    state, events = stand_up(state, key)
    state = mark(state, key, acted=True)
    before: list[list[int]] = []
    strikes = _chosen(foe, before, dice)
    target = ""
    for each in strikes:
        if not creature(state, key).able:
            break
        if target not in (within := _targets(state, creature(state, key))):
            if not within:
                break
            target = _pick(within, before, dice)
        state, more = strike(state, key, target, each, "none", dice, before)
        events, before = (*events, *more), []
    if not any(event.kind in ("attack", "save_attack") for event in events):
        events = (*events, Event("lurks", who.name, {"creature": key, "drawn": before}))
    return state, events


def _health(block: StatBlock) -> int:
    return max(1, block.hit_points)


def _runs(state: GameState, foe: Foe, who: Creature) -> bool:
    friends = any(each.is_foe and each.able and each.key != foe.key for each in creatures(state))
    fearless = any(kind in fold(foe.block.kind) for kind in _FEARLESS)
    return not friends and not fearless and can_move(who) and 4 * foe.hit_points <= foe.max_hit_points


def _chosen(foe: Foe, before: list[list[int]], dice: Dice) -> tuple[Strike, ...]:
    """Return what it strikes with: what targets save against, such as breath, is ready on a 5 or 6."""
    usual = strikes_of(foe)
    forced = [each for each in foe.block.attacks if each.save_dc and each.damage]
    if not forced:
        return usual
    face = dice.die(6)
    before.append([6, face])
    return (of_foe(forced[0]),) if face >= _RECHARGED or not usual else usual


def _targets(state: GameState, foe: Creature) -> list[str]:
    return [
        each.key
        for each in creatures(state)
        if not each.is_foe and not each.dead and each.hit_points > 0 and not charmed_by(foe, each.key)
    ]


def _pick(keys: Sequence[str], before: list[list[int]], dice: Dice) -> str:
    if len(keys) == 1:
        return keys[0]
    face = dice.die(len(keys))
    before.append([len(keys), face])
    return keys[face - 1]
