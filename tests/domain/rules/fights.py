"""Monsters, weapons and fights for tests."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.campaign import TableRules
from bot.domain.character import Character
from bot.domain.combat import Combat, Combatant, FoeAttack, Harm, StatBlock
from bot.domain.gear import Item, Weapon
from bot.domain.rules.foes import muster
from bot.domain.state import GameState
from tests.domain.tables import kira
from tests.domain.tables import state as peace

SCIMITAR = FoeAttack("Scimitar", 4, (Harm("1d6+2", "slashing"),))
GOBLIN = StatBlock(
    *("goblin", "Goblin", "humanoid", 15, 7, "2d6", (8, 14, 10, 10, 8, 8), 2, 50, 2),
    attacks=(SCIMITAR, FoeAttack("Shortbow", 4, (Harm("1d6+2", "piercing"),), range=80)),
)
WOLF = StatBlock(
    *("wolf", "Wolf", "beast", 13, 11, "2d8", (12, 15, 12, 3, 12, 6), 2, 50, 2),
    attacks=(FoeAttack("Bite", 4, (Harm("2d4+2", "piercing"),)),),
)
OGRE = StatBlock(
    *("ogre", "Ogre", "giant", 11, 59, "7d10", (19, 8, 16, 5, 7, 7), 16, 450, 2),
    attacks=(FoeAttack("Greatclub", 6, (Harm("2d8+4", "bludgeoning"),)),),
)
BEAR = StatBlock(
    *("brown-bear", "Brown Bear", "beast", 11, 34, "4d10", (19, 10, 16, 2, 13, 7), 8, 200, 2),
    attacks=(FoeAttack("Bite", 6, (Harm("1d8+4", "piercing"),)), FoeAttack("Claws", 6, (Harm("2d6+4", "slashing"),))),
    multiattack=("Bite", "Claws"),
)
SKELETON = replace(GOBLIN, index="skeleton", name="Skeleton", kind="undead")
HARMLESS = replace(GOBLIN, index="frog", name="Frog", attacks=())
DRAKE = replace(
    BEAR,
    index="drake",
    name="Drake",
    attacks=(
        FoeAttack("Bite", 6, (Harm("1d8+4", "piercing"),)),
        FoeAttack("Fire Breath", 0, (Harm("4d6", "fire"),), save_dc=13, save_ability="dex", half=True),
    ),
    multiattack=(),
)

DAGGER = Item(
    "Dagger", 1, "dagger", 100, True, Weapon("1d4", "piercing", ("finesse", "light", "thrown"), "simple", 20, 60)
)
LONGSWORD = Item(
    "Longsword", 1, "longsword", 300, True, Weapon("1d8", "slashing", ("versatile",), "martial", 0, 0, "1d10")
)
SHORTBOW = Item(
    "Shortbow", 1, "shortbow", 200, True, Weapon("1d6", "piercing", ("ammunition", "two-handed"), "simple", 80, 320)
)


def bruno(**changes: object) -> Character:
    """A fighter with a longsword: Str 16, Dex 13, 12 hit points."""
    sheet = kira(
        id=12, account_id=8, name="Bruno", class_="fighter", scores=(16, 13, 14, 10, 12, 8), items=(LONGSWORD,)
    )
    return replace(sheet, **{"hit_points": 12, "max_hit_points": 12, **changes})


def table(*party: Character, **rules: object) -> GameState:
    """A party at peace, at a table with such rules."""
    state = peace(*(party or (kira(items=(DAGGER,)),)))
    return replace(state, campaign=replace(state.campaign, rules=TableRules(**rules)))  # type: ignore[arg-type]


def fight(*foes: StatBlock, party: tuple[Character, ...] = (), current: int = 0, **rules: object) -> GameState:
    """A fight in which the party comes before the foes, each in its order."""
    state = table(*party, **rules)
    fielded = muster(tuple((block, 1) for block in foes))
    keys = [*(one.key for one in state.party), *(foe.key for foe in fielded)]
    order = tuple(Combatant(key, 20 - place, 10) for place, key in enumerate(keys))
    return replace(state, combat=Combat(1, current, order, fielded))
