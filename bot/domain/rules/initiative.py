"""Who acts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.character import ABILITIES
from bot.domain.combat import Combatant
from bot.domain.dice.source import Dice
from bot.domain.rules.conditions import check_advantage
from bot.domain.rules.creatures import Creature
from bot.domain.rules.d20 import throw_d20
from bot.domain.sheet import modifier

_DEX = ABILITIES.index("dex")


@dataclass(slots=True)
class _Group:
    """Creatures that act on one roll: a character, or all foes of one kind."""

    members: list[Creature]
    rolls: tuple[int, ...]
    kept: int
    modifier: int
    tie: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.modifier

    @property
    def dexterity(self) -> int:
        return self.members[0].scores[_DEX]


def roll_initiative(
    groups: Sequence[Sequence[Creature]], surprised: frozenset[str], dice: Dice
) -> tuple[tuple[Combatant, ...], list[dict[str, Any]], list[list[int]]]:
    """Roll for groups that act together; return their order, every roll of it as the ledger writes it, and the dice.

    A tie goes to the higher Dexterity; where that is the same, each throws another die. The dice are in the order in
    which they fell.
    """
    rolled = [_roll(list(group), dice) for group in groups if group]
    drawn = [[20, face] for group in rolled for face in group.rolls]
    for group in rolled:
        if sum((other.total, other.dexterity) == (group.total, group.dexterity) for other in rolled) > 1:
            group.tie = dice.die(20)
            drawn.append([20, group.tie])
    rolled.sort(key=lambda group: (-group.total, -group.dexterity, -group.tie, group.members[0].is_foe))
    order = tuple(
        Combatant(who.key, group.total, who.scores[_DEX], surprised=who.key in surprised)
        for group in rolled
        for who in group.members
    )
    return order, [_written(group) for group in rolled], drawn


def _roll(members: list[Creature], dice: Dice) -> _Group:
    thrown = throw_d20(check_advantage(members[0]).advantage, dice)
    return _Group(members, thrown.rolls, thrown.kept, modifier(members[0].scores[_DEX]))


def _written(group: _Group) -> dict[str, Any]:
    drawn = [[20, face] for face in (*group.rolls, *([group.tie] if group.tie else []))]
    return {
        "keys": [who.key for who in group.members],
        "names": [who.name for who in group.members],
        "drawn": drawn,
        "kept": group.kept,
        "modifier": group.modifier,
        "total": group.total,
        "dexterity": group.dexterity,
        "tie": group.tie,
    }
