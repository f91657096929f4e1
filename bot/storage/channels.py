"""Keep which campaign each channel tells."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select

from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.errors import ChannelTaken
from bot.storage.tables import campaign_channels, campaigns

_BINDINGS = select(campaign_channels.c.channel_id, campaign_channels.c.campaign_id)
_HOLDER = (
    select(campaigns.c.name).join(campaign_channels).where(campaign_channels.c.channel_id == bindparam("channel_id"))
)


class Channels:
    """The channels that tell stories."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._take = (
            database.insert(campaign_channels).on_conflict_do_nothing().returning(campaign_channels.c.channel_id)
        )

    async def bindings(self) -> dict[int, int]:
        """Return which campaign each bound channel tells, by channel id."""
        async with self._database.autocommit() as connection:
            return {row.channel_id: row.campaign_id for row in await connection.execute(_BINDINGS)}

    async def bind(self, campaign_id: int, channel_id: int) -> None:
        """Tell a campaign in a channel; raises `ChannelTaken` when the channel tells another."""
        async with self._database.autocommit() as connection:
            bound = await self.take(connection, campaign_id, channel_id)
        if not bound:
            raise ChannelTaken(campaign=await self.holder(channel_id))

    async def take(self, connection: AsyncConnection, campaign_id: int, channel_id: int) -> bool:
        """Tell a campaign in a channel as part of a transaction; False when the channel tells one already."""
        binding = {"channel_id": channel_id, "campaign_id": campaign_id, "bound_at": datetime.now(UTC)}
        return (await connection.execute(self._take, binding)).first() is not None

    async def unbind(self, channel_id: int) -> None:
        """Let a channel go; its campaign stays."""
        async with self._database.autocommit() as connection:
            await connection.execute(delete(campaign_channels).where(campaign_channels.c.channel_id == channel_id))

    async def holder(self, channel_id: int) -> str:
        """Return the name of the campaign a channel tells."""
        async with self._database.autocommit() as connection:
            name = (await connection.execute(_HOLDER, {"channel_id": channel_id})).scalar_one_or_none()
        return name or "…"
