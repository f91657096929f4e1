"""Who is answered when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.campaign import TableRules
from bot.domain.combat import Combat, Combatant
from bot.domain.rules import attendance
from bot.domain.scene import Scene
from bot.domain.state import GameState
from bot.domain.tempo import Ready, Waiting, absent_id, awaited_by, may_answer, out_of_turn
from bot.domain.turn import Action
from tests.domain import tables

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
SINCE = NOW - timedelta(seconds=10)
OVER = NOW - timedelta(seconds=301)

KIRA = tables.kira()
BRUNO = tables.kira(id=12, account_id=8, name="Bruno")
DORA = tables.kira(id=13, account_id=9, name="Dora")


def table(mode: str, *, turn_of: int | None = None, **rules: Any) -> GameState:
    state = tables.state(KIRA, BRUNO, DORA)
    state = replace(state, campaign=replace(state.campaign, rules=TableRules(mode=mode, **rules)))  # pyright: ignore[reportArgumentType]
    if turn_of is None:
        return state
    order = tuple(Combatant(one.key, 20 - place, 1) for place, one in enumerate(state.party))
    return replace(state, combat=Combat(1, turn_of, order, ()))


def does(account: int, number: int = 0, kind: Any = "message", at: datetime = SINCE) -> Action:
    return Action(number or account, 1, account, 5, 1000 + (number or account), kind, "?", "I look.", at)


def test_a_free_table_is_answered_at_once_and_together() -> None:
    assert may_answer(table("free"), [does(7), does(9)], NOW, SINCE) == Ready((7, 9))
    assert may_answer(table("free"), [], NOW, None) == Ready(())


def test_a_round_waits_for_everybody_present() -> None:
    decision = may_answer(table("rounds"), [does(7)], NOW, SINCE)
    assert decision == Waiting((BRUNO, DORA), SINCE + timedelta(seconds=300))
    assert may_answer(table("rounds"), [does(7), does(8, kind="pass"), does(9)], NOW, SINCE) == Ready((7, 8, 9))


def test_a_round_in_which_nobody_has_acted_waits_for_nobody() -> None:
    assert may_answer(table("rounds"), [], NOW, None) == Ready(())


def test_a_round_does_not_wait_for_who_is_away_fallen_a_stranger_or_in_the_chair() -> None:
    state = table("rounds")
    assert awaited_by(replace(state, scene=Scene(away=(12,))), [does(7)]) == (DORA,)
    fallen = replace(state, party=(KIRA, replace(BRUNO, hit_points=0), replace(DORA, dead=True, hit_points=0)))
    assert awaited_by(fallen, [does(7)]) == ()
    assert awaited_by(state, [does(7)], {8}) == (DORA,)
    assert awaited_by(replace(state, campaign=replace(state.campaign, chair=9)), [does(7)]) == (BRUNO,)


def test_who_has_no_character_is_answered_with_the_round() -> None:
    assert may_answer(table("rounds"), [does(55)], NOW, SINCE) == Waiting(
        (KIRA, BRUNO, DORA), NOW + timedelta(seconds=290)
    )
    assert may_answer(table("rounds"), [does(55), does(7), does(8), does(9)], NOW, SINCE) == Ready((55, 7, 8, 9))


@pytest.mark.parametrize("absent", ["wait", "nudge", "dodge"])
def test_when_the_time_is_over_a_round_still_waits_unless_friends_may_go_on(absent: str) -> None:
    assert isinstance(may_answer(table("rounds", absent=absent), [does(7)], NOW, OVER), Waiting)
    assert may_answer(table("rounds", absent="friend"), [does(7)], NOW, OVER) == Ready((7,))


def test_by_initiative_only_whose_turn_it_is_is_answered() -> None:
    state = table("initiative", turn_of=1)
    assert may_answer(state, [does(7), does(9)], NOW, SINCE) == Waiting((BRUNO,), NOW + timedelta(seconds=290))
    assert may_answer(state, [does(7), does(8), does(9)], NOW, SINCE) == Ready((8,))
    assert may_answer(state, [], NOW, None) == Waiting((BRUNO,), None)
    assert out_of_turn(state, does(7)) == BRUNO
    assert out_of_turn(state, does(8)) is None


def test_by_initiative_everybody_is_free_outside_of_a_fight_and_in_a_foes_turn() -> None:
    assert may_answer(table("initiative"), [does(7), does(9)], NOW, SINCE) == Ready((7, 9))
    state = table("initiative", turn_of=0)
    assert state.combat is not None
    foes = replace(state, combat=replace(state.combat, order=(Combatant("goblin-1", 9, 1),), current=0))
    assert may_answer(foes, [does(7), does(9)], NOW, SINCE) == Ready((7, 9))


def test_a_friend_acts_for_whose_time_is_over_with_what_they_write_from_then_on() -> None:
    state = table("initiative", turn_of=1, absent="friend")
    assert isinstance(may_answer(state, [does(7)], NOW, OVER), Waiting)
    assert may_answer(state, [does(7), does(9, at=NOW)], NOW, OVER) == Ready((9,), BRUNO)


@pytest.mark.parametrize("kind", ["opening", "retell", "narration", "xcard"])
@pytest.mark.parametrize("mode", ["rounds", "initiative"])
def test_what_belongs_to_no_character_waits_for_nobody(mode: str, kind: str) -> None:
    state = table(mode, turn_of=1)
    assert may_answer(state, [does(7), does(3, kind=kind)], NOW, SINCE) == Ready((3,))


def test_the_action_of_an_absent_character_is_the_same_after_a_restart_and_another_after_undo() -> None:
    assert absent_id(1, 4, 1, 12) == absent_id(1, 4, 1, 12)
    ids = {absent_id(*one) for one in [(1, 4, 1, 12), (1, 4, 2, 12), (1, 5, 1, 12), (2, 4, 1, 12), (1, 4, 1, 13)]}
    assert len(ids) == 5
    assert all(-(2**63) <= one < 0 for one in ids)


def test_a_character_leaves_a_scene_with_its_fight_and_comes_back() -> None:
    state = table("initiative", turn_of=1)
    left, events = attendance.leave(state, BRUNO)
    assert [event.kind for event in events] == ["left"]
    assert left.scene.away == (12,)
    assert left.combat is not None
    assert [one.fled for one in left.combat.order] == [False, True, False]
    with pytest.raises(attendance.AwayAlready):
        attendance.leave(left, BRUNO)
    back, events = attendance.join(left, BRUNO)
    assert back == state
    assert [event.kind for event in events] == ["joined"]
    with pytest.raises(attendance.ThereAlready):
        attendance.join(back, BRUNO)
