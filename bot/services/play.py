"""The one door through which everything that moves a story goes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

import structlog

from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.admission import NotHeard, Paused
from bot.services.farewell import Farewell
from bot.services.insistence import LONGEST_PAUSE, SHORTEST_PAUSE, insist
from bot.services.limiter import Limiter
from bot.services.listening import Listening
from bot.services.passing import PASSES
from bot.services.people import PeopleService
from bot.services.ports import CannotSpeak, OutOfReach, Replies
from bot.services.reception import Reception
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.teller import Teller
from bot.services.tempo import Tempo
from bot.services.utterance import Utterance
from bot.storage import Stores
from bot.storage.errors import DatabaseClosed

log = structlog.stdlib.get_logger(__name__)


# What players do as fast as they like; what was missed while Skald was away came at its own pace.
COUNTED: Final = ("message", "act", "retell", "pass")


class NoCampaignHere(SkaldError):
    sentence = N_("No campaign is played in this channel. Start one with /campaign create.")


class NotKeptYet(SkaldError):
    sentence = N_(
        "My memory does not answer just now. Nothing is lost: leave what you wrote as it is, and it is answered as "
        "soon as I can write it down."
    )


class NothingToRetry(SkaldError):
    sentence = N_("There is nothing left to try again: every action here is answered.")


class Kept(NamedTuple):
    """What became of an utterance: the name its person goes by at the table, and whether it is new.

    The `note` is for that person alone: why it is not answered at once, in the campaign's language.
    """

    author: str
    fresh: bool
    note: str = ""


class PlayService:
    """Store actions, queue them, and let one worker for each campaign answer them in order."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        teller: Teller,
        replies: Replies,
        tempo: Tempo,
        limiter: Limiter,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = 5.0,
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._teller = teller
        self._replies = replies
        self._farewell = Farewell(stores, replies)
        self._tempo = tempo
        self._reception = Reception(stores, people, limiter, sleep)
        self._sleep = sleep
        self._patience = patience
        self._bindings: dict[int, int] = {}
        self._keeping: set[asyncio.Task[Any]] = set()
        self._closing = False
        self.listening = Listening({})
        tempo.wakes(self._wake)

    @property
    def bindings(self) -> Mapping[int, int]:
        """Map each bound channel to its campaign; reading it costs nothing, so every message may ask."""
        return self._bindings

    def campaign_in(self, channel_id: int) -> int:
        """Return the id of the campaign that is played in a channel; raises `NoCampaignHere`."""
        campaign_id = self._bindings.get(channel_id)
        if campaign_id is None:
            raise NoCampaignHere
        return campaign_id

    async def open(self) -> None:
        """Learn which channels are bound, and what is kept of them before anything new can be heard."""
        self._bindings = await self._stores.channels.bindings()
        self.listening = Listening(await self._stores.turns.latest_discord_ids())

    def bind(self, channel_id: int, campaign_id: int, since: int | None = None) -> None:
        """Play a campaign in a channel from now on, or since a Discord id; the binding is stored already."""
        self._bindings[channel_id] = campaign_id
        if since is not None:
            self.listening.keep(channel_id, since)
        self.listening.regain([channel_id])

    def unbind(self, channel_id: int) -> None:
        """Hear nothing more of a channel; the binding is gone from what is stored already."""
        self._bindings.pop(channel_id, None)

    async def submit(self, utterance: Utterance) -> None:
        """Store what a person did, once, and let it be answered, in a message of its own."""
        if (await self.keep(utterance)).fresh:
            await self.go_on(utterance.channel_id)

    async def keep(self, utterance: Utterance) -> Kept:
        """Store what a person did, once; `go_on` lets it be answered."""
        self.campaign_in(utterance.channel_id)
        async with self.listening.in_order(utterance.channel_id):
            keeping = asyncio.create_task(self._keep(utterance, counted=utterance.kind in COUNTED))
            self._keeping.add(keeping)
            keeping.add_done_callback(self._keeping.discard)
            done, _ = await asyncio.wait({keeping}, timeout=self._patience)
        if done:
            try:
                return keeping.result()
            except DatabaseClosed:
                raise NotKeptYet from None  # Skald stops; the next start reads what it missed
        later = asyncio.create_task(self._go_on_after(keeping, utterance.channel_id))
        self._keeping.add(later)
        later.add_done_callback(self._keeping.discard)
        raise NotKeptYet

    async def go_on(self, channel_id: int) -> None:
        """Begin to answer what waits in a channel; raises `CannotSpeak` where that is not possible."""
        table = await self._table(self.campaign_in(channel_id))
        if table.waiting:
            self._replies.check(channel_id)
            if table.worker is not None and not self._closing:
                self._tempo.busy(table)
        if table.waiting or table.state.campaign.rules.mode != "free":
            self._wake(table)

    async def let_pass(self, utterance: Utterance) -> Kept:
        """Keep that a person lets the others act, once; raises a sentence where nobody waits for them."""
        table = await self._table(self.campaign_in(utterance.channel_id))
        return await self.keep(replace(utterance, text=translate(PASSES, table.state.campaign.language)))

    async def submit_missed(self, utterance: Utterance) -> None:
        """Store and answer what was said while the channel was not heard, before anything newer."""
        if (await self._keep(utterance)).fresh:
            await self.go_on(utterance.channel_id)

    async def _keep(self, utterance: Utterance, *, counted: bool = False) -> Kept:
        """Store an action and let it wait; a database that is away is waited for, or something newer came first."""
        campaign_id = self.campaign_in(utterance.channel_id)
        utterance.checked()
        table = await self._table(campaign_id)
        if counted:
            await self._reception.count(table, utterance)
        # One at a time: were a later action kept before an earlier one, a stop in between would lose the earlier.
        async with table.door:
            try:
                author, action = await self._reception.keep(table, utterance)
            except NotHeard:
                self.listening.keep(utterance.channel_id, utterance.discord_id)
                raise
            self.listening.keep(utterance.channel_id, utterance.discord_id)
            if action is not None:
                table.seat(action)
        return Kept(author, action is not None, self._tempo.note(table, action) if action else "")

    async def _go_on_after(self, keeping: asyncio.Task[Kept], channel_id: int) -> None:
        try:
            await keeping
            await self.go_on(channel_id)
        except SkaldError as error:
            log.info("an action was not taken, or cannot be answered yet", reason=str(error))

    async def _table(self, campaign_id: int) -> Table:
        return await insist(lambda: self._tables.get(campaign_id), self._sleep, "a campaign")

    async def amend(self, utterance: Utterance) -> None:
        """Let new words wait in the place of a message's; what is being told or was told stays as it is."""
        table = await self._table(self.campaign_in(utterance.channel_id))
        await self._reception.change(table, utterance.discord_id, utterance.checked())

    async def take_back(self, channel_id: int, discord_id: int) -> None:
        """Let a deleted message wait no more; what is being told or was told stays as it is."""
        await self._reception.change(await self._table(self.campaign_in(channel_id)), discord_id, None)

    async def retry(self, channel_id: int) -> None:
        """Try the failed turn of a channel's campaign again, in the message that told of the failure."""
        table = await self._tables.get(self.campaign_in(channel_id))
        if not table.waiting:
            raise NothingToRetry
        if table.state.campaign.status == "paused":
            raise Paused
        self._replies.check(channel_id)
        table.retry_wanted = True
        self._wake(table)

    async def adopt(self, channel_id: int, message_id: int) -> None:
        """Take a message of the game master that no turn knows as the reply that a stop interrupted.

        It is written down at once: what is kept after it would hide it from the next start.
        """
        table = await self._table(self._bindings[channel_id])
        if table.worker is None and table.waiting:
            self._tempo.assume(table)
            begun = table.begun or table.next_turn(channel_id)
            if message_id not in begun.reply_ids:
                table.begun = replace(begun, reply_ids=(*begun.reply_ids, message_id))
                begun = table.begun
                await insist(lambda: self._stores.turns.open_turn(begun), self._sleep, "a reply begun before the stop")

    async def resume(self, channel_ids: Collection[int]) -> None:
        """Hear these channels from now on, and finish in them what a stop of the program interrupted."""
        self.listening.regain(channel_ids)
        campaigns = {self._bindings[channel_id] for channel_id in channel_ids if channel_id in self._bindings}
        turns = self._stores.turns
        for campaign_id in campaigns & set(await insist(turns.campaigns_with_work, self._sleep, "unfinished turns")):
            table = await self._tables.get(campaign_id)
            if table.waiting:
                self._wake(table)
        for late in await insist(turns.undelivered, self._sleep, "late replies"):
            if late.turn.channel_id in channel_ids:
                table = await self._tables.get(late.turn.campaign_id)
                table.be_late(late)
                self._wake(table)

    async def lose_channel(self, channel_id: int) -> None:
        """Keep the story of a channel that is gone, and tell its owner."""
        campaign_id = self._bindings.pop(channel_id, None)
        if campaign_id is None:
            return
        await self._farewell.say(campaign_id, channel_id)

    async def lose(self, channel_ids: Collection[int]) -> None:
        """Keep nothing more of these channels until `resume`; nothing is heard of them."""
        self.listening.lose(channel_ids)
        unknown = {channel_id for channel_id in channel_ids if not self.listening.knows(channel_id)}
        if unknown:
            kept = await insist(self._stores.turns.latest_discord_ids, self._sleep, "what is kept")
            self.listening.note({channel_id: kept[channel_id] for channel_id in kept.keys() & unknown})

    async def close(self, patience: float = 5.0) -> None:
        """Stop taking turns; those in progress get `patience` seconds, and a restart finishes the rest."""
        self._closing = True
        await self._tempo.close()
        await self._tables.rest(patience)

    def _wake(self, table: Table) -> None:
        channel_id = table.waiting[-1].channel_id if table.waiting else 0
        # A channel that was unbound since is answered no more; what was written there waits for another one's turn.
        here = self._bindings.get(channel_id) == table.campaign_id and self.listening.hears(channel_id)
        heard = here or not table.waiting
        if table.worker is None and heard and not self._closing and table.state.campaign.status == "open":
            table.worker = asyncio.create_task(self._work(table), name=f"campaign {table.campaign_id}")

    async def _work(self, table: Table) -> None:
        pause = SHORTEST_PAUSE
        try:
            async with table.pen:
                pass  # turns that are just being taken back leave another state to go on from
            # Somebody may pause a campaign while a turn is told, which is the last one then.
            while not self._closing and table.state.campaign.status == "open":
                try:
                    await self._teller.deliver_late(table)
                    if not self._tempo.lets(table) or not await self._tell(table):
                        break
                    pause = SHORTEST_PAUSE
                except OutOfReach:
                    log.warning("Discord is out of reach", campaign=table.campaign_id, again_in=pause)
                    await self._sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        except CannotSpeak as error:
            log.warning("the channel refuses the game master", campaign=table.campaign_id, reason=str(error))
        except Exception:
            log.exception("a campaign's worker ended; its actions wait for the next one", campaign=table.campaign_id)
        finally:
            table.worker = None

    async def _tell(self, table: Table) -> bool:
        try:
            return await self._teller.tell(table)
        finally:
            await self._reception.catch_up(table)
