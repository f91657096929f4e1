"""Scenes with foes in them, for tests of the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.character import Affliction, Character
from bot.domain.combat import Combat, Combatant, Foe, StatBlock
from bot.domain.rules.creatures import Creature, creature, put
from bot.domain.state import GameState
from tests.domain.tables import kira, state

KIRA, BRAM, GOBLIN, TROLL = "pc:11", "pc:12", "goblin-1", "goblin-2"

_GOBLIN = StatBlock(
    index="goblin",
    name="Goblin",
    kind="humanoid",
    armour_class=15,
    hit_points=7,
    hit_dice="2d6",
    scores=(8, 14, 10, 10, 8, 8),
    challenge=2,
    experience=50,
    proficiency=2,
    saves=(("dex", 6),),
    skills=(("stealth", 6),),
)


def bram(**changes: object) -> Character:
    return kira(id=12, account_id=8, name="Bram Stone", **changes)


def fight(*party: Character, **block: Any) -> GameState:
    """Kira and Bram against two goblins, whose stat block may differ."""
    members = party or (kira(), bram())
    foes = tuple(Foe(f"goblin-{n}", f"Goblin {n}", replace(_GOBLIN, **block), 7, 7) for n in (1, 2))
    order = [Combatant(each.key, 10, 12) for each in (*members, *foes)]
    return replace(state(*members), combat=Combat(1, 0, tuple(order), foes))


def having(table: GameState, key: str, **changes: Any) -> GameState:
    """The same table, where a creature is another way."""
    return put(table, replace(creature(table, key), **changes))


def under(table: GameState, key: str, *conditions: str) -> Creature:
    """A creature as it is under conditions."""
    return replace(creature(table, key), conditions=tuple(Affliction(each) for each in conditions))
