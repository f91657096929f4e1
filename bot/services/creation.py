"""Make characters: at once, or step by step in a workshop that is kept until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace
from weakref import WeakValueDictionary

import structlog

from bot.domain.character import Character
from bot.domain.crafting import begun_anew, rolled_one, with_ideas
from bot.domain.dice import Dice
from bot.domain.plaintext import blank, clean
from bot.domain.rules.arriving import arrive, room_for_one
from bot.domain.rules.ruled import Ruled
from bot.domain.sheet import (
    good_description,
    good_name,
    meant_background,
    meant_class,
    meant_race,
)
from bot.domain.sketch import WORDS_LENGTH, drafted, read_sketch, read_words
from bot.domain.state import GameState
from bot.domain.values import NotAValue, read
from bot.domain.workshop import Draft, complete, problems, sheet_of
from bot.errors import SkaldError
from bot.prompts.sheet import SHEET_VERSION, sheet_prompt
from bot.services.admission import admit
from bot.services.altering import Alterations
from bot.services.errands import Errand, Errands
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.workbench import Bench, Made, NothingDescribed, StillReading, WorkshopClosed
from bot.storage import Stores
from bot.storage.characters import Move

log = structlog.stdlib.get_logger(__name__)

KIND = "character"

Step = Callable[[Draft, Dice], Draft]
"""What a press or a choice does to a draft; it raises a sentence where it cannot."""


class CreationService:
    """Make characters for the campaigns of channels."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        alterations: Alterations,
        errands: Errands,
        dice: Dice,
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._alterations = alterations
        self._errands = errands
        self._dice = dice
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._reading: set[int] = set()

    async def create(
        self,
        channel_id: int,
        person: Person,
        *,
        name: str,
        race: str,
        class_: str,
        description: str = "",
        background: str = "",
    ) -> Made:
        """Make a character for the campaign of a channel at once, with the usual choices."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        account_id = await self._people.account_of(person)
        async with self._one_at_a_time(account_id):
            return await self._make(table, account_id, _asked(Draft(), name, race, class_, background, description))

    async def open(
        self,
        channel_id: int,
        person: Person,
        *,
        name: str = "",
        race: str = "",
        class_: str = "",
        description: str = "",
        background: str = "",
    ) -> Bench:
        """Open a workshop for the campaign of a channel, where its player left it; what is named here is chosen."""
        table = await self._tables.get(self._play.campaign_in(channel_id))
        account_id = await self._people.account_of(person)
        admit(table, account_id)
        async with self._one_at_a_time(account_id):
            begun = await self._draft(table, account_id)
            draft = _asked(replace(begun or Draft(), page=1), name, race, class_, background, description)
            return await self._keep(table, account_id, draft)

    async def show(self, campaign_id: int, person: Person) -> Bench:
        """Return a workshop as it stands; raises `WorkshopClosed` where there is none."""
        table, account_id = await self._table(campaign_id, person)
        return _bench(table, account_id, await self._open_draft(table, account_id))

    async def change(self, campaign_id: int, person: Person, step: Step) -> Bench:
        """Take one step in a workshop; raises what the step says, and `WorkshopClosed`."""
        table, account_id = await self._table(campaign_id, person)
        async with self._one_at_a_time(account_id):
            draft = step(await self._open_draft(table, account_id), self._dice)
            return await self._keep(table, account_id, draft)

    async def start_over(self, campaign_id: int, person: Person) -> Bench:
        """Put everything aside but the dice."""
        return await self.change(campaign_id, person, lambda draft, _: begun_anew(draft))

    async def place_usually(self, campaign_id: int, person: Person) -> Bench:
        """Place the numbers as the class needs them most."""
        return await self.change(campaign_id, person, lambda draft, _: replace(draft, scores=()))

    async def roll_one(self, campaign_id: int, person: Person, language: str) -> Bench:
        """Let the dice choose a whole character."""
        return await self.change(campaign_id, person, lambda draft, dice: rolled_one(draft, dice, language))

    async def offer_names(self, campaign_id: int, person: Person, language: str, *, page: int | None = None) -> Bench:
        """Offer other names; with a page, open it, and offer names only where none are."""

        def step(draft: Draft, dice: Dice) -> Draft:
            opened = draft if page is None else replace(draft, page=page)
            return opened if page is not None and opened.ideas else with_ideas(opened, dice, language)

        return await self.change(campaign_id, person, step)

    async def describe(self, campaign_id: int, person: Person, words: str) -> Bench:
        """Have the campaign's model make a draft of somebody's own words, or look for single words without one."""
        table, account_id = await self._table(campaign_id, person)
        line = clean(words)[:WORDS_LENGTH]
        if blank(line):
            raise NothingDescribed(limit=WORDS_LENGTH)
        await self._open_draft(table, account_id)
        if account_id in self._reading:
            raise StillReading
        self._reading.add(account_id)
        try:
            bench = await self._read(table, account_id, person, line)
        finally:
            self._reading.discard(account_id)
        return bench

    async def finish(self, campaign_id: int, person: Person, *, name: str | None = None) -> Made:
        """Make the character of a workshop, once however often it is asked for; what is open gets the usual choice.

        Raises what is still wrong with it, and leaves the workshop as it was then.
        """
        table, account_id = await self._table(campaign_id, person)
        async with self._one_at_a_time(account_id):
            draft = complete(await self._open_draft(table, account_id))
            if name is not None:
                draft = replace(draft, name=good_name(name))
            _check(draft)
            # Whoever takes it makes it, whichever process the other press is in.
            if await self._stores.drafts.take(account_id, KIND, campaign_id) is None:
                raise WorkshopClosed
            try:
                return await self._make(table, account_id, draft)
            except BaseException:
                await self._keep(table, account_id, draft)
                raise

    async def _read(self, table: Table, account_id: int, person: Person, line: str) -> Bench:
        campaign = table.state.campaign
        prompt = sheet_prompt(campaign, person.name, line)
        name = f"sheet:{campaign.id}:{account_id}"
        reader, sketch, unread = "", None, True
        warnings: tuple[SkaldError, ...] = ()
        try:
            done = await self._errands.run(Errand(campaign, account_id, prompt, "advise", SHEET_VERSION, name))
        except SkaldError as error:
            # Nobody has to wait for a model to make a character.
            warnings = (error,)
        else:
            warnings, unread = done.warnings, done.answer is not None
            sketch = None if done.answer is None else read_sketch(done.answer.text)
            reader = "" if sketch is None else done.speaker.card.label
        async with self._one_at_a_time(account_id):
            before = await self._open_draft(table, account_id)
            draft = drafted(sketch or read_words(line), line, before)
            bench = await self._keep(table, account_id, draft)
        return replace(bench, reader=reader, unread=unread and sketch is None, warnings=warnings)

    async def _make(self, table: Table, account_id: int, draft: Draft) -> Made:
        _check(draft)
        admit(table, account_id)
        playing = table.state.character_of(account_id)
        if playing is None:
            room_for_one(table.state)
        if table.members.get(account_id, "invited") == "invited":
            await self._stores.campaigns.set_role(table.campaign_id, account_id, "player")
            table.members[account_id] = "player"
        character = await self._stores.characters.create(sheet_of(draft, table.campaign_id, account_id))
        if playing is not None:
            return Made(character, playing.name)
        try:
            after = await self._alterations.make(
                table,
                account_id,
                lambda state: _arrive_alone(state, character),
                lambda before, after: (Move(character.id, table.campaign_id, None),),
            )
        except BaseException:
            # Nobody was told of it, and its player makes it again.
            await self._stores.characters.remove(character.id)
            raise
        here = after.character_of(account_id)
        return Made(character, "" if here is None or here.id == character.id else here.name)

    async def _table(self, campaign_id: int, person: Person) -> tuple[Table, int]:
        """Find the table of a workshop; raises `WorkshopClosed` for one that is gone, and why somebody is not heard."""
        account_id = await self._people.account_of(person)
        if await self._stores.drafts.get(account_id, KIND, campaign_id) is None:
            raise WorkshopClosed
        try:
            table = await self._tables.get(campaign_id)
        except LookupError:
            await self._stores.drafts.take(account_id, KIND, campaign_id)
            raise WorkshopClosed from None
        admit(table, account_id)
        return table, account_id

    async def _draft(self, table: Table, account_id: int) -> Draft | None:
        content = await self._stores.drafts.get(account_id, KIND, table.campaign_id)
        try:
            return None if content is None else read(Draft, content)
        except NotAValue as error:
            log.info("a draft of another time cannot be read any more", account_id=account_id, reason=str(error))
            return None

    async def _open_draft(self, table: Table, account_id: int) -> Draft:
        draft = await self._draft(table, account_id)
        if draft is None:
            raise WorkshopClosed
        return draft

    async def _keep(self, table: Table, account_id: int, draft: Draft) -> Bench:
        await self._stores.drafts.put(account_id, KIND, table.campaign_id, asdict(draft))
        return _bench(table, account_id, draft)

    def _one_at_a_time(self, account_id: int) -> AbstractAsyncContextManager[None]:
        return self._locks.setdefault(account_id, asyncio.Lock())


def _asked(draft: Draft, name: str, race: str, class_: str, background: str, description: str) -> Draft:
    """Return a draft with what somebody named; raises a `SkaldError` for what cannot be."""
    return replace(
        draft,
        name=good_name(name) if name else draft.name,
        race=meant_race(race) if race else draft.race,
        class_=meant_class(class_) if class_ else draft.class_,
        background=meant_background(background) if background else draft.background,
        description=good_description(description) if description else draft.description,
    )


def _bench(table: Table, account_id: int, draft: Draft) -> Bench:
    playing = table.state.character_of(account_id)
    sheet = sheet_of(complete(draft), table.campaign_id, account_id)
    return Bench(table.campaign_id, draft, sheet, "" if playing is None else playing.name)


def _check(draft: Draft) -> None:
    for problem in problems(draft):
        raise problem


def _arrive_alone(state: GameState, character: Character) -> Ruled:
    """Let a character join the party, unless its player has one in it by now."""
    return (state, ()) if state.character_of(character.account_id) else arrive(state, character)
