"""Lay a reply out as the players read it: the story, and small lines under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.plaintext import escape
from bot.i18n import N_, translate

CUT = N_("The reply was cut at its length limit.")
WITHOUT_RULES = N_("The rules could not do what {model} asked of them; the story went on without it.")
AGAIN = N_("Told again by {model}; this takes the place of the telling before.")


# Anywhere, for a long story is cut into messages at any blank, and Discord knows more ends of lines than `\n`.
_SMALL_LINE = re.compile(r"-#[^\S\n]+")
_DIE = re.compile(r"(?:🎲|:game_die:)\ufe0f?[^\S\n]*")


def told(story: str) -> str:
    """Return what a model told without the marks of small lines: what the rules rolled, nobody else can seem to say."""
    # Taking one mark away may put the halves of another together.
    while "-#" in story and (plain := _SMALL_LINE.sub("", story)) != story:
        story = plain
    return _DIE.sub("", story) if "🎲" in story or ":game_die:" in story else story


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
