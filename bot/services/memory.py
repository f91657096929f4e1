"""Show what the game master remembers, and let the table mend it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH, Chapter, Fact, Passage
from bot.domain.plaintext import blank, clean
from bot.domain.recall import words_of
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.recollection import Recollection
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores

MOST_PINNED: Final = 30
_LARGEST_ID: Final = 2**63 - 1


class NoSuchFact(SkaldError):
    sentence = N_("The game master knows nothing like that. Pick one from the list, or look at /memory show.")


class WhispersStand(SkaldError):
    sentence = N_("What passed between you and the game master stays as it was said. Whisper what you want to add.")


class NothingWritten(SkaldError):
    sentence = N_("Say what holds, in at most {limit} characters.")


class TooManyPinned(SkaldError):
    sentence = N_("{limit} facts are pinned already, and a prompt has no room for more. Let one go first.")


class NotAtThisTable(SkaldError):
    sentence = N_("Only those who play here change what the game master remembers. Do something in the story first.")


class NothingFound(SkaldError):
    sentence = N_("Nothing that was told here has these words. Try a name, or fewer words.")


@dataclass(frozen=True, slots=True)
class MemoryView:
    """What a person may see of what is remembered, oldest first; `guild_id` is where the story is told."""

    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]
    scene: str
    guild_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that were found, best first, and the words by which."""

    passages: tuple[Passage, ...]
    words: tuple[str, ...]
    guild_id: int


class MemoryService:
    """Facts and chapters of a campaign, as far as a person may know them."""

    def __init__(
        self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService, recollection: Recollection
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._recollection = recollection

    async def show(self, channel_id: int, person: Person) -> MemoryView:
        """Return what the game master of a channel knows; secrets only for whoever is in its chair."""
        table = await self._table(channel_id)
        state = table.state
        return MemoryView(
            facts=await self.known(channel_id, person),
            chapters=table.memory.chapters,
            scene=" · ".join(part for part in (state.scene.place, state.scene.time) if part),
            guild_id=state.campaign.guild_id,
        )

    async def known(self, channel_id: int, person: Person) -> tuple[Fact, ...]:
        """Return the facts that a person may know; none where no campaign is played."""
        if channel_id not in self._play.bindings:
            return ()
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        return tuple(
            fact for fact in await self._stores.memory.facts(table.campaign_id) if _may_know(fact, table, account_id)
        )

    async def private(self, channel_id: int, person: Person, fact_id: str = "") -> bool:
        """Tell whether what a person changes is nobody else's business: the chair's notes, or their own knowledge."""
        table = await self._table(channel_id)
        if table.state.campaign.chair == await self._people.account_of(person):
            return True
        fact = await self._fact(table, fact_id)
        return fact is not None and fact.character_id is not None

    async def recall(self, channel_id: int, person: Person, query: str) -> Found:
        """Find what was told to this person; raises `NothingFound`."""
        table = await self._table(channel_id)
        account_id = await self._people.account_of(person)
        character = table.state.character_of(account_id)
        if table.state.campaign.chair == account_id:
            passages = await self._recollection.find("passages", query, table.campaign_id)
        else:
            passages = await self._recollection.of_player(query, table.campaign_id, character.id if character else None)
        if not passages:
            raise NothingFound
        return Found(passages, words_of(query), table.state.campaign.guild_id)

    async def pin(self, channel_id: int, person: Person, fact_id: str, *, pinned: bool = True) -> Fact:
        """Have a fact in every prompt, or no longer."""
        table, fact = await self._mendable(channel_id, person, fact_id)
        if pinned and not fact.pinned:
            self._check_room(table)
        await self._mend(table, lambda: self._stores.memory.pin_fact(fact.id, pinned))
        return replace(fact, pinned=pinned)

    async def note(self, channel_id: int, person: Person, about: str, text: str) -> Fact:
        """Write a fact down, pinned; what the person in the chair writes is a secret until it is told."""
        table, account_id = await self._at_table(channel_id, person)
        subject = clean(about)
        if blank(subject) or len(subject) > SUBJECT_LENGTH:
            raise NothingWritten(limit=SUBJECT_LENGTH)
        self._check_room(table)
        secret = table.state.campaign.chair == account_id
        fact = Fact(0, "secret" if secret else "fact", subject, _checked(text), pinned=True)
        await self._mend(table, lambda: self._stores.memory.add_fact(table.campaign_id, account_id, fact))
        return fact

    async def correct(self, channel_id: int, person: Person, fact_id: str, text: str) -> Fact:
        """Let a fact say something else."""
        table, fact = await self._mendable(channel_id, person, fact_id)
        written, account_id = _checked(text), await self._people.account_of(person)
        await self._mend(table, lambda: self._stores.memory.correct_fact(fact.id, account_id, written))
        return replace(fact, text=written)

    async def delete(self, channel_id: int, person: Person, fact_id: str) -> Fact:
        """Let the game master forget a fact."""
        table, fact = await self._mendable(channel_id, person, fact_id)
        await self._mend(table, lambda: self._stores.memory.remove_fact(fact.id))
        return fact

    async def _mendable(self, channel_id: int, person: Person, fact_id: str) -> tuple[Table, Fact]:
        table, account_id = await self._at_table(channel_id, person)
        fact = await self._fact(table, fact_id)
        if fact is None or not _may_know(fact, table, account_id):
            raise NoSuchFact
        if fact.kind == "secret" and table.state.campaign.chair != account_id:
            raise WhispersStand
        return table, fact

    async def _fact(self, table: Table, fact_id: str) -> Fact | None:
        number = int(fact_id) if fact_id.isascii() and fact_id.isdigit() and len(fact_id) < 20 else 0
        return await self._stores.memory.fact(table.campaign_id, min(number, _LARGEST_ID)) if number else None

    async def _at_table(self, channel_id: int, person: Person) -> tuple[Table, int]:
        table, account_id = await self._table(channel_id), await self._people.account_of(person)
        campaign = table.state.campaign
        role = table.members.get(account_id)
        # The character of somebody who was taken out may have to stay for a while.
        plays = role in ("owner", "gm", "player") or (role is None and table.state.character_of(account_id) is not None)
        if not plays and not person.steward and account_id not in (campaign.owner_id, campaign.chair):
            raise NotAtThisTable
        return table, account_id

    async def _mend(self, table: Table, write: Callable[[], Awaitable[object]]) -> None:
        # A turn that is being written down meanwhile brings facts of its own.
        async with table.pen:
            await write()
            facts = await self._stores.memory.facts(table.campaign_id)
            table.memory = replace(table.memory, facts=facts)

    def _check_room(self, table: Table) -> None:
        if sum(fact.pinned for fact in table.memory.facts) >= MOST_PINNED:
            raise TooManyPinned(limit=MOST_PINNED)

    async def _table(self, channel_id: int) -> Table:
        return await self._tables.get(self._play.campaign_in(channel_id))


def _may_know(fact: Fact, table: Table, account_id: int) -> bool:
    if table.state.campaign.chair == account_id:
        return True
    character = table.state.character_of(account_id)
    if fact.character_id is None:
        return fact.kind != "secret"
    return character is not None and fact.character_id == character.id


def _checked(text: str) -> str:
    written = clean(text)
    if blank(written) or len(written) > FACT_LENGTH:
        raise NothingWritten(limit=FACT_LENGTH)
    return written
