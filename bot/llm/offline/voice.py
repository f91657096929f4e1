"""Choose sentences from the book and fill them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.conversation import Brief
from bot.llm.offline.book import Book, Palette
from bot.llm.offline.deeds import Intent
from bot.llm.offline.grammar import capital

Result = Mapping[str, Any]

_NAMES_LISTED = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of the turn as it is told; `character` is None for someone without a sheet."""

    name: str
    character: str | None
    intent: Intent
    difficulty: int


def draw(*seeds: object) -> int:
    """Draw a large number that depends on nothing but its seeds: the narrator's choices are not dice."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, seeds)).encode("utf-8", "replace")).digest()[:8], "big")


class Voice:
    """Chooses frames, none twice in a turn and none whose sentence was told lately."""

    def __init__(self, brief: Brief, book: Book, palette: Palette, told: str) -> None:
        self.brief = brief
        self.book = book
        self.palette = palette
        self.told = told
        self.used: set[str] = set()

    def line(self, key: str) -> str:
        """Return a line of the book that is always the same."""
        return self.book.grammar.typeset(self.book.frames[key])

    def names(self, names: tuple[str, ...]) -> str:
        """List names, a bounded number of them."""
        shown = (*names[:_NAMES_LISTED], "…") if len(names) > _NAMES_LISTED else names
        return self.book.grammar.listing(shown, self.book.frames["and"])

    def knows(self, palettes: Sequence[Palette]) -> bool:
        """Return whether what was told before came out of this book."""
        events = [event for palette in palettes for event in (*palette.beats, palette.hook, palette.arrive)]
        return any(self.book.grammar.typeset(event) in self.told for event in events)

    def fill(self, frame: str, **words: str) -> str:
        """Fill a frame as a sentence of this place."""
        return capital(self.book.grammar.fill(frame, self.palette.nouns, words))

    def pick(self, role: str, frames: Sequence[str], **words: str) -> str:
        """Fill the first frame that was not told lately, in an order that moves with the turns; empty if none."""
        return self._first(self._order(role, frames), words)

    def insist(self, role: str, frames: Sequence[str], **words: str) -> str:
        """Pick a frame even if all were told: whoever acted is never left out."""
        return self.pick(role, frames, **words) or self.fill(self._order(role, frames)[0], **words)

    def closing(self) -> str:
        """End the turn with something open."""
        return self.pick("closing", self.book.frames["closing"]["any"])

    def deed(self, step: Step, result: Result | None, *, first: bool) -> str:
        """Tell one deed, the turn's first or a later one, and what came of it."""
        total = result.get("total") if result and "success" not in result else None
        dice = ""
        if isinstance(total, int):
            dice = self.insist("dice", self.book.frames["dice"], name=step.name, total=str(total))
        lead = "" if dice and step.intent.kind is None else self._lead(step, first=first)
        return " ".join(filter(None, (lead, dice, self._outcome(step.intent.kind, result))))

    def _lead(self, step: Step, *, first: bool) -> str:
        intent, frames = step.intent, self.book.frames
        if intent.kind is None and intent.quote:
            return self.insist("quoted", frames["quoted"], name=step.name, quote=intent.quote)
        if intent.kind is None:
            return self.insist("wordless", frames["wordless"], name=step.name)
        if self.book.words.kinds[intent.kind].check:
            return self.insist("lead", frames["lead"], name=step.name, do=intent.do)
        role = "plain_first" if first else "plain"
        return self.insist(role, frames[role], name=step.name, does=intent.does)

    def _outcome(self, kind: str | None, result: Result | None) -> str:
        frames, success = self.book.frames, result.get("success") if result else None
        if kind and isinstance(success, bool):
            table = frames["success" if success else "failure"]
            own, general = table.get(self.book.words.kinds[kind].outcome, []), table["any"]
        elif kind == "talk":
            own, general = frames["talk"], frames["talk_quiet"]
        else:
            own, general = frames.get(kind or "", {}).get("any", []), frames["unsure"]
        return self._first([*self._order("own", own), *self._order("general", general)], {})

    def _first(self, frames: Sequence[str], words: Mapping[str, str]) -> str:
        for frame in frames:
            supplies = self._supplies(frame)
            if frame in self.used or "" in supplies.values():
                continue
            sentence = self.fill(frame, **words, **supplies)
            if sentence not in self.told:
                self.used.add(frame)
                self.told += f"\n{sentence}"
                return sentence
        return ""

    def _supplies(self, frame: str) -> dict[str, str]:
        """Find what a frame needs from this place's stock: something not told yet, or nothing."""
        stocks = {"hint": self.palette.hints, "find": self.palette.finds}
        return {slot: self._fresh(slot, stock) for slot, stock in stocks.items() if f"{{{slot}}}" in frame}

    def _fresh(self, role: str, stock: Sequence[str]) -> str:
        typeset = self.book.grammar.typeset
        return next((one for one in self._order(role, stock) if typeset(one) not in self.told), "")

    def _order(self, role: str, frames: Sequence[str]) -> list[str]:
        """Order frames by campaign, beginning a third further on with each turn."""
        ordered = sorted(frames, key=lambda frame: draw(self.brief.campaign, role, frame))
        start = self.brief.turn * max(1, len(ordered) // 3) % len(ordered) if ordered else 0
        return ordered[start:] + ordered[:start]
