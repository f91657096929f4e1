"""Show a recap, and where it comes from."""

from __future__ import annotations

from typing import Final

from bot.domain.plaintext import escape, shorten
from bot.i18n import N_, translate
from bot.services.recap import Recap
from bot.services.story import CUT, told
from bot.ui.pages import LIMIT, closed

_SOURCES: Final = {
    "told": N_("Summed up by {model}, for you alone."),
    "kept": N_("Nothing was told since {model} summed this up, so it cost nothing."),
    "gist": N_("No AI at work here: the first sentence of each of the last turns, as it was told."),
}


def recap_text(recap: Recap, language: str) -> str:
    """Write a recap as one message, its small lines in the reader's language."""
    small = [
        translate(_SOURCES[recap.source], language).format(model=escape(shorten(translate(recap.model, language), 100)))
    ]
    if recap.cut:
        small.append(f"✂️ {translate(CUT, language)}")
    small += [f"⚠️ {warning.say(language)}" for warning in recap.warnings]
    below = "".join(f"\n-# {line}" for line in small)
    # Closing what the text opened in its markdown takes a few characters more.
    return closed(shorten(told(recap.text), LIMIT - 20 - len(below))) + below
