"""Lay a reply out as the players read it: the story, and small lines under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.plaintext import escape
from bot.i18n import N_, translate

CUT = N_("The reply was cut at its length limit.")
WITHOUT_RULES = N_("The rules could not do what {model} asked of them; the story went on without it.")
AGAIN = N_("Told again by {model}; this takes the place of the telling before.")


_SMALL_LINE = re.compile(r"^([ \t>]*)-#[ \t]+", re.MULTILINE)


def told(story: str) -> str:
    """Return what a model told without the mark of small lines: what the rules rolled, nobody else can seem to say."""
    return _SMALL_LINE.sub(r"\1", story) if "-#" in story else story


def dice_lines(summaries: Sequence[str]) -> str:
    """Write what the rules decided, a small line each with its sign, in Discord's markdown."""
    return "\n".join(f"-# {summary}" for summary in summaries if summary)


def compose(story: str, summaries: Sequence[str], notes: Sequence[str] = ()) -> str:
    """Join the story and its small lines; `notes` are in the players' language already."""
    parts = [story.rstrip(), dice_lines(summaries), *(f"-# {note}" for note in notes)]
    return "\n".join(part for part in parts if part)


def note(sign: str, sentence: str, language: str, **values: str) -> str:
    """Write a small line that says something about the telling, not of the story."""
    return f"{sign} {translate(sentence, language).format(**{name: escape(value) for name, value in values.items()})}"
