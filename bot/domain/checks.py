"""Ability checks: one d20 against a difficulty class."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.character import Ability, Character
from bot.domain.dice.source import Dice
from bot.domain.plaintext import shown
from bot.domain.rules.conditions import check_advantage
from bot.domain.rules.creatures import Creature, creature
from bot.domain.rules.d20 import Advantage, Edges, throw_d20
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.sheet import check_modifier
from bot.domain.skills import ability_of
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_

EASIEST_DC, HARDEST_DC = 1, 40


class BadDifficulty(SkaldError):
    sentence = N_("A difficulty class lies between {least} and {most}, {dc} does not.")


class CanTryNothing(AgainstTheRules):
    sentence = N_("{name} is dead, unconscious, petrified or not here, and can try nothing.")


@dataclass(frozen=True, slots=True)
class Check:
    """A check that was rolled; `skill` is None for a bare ability, `kept` is the d20 that counts.

    `advantages` and `disadvantages` say why it has them; `advantage` is what they come to.
    """

    ability: Ability
    skill: str | None
    dc: int
    advantage: Advantage
    advantages: tuple[str, ...]
    disadvantages: tuple[str, ...]
    rolls: tuple[int, ...]
    kept: int
    modifier: int
    total: int
    success: bool


def ability_check(
    character: Character, check: str, dc: int, advantage: Advantage, dice: Dice, edges: Edges | None = None
) -> Check:
    """Roll a check; `check` is an ability or skill index (else KeyError); raises `BadDifficulty` outside 1 to 40.

    `advantage` is what the circumstances give, `edges` what `check_edges` counts.
    """
    if not EASIEST_DC <= dc <= HARDEST_DC:
        raise BadDifficulty(dc=dc, least=EASIEST_DC, most=HARDEST_DC)
    ability, modifier = ability_of(check), check_modifier(character, check)
    counted = (edges or Edges()).also(advantage, "circumstances")
    thrown = throw_d20(counted.advantage, dice)
    return Check(
        ability=ability,
        skill=None if check == ability else check,
        dc=dc,
        advantage=counted.advantage,
        advantages=counted.advantages,
        disadvantages=counted.disadvantages,
        rolls=thrown.rolls,
        kept=thrown.kept,
        modifier=modifier,
        total=thrown.kept + modifier,
        success=thrown.kept + modifier >= dc,
    )


def check_edges(state: GameState, character: Character, check: str) -> Edges:
    """Return what conditions, exhaustion and noisy armour do to a check; raises `CanTryNothing`."""
    who = creature(state, character.key)
    if not _can_try(who):
        raise CanTryNothing(name=shown(who.name))
    edges = check_advantage(who)
    noisy = check == "stealth" and any(
        item.equipped and item.armour is not None and item.armour.stealth_disadvantage for item in character.items
    )
    return edges.also("disadvantage", "armour") if noisy else edges


def _can_try(who: Creature) -> bool:
    return who.present and who.conscious and not who.has("petrified")
