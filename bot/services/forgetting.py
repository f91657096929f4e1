"""Let a person be forgotten: asked twice, a day later, and then for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.domain.campaign import Role
from bot.domain.erasure import SOMEBODY, Eraser
from bot.llm.answers import Answers
from bot.services.people import PeopleService
from bot.services.play import PlayService
from bot.services.table import Table
from bot.services.tables import Tables
from bot.services.tongues import Tongues
from bot.services.trace_shelf import TraceShelf
from bot.storage import Stores
from bot.storage.forgetting import Traces

log = structlog.stdlib.get_logger(__name__)

GRACE = timedelta(days=1)
"""For so long somebody can think better of it."""

_HEIRS: Final[tuple[Role, ...]] = ("gm", "player", "spectator")
"""Who gets a campaign whose owner goes, in this order."""


class ForgettingService:
    """Take people out of everything that is kept, once their day is over."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        answers: Answers,
        tongues: Tongues,
        shelf: TraceShelf | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._answers = answers
        self._tongues = tongues
        self._shelf = shelf
        self._now = now

    async def ask(self, account_id: int) -> datetime:
        """Keep that somebody wants all of it gone; return when it is."""
        known = await self._stores.forgetting.asked(account_id)
        at = known or self._now() + GRACE
        await self._stores.forgetting.ask(account_id, at)
        return at

    async def keep(self, account_id: int) -> bool:
        """Keep everything after all; tell whether it was to go."""
        asked = await self._stores.forgetting.asked(account_id)
        await self._stores.forgetting.ask(account_id, None)
        return asked is not None

    async def asked(self, account_id: int) -> datetime | None:
        """Return when everything of somebody is to go, None when it is not."""
        return await self._stores.forgetting.asked(account_id)

    async def forget_due(self) -> int:
        """Forget everybody whose day is over; return how many that were.

        Somebody at whose table a turn is being told is forgotten next time, and so is whoever was interrupted.
        """
        forgotten = 0
        for account_id in await self._stores.forgetting.due(self._now()):
            try:
                forgotten += await self._forget(account_id)
            except Exception:
                # One that cannot go yet must not keep the others.
                log.exception("an account could not be forgotten; the next hour tries again", account=account_id)
        if forgotten:
            await self._answers.clear()
            await self._stores.forgetting.compact()
        return forgotten

    async def _forget(self, account_id: int) -> bool:
        store = self._stores.forgetting
        traces = await store.traces(account_id)
        # First, because it may fail: what the tables that were left called them is found no more. Then once more, of
        # the turns that ended meanwhile.
        await self._clear_shelf(traces)
        left = await self._leave_all(account_id, traces)
        await self._clear_shelf(traces)
        if not left:
            log.info("an account is forgotten later: a turn is told at its table", account=account_id)
            return False
        await store.erase_account(account_id, traces.discord_ids, SOMEBODY.en)
        self._tongues.forget(account_id)
        for discord_id in traces.discord_ids:
            self._people.forget(discord_id)
        log.info("an account is forgotten", account=account_id)
        return True

    async def _clear_shelf(self, traces: Traces) -> None:
        if self._shelf is not None:
            await self._shelf.forget(traces.names, traces.discord_ids)

    async def _leave_all(self, account_id: int, traces: Traces) -> bool:
        """Take somebody out of every campaign; False at the first in which a turn is told just now."""
        for campaign_id in await self._stores.forgetting.campaigns(account_id):
            if not await self._leave(campaign_id, account_id, traces):
                return False
        return True

    async def _leave(self, campaign_id: int, account_id: int, traces: Traces) -> bool:
        """Take somebody out of a campaign, or the campaign with them where nobody else played."""
        others = [
            one
            for one in await self._stores.campaigns.members(campaign_id)
            if one.account_id != account_id and one.role in _HEIRS and one.discord_ids
        ]
        table = await self._tables.get(campaign_id)
        async with table.door, table.pen:
            if table.worker is not None:
                return False
            if table.state.campaign.owner_id == account_id:
                heir = min(others, key=lambda one: _HEIRS.index(one.role), default=None)
                if heir is None:
                    await self._remove(table)
                    return True
                await self._stores.members.hand_over(campaign_id, heir.account_id)
            alias = SOMEBODY.say(table.state.campaign.language)
            party = table.state.party
            bear = {*(one.name for one in others), *(one.name for one in party if one.account_id != account_id)}
            eraser = Eraser(account_id, traces.characters, traces.names, traces.discord_ids, alias, bear)
            await self._stores.forgetting.erase_story(campaign_id, account_id, eraser, alias)
            await self._tables.reload(table, whole=True)
        return True

    async def _remove(self, table: Table) -> None:
        for channel_id, campaign_id in list(self._play.bindings.items()):
            if campaign_id == table.campaign_id:
                self._play.unbind(channel_id)
        await self._stores.campaigns.remove(table.campaign_id)
        self._tables.drop(table.campaign_id)
