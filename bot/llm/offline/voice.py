"""Choose sentences from the book and fill them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from math import gcd
from typing import Any

from bot.domain.conversation import Brief
from bot.llm.offline.book import Book, Palette
from bot.llm.offline.chance import draw
from bot.llm.offline.grammar import capital
from bot.llm.offline.heard import Heard
from bot.llm.offline.steps import Step

Result = Mapping[str, Any]

_NAMES_LISTED = 8
_NOUN = re.compile(r"\{(?:\w+ )?(place|person|threat|thing|way)\b")
# Neighbours in a family read alike; steps of this share of its length do not meet them.
_GOLDEN = 0.618
# About what one turn takes of a family: where the story told is not known, the next turn begins behind it.
_PICKS = 7


class Voice:
    """Chooses frames, none twice in a turn and none whose sentence was told lately."""

    def __init__(self, brief: Brief, book: Book, palette: Palette, heard: Heard) -> None:
        self.brief = brief
        self.book = book
        self.palette = palette
        self.heard = heard
        self.used: set[str] = set()
        self.absent: frozenset[str] = frozenset()

    def line(self, key: str) -> str:
        """Return a line of the book that is always the same."""
        return self.book.grammar.typeset(self.book.frames[key])

    def names(self, names: tuple[str, ...]) -> str:
        """List names, a bounded number of them."""
        shown = (*names[:_NAMES_LISTED], "…") if len(names) > _NAMES_LISTED else names
        return self.book.grammar.listing(shown, self.book.frames["and"])

    def fill(self, frame: str, **words: str) -> str:
        """Fill a frame as a sentence of this place."""
        return capital(self.book.grammar.fill(frame, self.palette.nouns, words))

    def fresh(self, frame: str) -> str:
        """Fill a frame unless it was told lately; then nothing."""
        return self._first((frame,), {})

    def first_fresh(self, frames: Sequence[str]) -> str:
        """Fill the first of frames in their order that was not told lately; nothing when all were."""
        return self._first(frames, {})

    def the(self, several: str) -> str:
        """Set the article before a plural."""
        return f"{'les' if self.book.language == 'fr' else 'the'} {several}"

    def pick(self, role: str, frames: Sequence[str], **words: str) -> str:
        """Fill the first frame that was not told lately, in an order that moves with the turns; empty if none."""
        return self._first(self._order(role, frames), words)

    def insist(self, role: str, frames: Sequence[str], **words: str) -> str:
        """Pick a frame even if all were told: whoever acted is never left out. Then it begins in another way."""
        anew = (
            f"{opener} {_within(frame)}"
            for opener in self._order(role, self.book.frames["openers"])
            for frame in self._order(role, frames)
        )
        return (
            self.pick(role, frames, **words)
            or self._first(anew, words)
            or self.fill(next(self._order(role, frames)), **words)
        )

    def closing(self) -> str:
        """End the turn with something open, without any threat where all is well."""
        frames = self.book.frames["closing"]
        return self.pick("closing", frames["calm" if "threat" in self.absent else "any"])

    def deed(self, step: Step, result: Result | None, *, first: bool) -> str:
        """Tell one deed, the turn's first or a later one, and what came of it."""
        rolled = result is not None and "success" not in result and isinstance(result.get("total"), int)
        lead = "" if rolled and step.intent.kind is None else self.lead(step, first=first)
        return f"{lead} {self.decided(step, result)}".strip()

    def decided(self, step: Step, result: Result | None) -> str:
        """Tell what dice said of a deed, and what came of it."""
        total = result.get("total") if result and "success" not in result else None
        dice = ""
        if isinstance(total, int):
            dice = self.insist("dice", self.book.frames["dice"], name=step.name, total=str(total))
        return f"{dice} {self.outcome(step, result)}".strip()

    def lead(self, step: Step, *, first: bool) -> str:
        """Say what somebody does or tries, the turn's first deed or a later one."""
        intent, frames = step.intent, self.book.frames
        if intent.kind is None and intent.quote:
            return self.insist("quoted", frames["quoted"], name=step.name, quote=intent.quote)
        if intent.kind is None:
            return self.insist("wordless", frames["wordless"], name=step.name)
        if self.book.words.kinds[intent.kind].check:
            return self.insist("lead", frames["lead"], name=step.name, do=intent.do)
        role = "plain_first" if first else "plain"
        return self.insist(role, frames[role], name=step.name, does=intent.does, do=intent.do)

    def outcome(self, step: Step, result: Result | None) -> str:
        """Tell what came of a deed that a check decided, or that nothing had to decide."""
        kind, frames, success = step.intent.kind, self.book.frames, result.get("success") if result else None
        if kind and isinstance(success, bool):
            table = frames["success" if success else "failure"]
            own, role = table.get(self.book.words.kinds[kind].outcome, ()), "success" if success else "failure"
            general = table["any"]
        elif kind == "talk":
            quiet = self._order("talk_quiet", frames["talk_quiet"])
            told = self._first(chain(self._order("own", frames["talk"]), quiet), {"name": step.name})
            if told:
                return told
            own, role, general = (), "unsure", frames["unsure"]
        else:
            own, role, general = frames.get(kind or "", {}).get("any", ()), "unsure", frames["unsure"]
        return self._first(chain(self._order("own", own), self._order(role, general)), {"name": step.name})

    def _first(self, frames: Iterable[str], words: Mapping[str, str]) -> str:
        for frame in frames:
            supplies = self._supplies(frame)
            if frame in self.used or "" in supplies.values() or self._misses(frame):
                continue
            sentence = self.fill(frame, **words, **supplies)
            if self.heard.fresh(sentence):
                self.used.add(frame)
                self.heard.add(sentence)
                return sentence
        return ""

    def _misses(self, frame: str) -> bool:
        """Tell a frame that speaks of somebody or something that is not there, or no more."""
        return bool(self.absent) and any(noun in self.absent for noun in _NOUN.findall(frame))

    def _supplies(self, frame: str) -> dict[str, str]:
        """Find what a frame needs from this place's stock: something not told yet, or nothing."""
        stocks = {"hint": self.palette.hints, "find": self.palette.finds}
        return {slot: self._fresh(slot, stock) for slot, stock in stocks.items() if f"{{{slot}}}" in frame}

    def _fresh(self, role: str, stock: Sequence[str]) -> str:
        typeset = self.book.grammar.typeset
        return next((one for one in self._order(role, stock) if typeset(one) not in self.heard.text), "")

    def _order(self, role: str, frames: Sequence[str]) -> Iterator[str]:
        """Order frames, the fine ones before the many: each turn begins further on in the same long round."""
        for family in (frames, self.book.frames["more"].get(role, ())):
            if family:
                length = len(family)
                stride = next(step for step in count(max(1, round(length * _GOLDEN))) if gcd(step, length) == 1)
                start = draw(self.brief.campaign, role) + self.brief.turn * _PICKS
                for place in range(start, start + length):
                    yield family[place * stride % length]


def _within(frame: str) -> str:
    """Begin a frame in the middle of a sentence."""
    return frame[:1].lower() + frame[1:] if not frame.startswith("{") else "{" + frame[1:2].lower() + frame[2:]
