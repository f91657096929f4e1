"""Make several Discord users one person, and part them again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Final

import structlog

from bot.domain.plaintext import shown
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import PeopleService, Person
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.merging import NothingToMerge, stronger

log = structlog.stdlib.get_logger(__name__)

# Somebody who joins campaigns faster than this can wait a moment.
_TRIES: Final = 3


class LinkedAlready(SkaldError):
    sentence = N_("This Discord user belongs to the account you are signed in to already.")


class RegisteredItself(SkaldError):
    sentence = N_(
        "The account of this Discord user is registered itself, with an address of its own, so it cannot become part "
        "of another. Nothing was changed."
    )


class TurnIsTold(SkaldError):
    sentence = N_("In {campaign}, a turn is being told just now. Link again when it is told.")


class CannotLinkNow(SkaldError):
    sentence = N_("Too much is happening around this account just now. Link again in a moment.")


class NotLinked(SkaldError):
    sentence = N_("This Discord user does not belong to your account. /account show lists those who do.")


class LastOne(SkaldError):
    sentence = N_("This is the only Discord user of your account, so it stays. Nothing was changed.")


class Linking:
    """Who a Discord user is; the campaigns in memory are told as well."""

    def __init__(self, stores: Stores, people: PeopleService, tables: Tables) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables

    async def link(self, person: Person, account_id: int) -> None:
        """Make a Discord user part of an account, with everything their own account had.

        Raises a sentence where the two cannot be one, or not just now; nothing is changed then.
        """
        own = await self._people.account_of(person)
        if own == account_id:
            raise LinkedAlready
        if await self._stores.credentials.of(own) is not None:
            raise RegisteredItself
        discord_ids = (await self._stores.identities.of(own)).discord_ids
        for _ in range(_TRIES):
            campaigns = await self._stores.merging.campaigns_of(own)
            async with self._held(campaigns) as tables:
                if not await self._merge(own, account_id, campaigns):
                    continue
                for table in tables:
                    _rename(table, own, account_id)
                for discord_id in discord_ids:
                    self._people.forget(discord_id)
            log.info("a Discord user was linked to an account", account=account_id, was=own)
            return
        raise CannotLinkNow

    async def unlink(self, account_id: int, discord_id: int) -> None:
        """Part a Discord user from an account, which keeps what they played; raises `NotLinked` and `LastOne`."""
        name = (await self._stores.attempts.names([discord_id])).get(discord_id, str(discord_id))
        parted = await self._stores.identities.part(account_id, discord_id, name)
        if parted is None:
            mine = (await self._stores.identities.of(account_id)).discord_ids
            raise LastOne if mine == (discord_id,) else NotLinked
        self._people.forget(discord_id)
        for campaign_id in parted.removed_from:
            # Whoever was taken out of a campaign does not come back by being somebody of their own again.
            (await self._tables.get(campaign_id)).members[parted.account_id] = "removed"
        log.info("a Discord user was parted from an account", account=account_id)

    async def _merge(self, own: int, account_id: int, campaigns: set[int]) -> bool:
        try:
            return await self._stores.merging.merge(own, account_id, campaigns)
        except NothingToMerge:
            raise CannotLinkNow from None

    @asynccontextmanager
    async def _held(self, campaigns: set[int]) -> AsyncGenerator[list[Table]]:
        """Let nothing happen in campaigns meanwhile; raises `TurnIsTold` where something does."""
        async with AsyncExitStack() as stack:
            tables: list[Table] = []
            # Always in this order, or two who link at once could wait for one another.
            for campaign_id in sorted(campaigns):
                table = await self._tables.get(campaign_id)
                await stack.enter_async_context(table.door)
                if table.worker is not None:
                    raise TurnIsTold(campaign=shown(table.state.campaign.name))
                await stack.enter_async_context(table.pen)
                tables.append(table)
            yield tables


def _rename(table: Table, old: int, new: int) -> None:
    """Bring a campaign in memory up to what is stored of it now."""
    table.change(lambda state: _renamed(state, old, new))
    table.waiting = [
        replace(action, account_id=new) if action.account_id == old else action for action in table.waiting
    ]
    if (role := table.members.pop(old, None)) is not None:
        table.members[new] = stronger(role, table.members.get(new, role))
    for accounts in (table.strangers, table.aside):
        if old in accounts:
            accounts.remove(old)
            accounts.add(new)


def _renamed(state: GameState, old: int, new: int) -> GameState:
    campaign = state.campaign
    owner = new if campaign.owner_id == old else campaign.owner_id
    chair = new if campaign.chair == old else campaign.chair
    party = tuple(replace(one, account_id=new) if one.account_id == old else one for one in state.party)
    return replace(state, campaign=replace(campaign, owner_id=owner, chair=chair), party=party)
