"""What the game master remembers, as a model reads it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.domain.memory import Chapter, Fact, Memory
from bot.domain.plaintext import fold
from bot.domain.recall import words_of
from bot.domain.turn import TranscriptMessage
from bot.prompts.room import escaped, fit, weight

_KNOWN: Final = """\
# What you remember
Notes from earlier in the story; where two disagree, the later one holds."""
_SECRETS: Final = "Yours alone, unknown to the players until the story shows it:"
_STORY: Final = "# The story so far"

# Newest secrets come along unasked: what is planned has to happen some day.
_SECRETS_IN_MIND: Final = 6
_LONGEST_CHAPTER: Final = 4_000


def remembered(memory: Memory, said: Sequence[TranscriptMessage], room: int) -> str:
    """Write the facts that matter now: pinned ones, what is known of whom or what is named, and secrets.

    In at most `room` characters of a request, the newest first where it is short; "" without any.
    """
    if not memory.facts:
        return ""
    named = {word for message in said for word in _words(message.content)}
    secrets = [fact for fact in memory.facts if fact.kind == "secret"]
    plans = [fact for fact in secrets if fact.character_id is None]
    # What players whisper does not push out what the game master plans.
    whispers = [fact for fact in secrets if fact.character_id is not None]
    near = {fact.id or id(fact) for fact in (*plans[-_SECRETS_IN_MIND:], *whispers[-_SECRETS_IN_MIND:])}
    matter = [
        fact
        for fact in memory.facts
        if fact.pinned or (fact.id or id(fact)) in near or not named.isdisjoint(_words(fact.subject))
    ]
    if not matter:
        return ""
    chosen = _within(matter, room - weight(_KNOWN) - weight(_SECRETS) - 8)
    known = [line for fact, line in chosen if fact.kind != "secret"]
    hidden = [line for fact, line in chosen if fact.kind == "secret"]
    return "\n".join((_KNOWN, *known, *((_SECRETS, *hidden) if hidden else ()))) if chosen else ""


def _within(facts: Sequence[Fact], room: int) -> list[tuple[Fact, str]]:
    """Return the facts that fit with their lines, in their own order; pinned ones and then newer ones come first."""
    lines = {_line(fact): fact for fact in facts}
    kept: dict[str, Fact] = {}
    newest_first = list(lines.items())[::-1]
    for line, fact in sorted(newest_first, key=lambda each: not each[1].pinned):
        if (taken := weight(line) + 2) <= room:
            room -= taken
            kept[line] = fact
    return [(fact, line) for line, fact in lines.items() if line in kept]


@lru_cache(maxsize=4096)
def _line(fact: Fact) -> str:
    alone = " (one character alone knows this)" if fact.character_id else ""
    return f"- {escaped(fact.subject)}: {escaped(fact.text)}{alone}"


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text)) if len(text) <= 80 else frozenset(fold(text).split())


def chapters_text(chapters: Sequence[Chapter], room: int) -> str:
    """Write the chapters in at most `room` characters of a request; "" before the first.

    The text only grows: when it outgrows the room, it loses its oldest half at once, and its beginning then stays the
    same for many turns.
    """
    first, taken = 0, 0
    sizes = [size for _, size in map(_chapter, chapters)]
    left = room - weight(_STORY)
    for place, size in enumerate(sizes):
        taken += size
        if taken > left:
            while first < place and taken > left // 2:
                taken -= sizes[first]
                first += 1
    kept = [_chapter(chapter)[0] for chapter in chapters[first:]]
    if len(kept) == 1 and sizes[-1] > left:
        kept = [fit(kept[0], left)]
    return "\n\n".join((_STORY, *kept)) if kept else ""


@lru_cache(maxsize=1024)
def _chapter(chapter: Chapter) -> tuple[str, int]:
    """Return what is written of a chapter, and what that takes with the blank line before it."""
    written = f"Turns {chapter.first} to {chapter.last}: {escaped(fit(chapter.text, _LONGEST_CHAPTER))}"
    return written, weight(written) + 4
