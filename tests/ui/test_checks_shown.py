"""Whatever checks there are, all that speaks of them has words for each."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.checking import ALL_CHECKS, CHECKS
from bot.domain.statistics import Filters, Rate, Scope, last_days
from bot.services import chart_figures
from bot.services.asking import Question
from bot.storage.measured import FOUND
from bot.ui.disagreements import findings_shown
from bot.ui.scorecard import scorecard

MODEL = "openai/gpt-4o"
RATES = {MODEL: {kind: Rate(1, 10 + place) for place, kind in enumerate(ALL_CHECKS)}}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_scorecard_and_its_chart_show_every_check(language: str) -> None:
    question = Question(Scope(1), Filters(last_days(30, datetime.now(UTC)), MODEL))
    shown = "\n".join(field.value or "" for field in scorecard(question, RATES, language).fields)
    assert len(shown.splitlines()) == 2 * len(ALL_CHECKS)
    drawn, _ = chart_figures.scorecard(RATES, language)
    assert len({name for name, _ in drawn.rows}) == len(ALL_CHECKS)
    assert [rates[0].of for _, rates in drawn.rows] == [rate.of for rate in RATES[MODEL].values()]


def test_a_receipt_has_words_for_every_finding_it_shows() -> None:
    for kind in CHECKS:
        assert not any("?" in line for line in findings_shown([{"kind": kind, "detail": "so"}], "en")), kind


def test_what_looked_and_what_found_have_a_bit_each() -> None:
    assert len(CHECKS) <= FOUND
