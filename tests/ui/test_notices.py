"""Short messages around the story fit into Discord's, whatever people wrote."""

from __future__ import annotations

import pytest

from bot.ui import notices


@pytest.mark.parametrize("action", ["a\n" * 2000, "\n" * 3999 + "a", "word " * 800, "🎲" * 4000, "a\r\n\u2028b" * 700])
def test_the_echo_of_any_action_fits_a_message(action: str) -> None:
    shown = notices.acted("*" * 80, action)
    assert len(shown) <= 2000
    assert all(line.startswith("> ") for line in shown.split("\n")[1:] if line != " …")


def test_a_short_action_is_quoted_whole() -> None:
    assert notices.acted("Kira", "I run.\nI hide.") == "**Kira**\n> I run.\n> I hide."
