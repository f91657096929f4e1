"""A long campaign in a small size, and five players at once in each turn mode, with a model on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import five
from benchmarks.campaign import Outcome, run
from bot.domain.campaign import TurnMode

TURNS = 120


async def test_a_long_campaign_loses_nothing_and_its_prompts_stay_within_their_bound(tmp_path: Path) -> None:
    outcome: Outcome = await run(TURNS, tmp_path)
    assert outcome.failures == []
    # The dice are new each time: somebody may die of them, whom no script can heal.
    assert outcome.valid_calls > TURNS
    assert outcome.calls - outcome.valid_calls < outcome.calls / 10
    assert max(one.size for one in outcome.prompts) < outcome.limit
    assert outcome.largest(TURNS - 40, TURNS) < 1.2 * outcome.largest(20, 60)
    assert outcome.gaps == [], "every turn is quoted or part of a chapter"
    assert (outcome.planted, outcome.found) == (50, 50)
    assert outcome.first >= 45, outcome.lost_facts
    assert outcome.undone_exactly
    assert outcome.wrong_states == []
    assert outcome.wrong_dice == []
    assert outcome.dice > TURNS


@pytest.mark.parametrize("mode", five.MODES)
async def test_five_who_write_at_once_are_each_answered_once_and_in_order(mode: TurnMode, tmp_path: Path) -> None:
    crowd = await five.run(mode, 25, tmp_path)
    assert crowd.fights
    assert crowd.actions > 25
    assert (crowd.unanswered, crowd.answered_twice, crowd.out_of_order, crowd.failures) == ([], [], [], [])
