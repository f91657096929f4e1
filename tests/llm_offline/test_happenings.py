"""What the narrator reads out of the rules' own words about a fight."""

from __future__ import annotations

import pytest

from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.rules.fights import begin
from bot.domain.rules.turns import pass_turn
from bot.domain.state import GameState
from bot.domain.tools import Need
from bot.domain.tools.fights import plain
from bot.llm.offline.book import open_book
from bot.llm.offline.happenings import Happening, ended, happened
from tests.llm_offline.game import Game, found

PARTY = ("Kira", "Bram")


def read(*lines: str) -> list[Happening]:
    return happened(ToolCall("1", "next_combatant", "{}"), {"happened": list(lines)}, PARTY)


@pytest.mark.parametrize(
    ("line", "happening"),
    [
        ("Kira attacks Goblin 1 · Dagger · 14 + 5 = 19 vs AC 15 · hit · (3) + 3 = 6", ("hit", "Kira", "Goblin 1")),
        ("Kira attacks Goblin 1 · Dagger · 4 + 5 = 9 vs AC 15 · miss", ("miss", "Kira", "Goblin 1")),
        ("Wolf 2 attacks Bram · Bite · 20 + 4 = 24 vs AC 15 · critical hit", ("foe_crit", "Wolf 2", "Bram")),
        ("Dragon attacks Bram · Fire Breath · Bram must save, DC 11 · 7 fire", ("foe_hit", "Dragon", "Bram")),
        ("Dragon attacks Bram · Fire Breath · Bram must save, DC 11 · withstood", ("foe_miss", "Dragon", "Bram")),
        ("Goblin 1 · 6 piercing · 6 → 0 HP · dies", ("felled", "Goblin 1", "Goblin 1")),
        ("Bram · 9 piercing · 6 → 0 HP · falls unconscious", ("down", "Bram", "Bram")),
        ("Bram · 30 piercing · 6 → 0 HP · dies", ("slain", "Bram", "Bram")),
        ("Bram · death save · 15 vs DC 10 · successes 1, failures 0", ("death_good", "Bram", "Bram")),
        ("Bram · death save · 3 vs DC 10 · successes 1, failures 1", ("death_bad", "Bram", "Bram")),
        ("Bram · death save · 20 vs DC 10 · wakes", ("wakes", "Bram", "Bram")),
        ("Bram · death save · 2 vs DC 10 · successes 0, failures 3 · dies", ("slain", "Bram", "Bram")),
        ("Kira tries to flee and is held back · Athletics 3 + 2 = 5 vs Wolf 12 + 1 = 13", ("held", "Kira", "Kira")),
        ("Kira flees · Athletics 13 + 2 = 15 vs Wolf 12 + 1 = 13", ("fled", "Kira", "Kira")),
        ("Goblin 1 is surprised and does nothing", ("surprised", "Goblin 1", "Goblin 1")),
    ],
)
def test_a_line_of_the_rules_is_one_happening(line: str, happening: tuple[str, str, str]) -> None:
    assert read(line) == [Happening(*happening)]


def test_a_blow_that_fells_is_told_as_a_fall_alone() -> None:
    told = read("Kira attacks Goblin 1 · Dagger · 19 vs AC 15 · hit · 6 piercing", "Goblin 1 · 6 → 0 HP · dies")
    assert told == [Happening("felled", "Goblin 1", "Goblin 1")]


@pytest.mark.parametrize("answer", [{}, {"happened": None}, {"happened": [3, {}]}, {"happened": "Kira attacks"}])
def test_an_answer_that_says_nothing_is_nothing(answer: dict[str, object]) -> None:
    assert happened(ToolCall("1", "attack", "{}"), answer, PARTY) == []
    assert ended(answer) == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_happening_has_frames(language: str) -> None:
    frames = open_book(language).frames["fight"]
    roles = {"hit", "miss", "crit", "foe_hit", "foe_miss", "foe_crit", "felled", "down", "slain", "death_good"}
    roles |= {"death_bad", "stable", "wakes", "healed", "fled", "held", "dodges", "surprised", "spell", "saved"}
    roles |= {"unsaved", "refused", "waits", "lies", "dead", "turn_of", "begins", "over", "lost"}
    assert roles <= set(frames)


@pytest.mark.parametrize("seed", range(8))
def test_the_rules_still_say_it_in_these_words(seed: int) -> None:
    """A fight that nobody but the foes wages: whatever the rules say of blows and falls is understood."""
    state: GameState = Game().state
    dice = SeededDice(b"s" * 32, seed)
    state, events = begin(state, [(found(Need("monster", "wolf")), 2)], "party", dice)
    said, party = [plain(event) for event in events], [one.name for one in state.party]
    for _ in range(200):
        if state.combat is None:
            break
        state, events = pass_turn(state, dice)
        kinds = {event.kind for event in events}
        lines = [plain(event) for event in events]
        told = happened(ToolCall("1", "next_combatant", "{}"), {"happened": lines}, party)
        attacks = [event for event in events if event.kind == "attack"]
        blows = [one for one in told if one.role.startswith("foe_") or one.role in ("hit", "miss", "crit")]
        fatal = [one for one in told if one.role in ("slain", "felled")]
        assert len(blows) + len(fatal) >= len(attacks)
        assert [one.name for one in blows] == [event.actor for event in attacks][: len(blows)] or fatal
        assert sum(one.role in ("death_good", "death_bad", "wakes", "stable", "slain") for one in told) >= (
            "death_save" in kinds
        )
        said += lines
    assert state.combat is None
    assert ended({"happened": said}) in ("victory", "defeat")
