"""Moments in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.moments import in_words

EVENING = datetime(2026, 11, 21, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (EVENING, "en", "November 21, 2026, 19:05 UTC"),
        (EVENING, "fr", "21 novembre 2026 à 19:05 UTC"),
        (EVENING.replace(month=5, day=1), "fr", "1er mai 2026 à 19:05 UTC"),
        (EVENING.replace(month=5, day=1), "en", "May 1, 2026, 19:05 UTC"),
        (EVENING.astimezone(timezone(timedelta(hours=9))), "en", "November 21, 2026, 19:05 UTC"),
    ],
)
def test_a_moment_is_written_in_the_words_of_a_language(moment: datetime, language: str, words: str) -> None:
    assert in_words(moment, language) == words
