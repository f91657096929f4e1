"""Look things up in the rule book of SRD 5.1."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.domain.combat import StatBlock
from bot.domain.equipment import common
from bot.domain.gear import Item
from bot.domain.plaintext import fold
from bot.domain.spell import Entry, Spell
from bot.domain.srd_french import french_name, meant_in_french
from bot.domain.values import read
from bot.errors import SkaldError
from bot.i18n import N_
from bot.storage import Stores
from bot.storage.compendium import Heading, Page
from bot.storage.srd.apart import NoRuleBook, read_apart

log = structlog.stdlib.get_logger(__name__)

Source = Callable[[], Awaitable[list[bytes]]]

# In the order in which a name is looked for.
_RULES = ("condition", "rule", "ability", "skill", "damage-type", "weapon-property")
_FEATURES = ("feature", "trait", "feat", "subclass")
SHELVES: Mapping[str, tuple[str, ...]] = {
    "rule": (*_RULES, *_FEATURES),
    "spell": ("spell",),
    "monster": ("monster",),
    "item": ("item", "magic-item"),
    "entry": (*_RULES, "spell", "monster", "item", "magic-item", *_FEATURES),
}
"""The kinds of entries that are looked through for a need, or for a subject that people ask about."""

_KEPT = 256
_LONGEST = 100
_OFFERED = 25
_AGAIN_AFTER = 60.0
_ARTICLES = frozenset(("a", "an", "the", "some", "un", "une", "des", "le", "la", "les", "l", "d"))


class NotInTheBook(SkaldError):
    sentence = N_("The rule book has nothing by that name. Pick one of the names that are offered while you type.")


class BookIsMissing(SkaldError):
    sentence = N_("The rule book cannot be read now. Whoever runs Skald finds the reason in its log.")


@dataclass(frozen=True, slots=True)
class Learnable:
    """A spell as far as it matters to who learns it; level 0 is a cantrip."""

    level: int
    classes: frozenset[str]


class Compendium:
    """The rule book, put into the database when it is first needed."""

    def __init__(
        self, stores: Stores, source: Source = read_apart, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stores = stores
        self._source = source
        self._clock = clock
        self._filling = asyncio.Lock()
        self._filled = False
        self._failed_at: float | None = None
        self._kept: OrderedDict[tuple[str, str], Any | None] = OrderedDict()
        self._spells: Mapping[str, Learnable] | None = None

    async def find(self, kind: str, name: str, campaign_id: int) -> Any | None:
        """Return a `monster` as StatBlock, a `spell` as Spell, an `item` as Item, an `entry` as Entry; else None.

        The name of an entry may begin with its subject, as in `spell:shield`.
        """
        key = (kind, name[:_LONGEST])
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        try:
            page = await self._look(kind, name)
        except BookIsMissing:
            return None
        value = None if page is None else _value(kind, page)
        self._kept[key] = value
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return value

    async def look_up(self, subject: str, name: str) -> Entry:
        """Return what the book says about a name; raises `NotInTheBook`."""
        page = await self._look(subject, name)
        if page is None:
            raise NotInTheBook
        return _entry(page)

    async def names(self, subject: str, typed: str, language: str) -> list[tuple[str, str]]:
        """Return names that hold what was typed: what `look_up` takes, and what the reader sees."""
        try:
            await self._ready()
        except BookIsMissing:
            return []
        words = fold(typed[:_LONGEST]).split()
        found = await self._stores.compendium.holding(SHELVES[subject], words, _OFFERED)
        if language == "fr" and words:
            abroad = meant_in_french(SHELVES[subject], " ".join(words))
            known = {(heading.kind, heading.index) for heading in found}
            for kind, index in abroad:
                if (kind, index) not in known and (page := await self._stores.compendium.page(kind, index)):
                    found.insert(0, page.heading)
        return [(f"{heading.kind}:{heading.index}", _label(heading, language)) for heading in found[:_OFFERED]]

    async def spells(self) -> Mapping[str, Learnable]:
        """Return every spell by its index, in the order of names; nothing where the book cannot be read."""
        if self._spells is None:
            try:
                await self._ready()
            except BookIsMissing:
                return {}
            pages = await self._stores.compendium.pages("spell")
            self._spells = {
                page.heading.index: Learnable(page.rules["level"], frozenset(page.rules["classes"])) for page in pages
            }
        return self._spells

    async def _look(self, subject: str, name: str) -> Page | None:
        await self._ready()
        heading = await self._meant(subject, name[:_LONGEST])
        return None if heading is None else await self._stores.compendium.page(heading.kind, heading.index)

    async def _meant(self, subject: str, name: str) -> Heading | None:
        shelves = SHELVES.get(subject, ())
        before, colon, after = name.partition(":")
        if colon and before in shelves and (page := await self._stores.compendium.page(before, after)):
            return page.heading
        if colon and (before in SHELVES or before in shelves):
            shelves, name = tuple(kind for kind in SHELVES.get(before, (before,)) if kind in shelves), after
        words = [word for word in fold(name).split() if word not in _ARTICLES]
        if not words or not shelves:
            return None
        meant = " ".join(words)
        found = await self._stores.compendium.called(shelves, _forms(meant), meant.replace(" ", "-"))
        if found:
            return min(found, key=lambda heading: shelves.index(heading.kind))
        return await self._abroad(shelves, name, meant) or await self._partly(shelves, words)

    async def _abroad(self, shelves: tuple[str, ...], name: str, meant: str) -> Heading | None:
        for form in (meant, meant.removesuffix("s")):
            for kind, index in meant_in_french(shelves, form, whole=True):
                if page := await self._stores.compendium.page(kind, index):
                    return page.heading
        item = common(name) if "item" in shelves else None
        page = await self._stores.compendium.page("item", item.index) if item else None
        return page.heading if page else None

    async def _partly(self, shelves: tuple[str, ...], words: list[str]) -> Heading | None:
        """Return the one entry whose name has these words in any order, None where there are several."""
        held = await self._stores.compendium.holding(shelves, words, _OFFERED)
        found = [heading for heading in held if set(words) <= set(fold(heading.name).split())]
        return found[0] if len(found) == 1 else None

    async def _ready(self) -> None:
        """See to it that the book is there; raises `BookIsMissing`."""
        if self._filled:
            return
        async with self._filling:
            if self._filled or await self._stores.compendium.filled():
                self._filled = True
                return
            if self._failed_at is not None and self._clock() - self._failed_at < _AGAIN_AFTER:
                raise BookIsMissing
            try:
                lines = await self._source()
            except (NoRuleBook, OSError) as reason:
                self._failed_at = self._clock()
                log.error("the rule book could not be read; it is tried again in a minute", reason=str(reason))
                raise BookIsMissing from None
            await self._stores.compendium.fill(lines)
            self._filled = True


def _value(kind: str, page: Page) -> Any:
    match page.heading.kind:
        case "monster" if kind == "monster":
            return read(StatBlock, page.rules)
        case "spell" if kind == "spell":
            return read(Spell, page.rules)
        case "item" if kind == "item":
            return read(Item, page.rules)
        case "magic-item" if kind == "item":
            return Item(page.heading.name, index=page.heading.index)
        case _:
            return _entry(page)


def _entry(page: Page) -> Entry:
    return Entry(page.heading.kind, page.heading.index, page.heading.name, page.text)


def _label(heading: Heading, language: str) -> str:
    if language == "fr" and (french := french_name(heading.kind, heading.index)):
        return f"{french} ({heading.name})"
    return heading.name


def _forms(meant: str) -> list[str]:
    """Return a name, and what it is the plural of where it is one, without blanks."""
    forms = [meant]
    for plural, one in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if meant.endswith(plural) and len(meant) > len(plural) + 2:
            forms.append(meant.removesuffix(plural) + one)
    return [form.replace(" ", "") for form in forms]
