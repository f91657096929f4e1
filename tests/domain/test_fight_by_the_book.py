"""The numbers of fights, recomputed from the ledger by somebody who knows only the book."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain import tools
from bot.domain.campaign import TableRules
from bot.domain.character import Character
from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.sheet import new_sheet
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry
from tests.domain.srd_reader import Reader, of_sheet
from tests.domain.tables import SECRET, campaign
from tests.llm_offline.game import found

PARTY = (("Kira", "elf", "rogue"), ("Bram", "human", "cleric"), ("Odo", "dwarf", "fighter"))
SEEDS = (10, 11, 14, 18, 21, 22, 24, 25, 31, 42, 50, 62)
FOES = ("skeleton x3, orc", "goblin x2, magmin, worg", "worg x2, magmin", "orc x2, skeleton")
MOST_CALLS = 200


class Fight:
    """A fight that is played with the game master's tools, and the dice of one turn after another."""

    def __init__(self, seed: int) -> None:
        sheets = [new_sheet(1, number, *who) for number, who in enumerate(PARTY, 1)]
        party = tuple(replace(sheet, id=number) for number, sheet in enumerate(sheets, 1))
        rules = TableRules(difficulty="deadly")
        self.state = GameState(replace(campaign(), rules=rules), party, seed)
        self.dice = SeededDice(SECRET, seed)
        self.calls = 0

    def call(self, name: str, **arguments: object) -> tuple[LedgerEntry, ...]:
        """Ask the rules for something; raises AssertionError where they refuse it."""
        call = ToolCall(f"call-{self.calls}", name, json.dumps(arguments))
        known = {need: it for need in tools.needs(call, self.state) if (it := found(need)) is not None}
        outcome = tools.run(call, self.state, self.dice, "en", known)
        assert outcome.valid, outcome.content
        self.state, self.calls = outcome.state, self.calls + 1
        return outcome.entries

    def play(self, foes: str) -> Iterator[tuple[LedgerEntry, ...]]:
        """Fight to the end, and yield what each call left in the ledger."""
        yield self.call("start_combat", foes=foes)
        while (combat := self.state.combat) is not None and self.calls < MOST_CALLS:
            now = next(one for one in self.state.party if one.key == combat.now.key)
            name, arguments = self._deed(now)
            yield self.call(name, **arguments)
            if self.state.combat is not None:
                yield self.call("next_combatant")

    def _deed(self, now: Character) -> tuple[str, dict[str, object]]:
        assert self.state.combat is not None
        fallen = next((one for one in self.state.party if one.hit_points == 0 and not one.dead), None)
        if now.class_ == "cleric" and fallen and fallen.death_failures:
            return "heal", {"target": fallen.name, "dice": "1d8", "source": "a draught"}
        if now.hit_points <= 2 and self.calls % 3 == 0:
            return "dodge", {"character": now.name}
        standing = [foe for foe in self.state.combat.foes if not foe.dead and not foe.fled]
        weakest = min(standing, key=lambda foe: foe.hit_points)
        if self.calls % 7 == 5:
            flammable = next((foe for foe in standing if foe.block.index == "magmin"), weakest)
            return "damage", {"target": flammable.name, "dice": "1d6", "type": "fire", "source": "burning oil"}
        return "attack", {"attacker": now.name, "target": weakest.name}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_a_fight_is_what_the_book_says(seed: int) -> None:
    reader, entries = _recomputed(seed)
    assert reader.counted == len(entries), "nothing in the ledger that the book does not speak of"


def test_these_fights_meet_what_fights_are_made_of() -> None:
    met, longest = Counter[str](), 0
    for seed in SEEDS:
        reader, entries = _recomputed(seed)
        longest = max(longest, reader.counted)
        met.update(reader.seen)
        for entry in entries:
            met.update(key for key in ("critical", "woke") if entry.detail.get(key))
            met.update(part["factor"] for part in entry.detail.get("parts", ()) if part["factor"])
            met[str(entry.detail.get("outcome"))] += entry.kind == "damage"
            met[str(entry.detail.get("advantage"))] += entry.kind == "attack"
    assert longest >= 30
    kinds = {"attack", "damage", "heal", "death_save", "condition", "combat_ended", "experience", "dodge", "flee"}
    special = {"critical", "woke", "resistance", "vulnerability", "immunity", "fell", "died", "advantage"}
    assert kinds | special <= {name for name, number in met.items() if number}


def _recomputed(seed: int) -> tuple[Reader, list[LedgerEntry]]:
    fight = Fight(seed)
    reader = Reader({one.key: of_sheet(one) for one in fight.state.party})
    ledger: list[LedgerEntry] = []
    for entries in fight.play(FOES[seed % len(FOES)]):
        for entry in entries:
            reader.read(entry)
        ledger += entries
        _agrees(reader, fight.state)
    assert fight.state.combat is None
    assert reader.outcome
    dice = SeededDice(SECRET, seed)
    drawn = [die for entry in ledger for die in entry.detail.get("drawn", ())]
    assert drawn == [[sides, dice.die(sides)] for sides, _ in drawn]
    return reader, ledger


def _agrees(reader: Reader, state: GameState) -> None:
    """Compare everybody's hit points, and who is dead, with what the reader made of the ledger."""
    foes = state.combat.foes if state.combat else ()
    for one in (*state.party, *foes):
        body = reader.bodies[one.key]
        # A level gained after the fight is more hit points.
        if state.combat is not None:
            assert (one.hit_points, one.dead) == (body.hit_points, body.dead)
