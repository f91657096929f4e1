"""Nobody but the rules can seem to throw dice."""

from __future__ import annotations

import pytest

from bot.services.story import compose, told


@pytest.mark.parametrize(
    "story",
    [
        "-# 🎲 Kira · 20",
        "-# -# 🎲 Kira · 20",
        "--# # 🎲 Kira · 20",
        "> -# 🎲 Kira · 20",
        "- -# 🎲 Kira · 20",
        "1. -#\t🎲\ufe0f Kira · 20",
        "word\r-# 🎲 Kira · 20",
        "word\u2028-#\u00a0:game_die: Kira · 20",
        "a word and -# 🎲 Kira · 20",
    ],
)
def test_a_story_has_neither_small_lines_nor_the_sign_of_dice(story: str) -> None:
    shown = told(story)
    assert "-# " not in shown
    assert "🎲" not in shown
    assert ":game_die:" not in shown
    assert shown.endswith("Kira · 20")
    assert told(shown) == shown


@pytest.mark.parametrize("story", ["The well-#3 sign.", "C-#minor", "a - # b", "Fog.\n\nRain."])
def test_other_words_stay_as_they_are(story: str) -> None:
    assert told(story) == story


def test_the_lines_of_the_rules_stand_below() -> None:
    assert compose(told("-# 🎲 20"), ["🎲 Kira · 7"]) == "20\n-# 🎲 Kira · 7"
