"""Find the campaigns of a server, close and open them, and remove those whose day is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.domain.campaign import Campaign, Entry, Role, Status, TableRules
from bot.domain.character import Character
from bot.domain.values import read
from bot.storage.channels import Channels
from bot.storage.characters import Move, move
from bot.storage.compared import drop_words
from bot.storage.engine import Database
from bot.storage.errors import ChannelTaken
from bot.storage.tables import campaign_channels, campaigns, characters, members, turns

_OF_GUILD = (
    select(
        campaigns.c.id,
        campaigns.c.name,
        campaigns.c.status,
        campaigns.c.delete_after,
        campaigns.c.rules,
        members.c.role,
    )
    .outerjoin(members, (members.c.campaign_id == campaigns.c.id) & (members.c.account_id == bindparam("account_id")))
    .where(campaigns.c.guild_id == bindparam("guild_id"))
    .order_by(campaigns.c.id)
)
_CHANNELS = (
    select(campaign_channels.c.campaign_id, campaign_channels.c.channel_id)
    .join(campaigns, campaigns.c.id == campaign_channels.c.campaign_id)
    .where(campaigns.c.guild_id == bindparam("guild_id"))
    .order_by(campaign_channels.c.bound_at, campaign_channels.c.channel_id)
)
_HEADS = (
    select(members.c.campaign_id, func.count().label("heads"))
    .join(campaigns, campaigns.c.id == members.c.campaign_id)
    .where(campaigns.c.guild_id == bindparam("guild_id"), members.c.role.in_(("owner", "gm", "player")))
    .group_by(members.c.campaign_id)
)
_CHANNELS_OF = (
    select(campaign_channels.c.channel_id)
    .where(campaign_channels.c.campaign_id == bindparam("campaign_id"))
    .order_by(campaign_channels.c.bound_at, campaign_channels.c.channel_id)
)
_TOLD_IN = (
    select(turns.c.id)
    .where(turns.c.campaign_id == bindparam("campaign_id"), turns.c.channel_id == bindparam("channel_id"))
    .limit(1)
)
_DUE = (
    select(campaigns.c.id)
    .where(campaigns.c.status == "deleted", campaigns.c.delete_after <= bindparam("now"))
    .order_by(campaigns.c.id)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign in a server's list; `role` is what the reader is in it, `heads` how many play or run it."""

    id: int
    name: str
    status: Status
    delete_after: datetime | None
    entry: Entry
    role: Role | None
    channels: tuple[int, ...]
    heads: int


class Directory:
    """The campaigns of each server, in whatever state they are."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bind = (
            database.insert(campaign_channels).on_conflict_do_nothing().returning(campaign_channels.c.channel_id)
        )
        self._channels = Channels(database)

    async def of_guild(self, guild_id: int, account_id: int) -> list[Listed]:
        """Return all campaigns of a server as somebody sees them, the oldest first."""
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(_OF_GUILD, {"guild_id": guild_id, "account_id": account_id})).all()
            bound = (await connection.execute(_CHANNELS, {"guild_id": guild_id})).all()
            heads = {row.campaign_id: row.heads for row in await connection.execute(_HEADS, {"guild_id": guild_id})}
        channels: dict[int, list[int]] = {}
        for row in bound:
            channels.setdefault(row.campaign_id, []).append(row.channel_id)
        return [
            Listed(
                id=row.id,
                name=row.name,
                status=row.status,
                delete_after=row.delete_after,
                entry=read(TableRules, row.rules).entry,
                role=row.role,
                channels=tuple(channels.get(row.id, ())),
                heads=heads.get(row.id, 0),
            )
            for row in rows
        ]

    async def channels(self, campaign_id: int) -> tuple[int, ...]:
        """Return the channels that tell a campaign, in the order they were bound."""
        async with self._database.autocommit() as connection:
            return tuple((await connection.execute(_CHANNELS_OF, {"campaign_id": campaign_id})).scalars())

    async def told_in(self, campaign_id: int, channel_id: int) -> bool:
        """Tell whether a turn of a campaign was ever told in a channel."""
        async with self._database.autocommit() as connection:
            found = await connection.execute(_TOLD_IN, {"campaign_id": campaign_id, "channel_id": channel_id})
            return found.first() is not None

    async def close(self, campaign_id: int, status: Status, delete_after: datetime | None = None) -> tuple[int, ...]:
        """Archive or delete a campaign: no channel tells it any more. Return those that did."""
        here = campaigns.c.id == campaign_id
        async with self._database.begin() as connection:
            await connection.execute(update(campaigns).where(here).values(status=status, delete_after=delete_after))
            unbound = delete(campaign_channels).where(campaign_channels.c.campaign_id == campaign_id)
            return tuple((await connection.execute(unbound.returning(campaign_channels.c.channel_id))).scalars())

    async def reopen(self, campaign_id: int, channel_id: int) -> bool:
        """Open an archived or deleted campaign again in a channel; False, and nothing changed, where it is neither.

        One whose day is over is as good as gone. Raises `ChannelTaken`.
        """
        now = datetime.now(UTC)
        closed = (campaigns.c.status == "archived") | (
            (campaigns.c.status == "deleted") & (campaigns.c.delete_after > now)
        )
        opened = update(campaigns).where(campaigns.c.id == campaign_id, closed)
        try:
            async with self._database.begin() as connection:
                made = await connection.execute(opened.values(status="open", delete_after=None))
                if made.rowcount != 1:
                    return False
                binding = {"channel_id": channel_id, "campaign_id": campaign_id, "bound_at": now}
                if (await connection.execute(self._bind, binding)).first() is None:
                    raise _ChannelBoundError
        except _ChannelBoundError:
            raise ChannelTaken(campaign=await self._channels.holder(channel_id)) from None
        return True

    async def heard(self, channel_id: int, discord_id: int) -> None:
        """Keep that what was written in a channel up to a message has been dealt with, whatever came of it."""
        row = update(campaign_channels).where(campaign_channels.c.channel_id == channel_id)
        async with self._database.autocommit() as connection:
            await connection.execute(row.values(heard_up_to=discord_id))

    async def due(self, now: datetime) -> list[int]:
        """Return the deleted campaigns whose day is over."""
        async with self._database.autocommit() as connection:
            return list((await connection.execute(_DUE, {"now": now})).scalars())

    async def purge(self, campaign: Campaign, now: datetime, resting: Sequence[Character]) -> bool:
        """Remove a deleted campaign whose day is over; its characters, as given, go to rest first and outlive it.

        False, and nothing changed, when somebody restored it meanwhile.
        """
        due: Any = (
            delete(campaigns)
            .where(campaigns.c.id == campaign.id, campaigns.c.status == "deleted", campaigns.c.delete_after <= now)
            .returning(campaigns.c.id)
        )
        rests = update(characters).where(characters.c.campaign_id == campaign.id, characters.c.sheet.is_not(None))
        try:
            async with self._database.begin() as connection:
                await move(connection, [Move(one.id, None, one) for one in resting])
                await connection.execute(rests.values(campaign_id=None))
                await drop_words(connection, campaign.id)
                if (await connection.execute(due)).first() is None:
                    raise _RestoredError
        except _RestoredError:
            return False
        return True


class _ChannelBoundError(Exception):
    """The channel tells another campaign; undoes that one was opened in it."""


class _RestoredError(Exception):
    """The campaign is wanted again; undoes that its characters went home."""
