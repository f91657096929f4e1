"""Tables at random: parties of any level, in any plight the rules know, at peace or in a fight."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.campaign import Campaign, TableRules
from bot.domain.character import Affliction, Character
from bot.domain.combat import StatBlock
from bot.domain.dice import Dice, commitment
from bot.domain.gear import Coins, Item
from bot.domain.harms import CONDITION_NAMES
from bot.domain.plaintext import fold
from bot.domain.rules.bounds import broken
from bot.domain.rules.creatures import most_hit_points
from bot.domain.rules.fights import begin
from bot.domain.rules.levels import EXPERIENCE, grow
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.rules.slots import slots
from bot.domain.scene import Scene
from bot.domain.sheet import new_sheet
from bot.domain.spell import Entry, Spell
from bot.domain.srd import CLASSES, RACES
from bot.domain.state import GameState
from bot.domain.values import read

SECRET = bytes(range(32))
NAMES = ("Kira", "Bram Stone", "Élodie", "attack", "Goblin", "Kira Vane")
"""What characters are called; some as tools, monsters or others are."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the rule book has, by its kind and its folded name."""

    entries: Mapping[tuple[str, str], Any]
    monsters: tuple[StatBlock, ...]
    spells: tuple[Spell, ...]
    items: tuple[Item, ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> Book:
        """Read the rows of the rule book."""
        shapes: dict[str, type[Any]] = {"monster": StatBlock, "spell": Spell, "item": Item}
        entries: dict[tuple[str, str], Any] = {}
        for row in rows:
            kind, name = row["kind"], fold(row["name"])
            entries[("entry", name)] = Entry(kind, row["index"], row["name"], row["text"])
            if kind in shapes:
                entries[(kind, name)] = read(shapes[kind], json.loads(json.dumps(row["rules"])))
        return cls(
            entries,
            tuple(each for each in entries.values() if isinstance(each, StatBlock)),
            tuple(each for each in entries.values() if isinstance(each, Spell)),
            tuple(each for each in entries.values() if isinstance(each, Item)),
        )


def random_table(chance: random.Random, book: Book, dice: Dice) -> GameState:
    """Return a state that holds the rules' bounds, whatever else is wrong with it."""
    names = chance.sample(NAMES, chance.randint(1, 4))
    party = tuple(_character(chance, book, number, name) for number, name in enumerate(names, 11))
    rules = TableRules(
        mode=chance.choice(("free", "rounds", "initiative")), difficulty=chance.choice(("gentle", "fair", "deadly"))
    )
    language = chance.choice(("en", "fr"))
    campaign = Campaign(1, 2, 3, "The Salt Crown", ("sea",), language, None, SECRET, commitment(SECRET), rules=rules)
    away = tuple(one.id for one in party if chance.random() < 0.1)
    state = GameState(campaign, party, 3, Scene(place="The quay", away=away))
    if chance.random() < 0.6:
        state = _fight(chance, book, state, dice)
    if wrong := broken(state):
        raise ValueError(f"a random table is none: {', '.join(wrong)}")
    return state


def _fight(chance: random.Random, book: Book, state: GameState, dice: Dice) -> GameState:
    highest = max(character.level for character in state.party)
    weak = [block for block in book.monsters if block.challenge <= 8 * highest]
    foes = [(chance.choice(weak), chance.randint(1, 4)) for _ in range(chance.randint(1, 3))]
    try:
        return begin(state, foes, chance.choice(("none", "party", "foes")), dice)[0]
    except AgainstTheRules:
        return state  # nobody who could fight, or nothing that they could


def _character(chance: random.Random, book: Book, number: int, name: str) -> Character:
    sheet = new_sheet(1, number, name, chance.choice(list(RACES)), chance.choice(list(CLASSES)))
    level = chance.choice((1, 1, 2, 3, 5, 8, 11, 17, 20, chance.randint(1, 20)))
    grown, _ = grow(replace(sheet, id=number, experience=EXPERIENCE[level - 1]))
    spent = tuple(chance.choice((0, most, chance.randint(0, most))) for most in slots(grown.class_, grown.level))
    things = tuple(replace(one, quantity=chance.randint(1, 3)) for one in chance.sample(book.items, 2))
    grown = replace(
        grown,
        slots_spent=spent,
        hit_dice_spent=chance.randint(0, grown.level),
        hit_points=chance.choice((1, grown.max_hit_points, chance.randint(1, grown.max_hit_points))),
        temporary_hit_points=chance.choice((0, 0, chance.randint(1, 30))),
        exhaustion=chance.choice((0, 0, 0, chance.randint(1, 5))),
        coins=Coins(*(chance.choice((0, chance.randint(0, 40))) for _ in range(5))),
        items=(*grown.items, *(one for one in things if all(fold(one.name) != fold(its.name) for its in grown.items))),
        conditions=tuple(
            Affliction(condition, chance.choice(("", "the ice", "pc:11")), chance.choice((0, 1, 10)))
            for condition in chance.sample([*CONDITION_NAMES], chance.choice((0, 0, 1, 2)))
            if condition != "exhaustion"
        ),
    )
    # Whoever is worn out has half of them.
    grown = replace(grown, hit_points=min(grown.hit_points, most_hit_points(grown)))
    return _fallen(chance, grown) if chance.random() < 0.3 else grown


def _fallen(chance: random.Random, character: Character) -> Character:
    """Let a character lie at 0 hit points: dying, stable or dead."""
    fallen = replace(character, hit_points=0, conditions=(Affliction("unconscious"), Affliction("prone")))
    match chance.choice(("dying", "stable", "dead")):
        case "dying":
            return replace(fallen, death_successes=chance.randint(0, 2), death_failures=chance.randint(0, 2))
        case "stable":
            return replace(fallen, stable=True)
        case _:
            return replace(fallen, dead=True, conditions=(), temporary_hit_points=0)
