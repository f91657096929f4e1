"""Levels that players take themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.changes import apply, changes
from bot.domain.character import ABILITIES, Ability
from bot.domain.lines import line
from bot.domain.rules.bounds import broken
from bot.domain.rules.by_hand import set_value
from bot.domain.rules.experience import award
from bot.domain.rules.levelling import (
    BadChoice,
    Choices,
    HighestLevel,
    LevelInFight,
    NoLevelYet,
    level_up,
    next_step,
)
from bot.domain.rules.mortality import IsDead
from bot.domain.sheet import new_sheet
from bot.domain.spellbooks import BOOKS
from bot.domain.srd import CLASSES
from bot.domain.state import GameState
from tests.domain.rules.fights import GOBLIN, fight
from tests.domain.tables import kira, state


def choosing(*party: object) -> GameState:
    table = state(*party)  # type: ignore[arg-type]
    return replace(table, campaign=replace(table.campaign, rules=replace(table.campaign.rules, levels="players")))


def test_experience_is_kept_and_a_line_says_which_level_can_be_taken() -> None:
    after, events = award(choosing(kira()), 950, "")
    assert (after.party[0].level, after.party[0].experience) == (1, 950)
    assert [event.kind for event in events] == ["experience", "level_ready"]
    assert line(events[1], "en") == "Kira · can reach level 3 (/character levelup)"
    # It is said once for each level, not with every award.
    assert [event.kind for event in award(after, 10, "")[1]] == ["experience"]
    by_hand, events = set_value(choosing(kira()), "pc:11", "experience", "300")
    assert (by_hand.party[0].level, events[1].kind) == (1, "level_ready")


def test_levels_are_taken_one_after_another_with_a_roll_that_is_kept() -> None:
    before = choosing(kira(experience=950, hit_points=3))
    after, (event,) = level_up(before, "pc:11", Choices(face=6, spells=("grease", "identify"), simple=3))
    grown = after.party[0]
    assert (grown.level, grown.max_hit_points, grown.hit_points) == (2, 8 + 6 + 2, 3 + 8)
    assert grown.spells[-2:] == ("grease", "identify")
    assert (event.kind, event.detail["face"], event.detail["drawn"]) == ("level", 6, [6])
    assert apply(before, changes(before, after)) == after
    last, _ = level_up(after, "pc:11", Choices())
    assert last.party[0].level == 3
    with pytest.raises(NoLevelYet, match="950 of the 2700"):
        level_up(last, "pc:11", Choices())


@pytest.mark.parametrize(
    "wrong",
    [
        Choices(face=0),
        Choices(face=7),
        Choices(scores=("int",)),
        Choices(spells=("grease", "identify", "sleep2")),
        Choices(cantrips=("mending",)),
        Choices(spells=("magic-missile",)),
        Choices(spells=("grease", "grease")),
        Choices(spells=("x" * 61,)),
    ],
)
def test_what_a_level_does_not_give_is_refused(wrong: Choices) -> None:
    with pytest.raises(BadChoice):
        level_up(choosing(kira(experience=300)), "pc:11", wrong)


def test_an_improvement_is_two_points_and_none_past_twenty() -> None:
    ready = choosing(kira(experience=2_700, level=3, scores=(8, 13, 15, 19, 12, 12)))
    wrongs: tuple[tuple[Ability, ...], ...] = ((), ("int",), ("int", "int"), ("int", "con", "wis"))
    for wrong in wrongs:
        with pytest.raises(BadChoice):
            level_up(ready, "pc:11", Choices(scores=wrong))
    after, (event,) = level_up(ready, "pc:11", Choices(scores=("int", "con")))
    assert after.party[0].scores == (8, 13, 16, 20, 12, 12)
    # Constitution 16 adds one for each of the three levels before, and 4 + 3 for the new one.
    assert after.party[0].max_hit_points == 8 + 3 + 7
    assert "Int 19 → 20" in line(event, "en")


def test_nobody_gains_a_level_in_a_fight_or_dead_or_past_the_highest() -> None:
    with pytest.raises(LevelInFight):
        level_up(fight(GOBLIN, party=(kira(experience=300),)), "pc:11", Choices())
    with pytest.raises(IsDead):
        level_up(choosing(kira(experience=300, dead=True, hit_points=0)), "pc:11", Choices())
    with pytest.raises(HighestLevel):
        next_step(kira(level=20, experience=400_000))


@settings(deadline=None)
@given(st.data())
def test_whatever_is_chosen_on_the_way_to_level_twenty_no_bound_breaks(data: st.DataObject) -> None:
    class_ = data.draw(st.sampled_from(sorted(CLASSES)))
    sheet = replace(new_sheet(1, 7, "Nobody", "human", class_), id=11, experience=355_000)
    table = choosing(replace(sheet, hit_points=data.draw(st.integers(0, sheet.max_hit_points))))
    known = sorted({spell for page in BOOKS.get(class_, ("",))[1:] for spell in page.split()})
    while (now := table.party[0]).level < 20:
        step = next_step(now)
        room: list[Ability] = [
            ability for ability, score in zip(ABILITIES, now.scores, strict=True) for _ in range(min(2, 20 - score))
        ]
        scores = tuple(data.draw(st.permutations(room)))[: step.points]
        step = next_step(now, scores)
        offered = [spell for spell in known if spell not in now.spells]
        spells = tuple(data.draw(st.permutations(offered)))[: data.draw(st.integers(0, step.spells))] if offered else ()
        face = data.draw(st.none() | st.integers(1, step.die))
        table, (event,) = level_up(table, "pc:11", Choices(face, scores, spells=spells))
        grown = table.party[0]
        assert broken(table) == ()
        assert grown.level == now.level + 1
        assert grown.max_hit_points > now.max_hit_points
        assert line(event, "fr")
    assert max(table.party[0].scores) <= 20
