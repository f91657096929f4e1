"""Hear what players say is wrong with a telling, and let it become something the game master remembers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.complaint import COMPLAINTS, WORDS_LENGTH, Complained, ToldBy
from bot.domain.memory import Fact
from bot.domain.plaintext import clean, shorten
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.memory import MemoryService
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.storage import Stores

CORRECTION: Final = "correction"
"""The kind of draft that a complaint's words wait in until somebody makes a fact of them."""


class NoSuchTelling(SkaldError):
    sentence = N_(
        "No such turn is kept for this channel. A turn that was told this very moment is there in a few seconds."
    )


class ToldByAPerson(SkaldError):
    sentence = N_("A person told this, no model. Say it to them.")


class NotYourStory(SkaldError):
    sentence = N_("Only those who play here say what is wrong with a telling. Do something in the story first.")


class CorrectionGone(SkaldError):
    sentence = N_("This correction was noted already, or it is too old. /memory note writes down what holds.")


@dataclass(frozen=True, slots=True)
class Telling:
    """Which telling is meant: one that a button names, and so perhaps none."""

    campaign_id: int
    number: int
    take: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A complaint that is kept; `correctable` says that its words may become a fact."""

    id: int
    what: Complained
    correctable: bool


class ComplaintService:
    """Count what players say is wrong for the model that told it."""

    def __init__(
        self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService, memory: MemoryService
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._memory = memory

    async def check(self, channel_id: int, person: Person, telling: Telling) -> None:
        """Check that somebody may say what is wrong with a telling; raises the reason why not."""
        await self._told(channel_id, person, telling)

    async def complain(self, channel_id: int, person: Person, telling: Telling, what: str, words: str) -> Heard:
        """Keep what somebody says is wrong; said again of the same telling, it takes the place of what was said."""
        told, account_id = await self._told(channel_id, person, telling)
        meant: Complained = what if what in COMPLAINTS else "other"
        written = shorten(clean(words), WORDS_LENGTH)
        number = await self._stores.complaints.complain(told.turn_id, account_id, meant, written)
        correctable = bool(written) and self._play.bindings.get(channel_id) == telling.campaign_id
        if correctable:
            await self._stores.drafts.put(account_id, CORRECTION, number, {"words": written})
        return Heard(number, meant, correctable)

    async def words(self, person: Person, number: int) -> str:
        """Return the words of somebody's own complaint, for a fact to be made of them; raises `CorrectionGone`."""
        draft = await self._stores.drafts.get(await self._people.account_of(person), CORRECTION, number)
        if draft is None:
            raise CorrectionGone
        return str(draft["words"])

    async def correct(self, channel_id: int, person: Person, number: int, about: str, text: str) -> Fact:
        """Have the game master keep in mind what holds, once for a complaint; raises what `MemoryService.note` does."""
        account_id = await self._people.account_of(person)
        draft = await self._stores.drafts.take(account_id, CORRECTION, number)
        if draft is None:
            raise CorrectionGone
        try:
            return await self._memory.note(channel_id, person, about, text)
        except SkaldError:
            # What could not be written down can be tried again.
            await self._stores.drafts.put(account_id, CORRECTION, number, draft)
            raise

    async def private(self, channel_id: int, person: Person) -> bool:
        """Tell whether a correction is nobody else's business, as what the person in the chair notes is."""
        return await self._memory.private(channel_id, person)

    async def _told(self, channel_id: int, person: Person, telling: Telling) -> tuple[ToldBy, int]:
        told = await self._stores.complaints.told(telling.campaign_id, telling.number, telling.take)
        # Whoever can write to Discord can forge what a button asks for.
        here = self._play.bindings.get(channel_id) == telling.campaign_id
        if told is None or not (here or told.channel_id == channel_id):
            raise NoSuchTelling
        table, account_id = await self._tables.get(telling.campaign_id), await self._people.account_of(person)
        if table.members.get(account_id) not in ("owner", "gm", "player"):
            raise NotYourStory
        if told.model is None:
            raise ToldByAPerson
        return told, account_id
