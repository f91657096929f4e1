"""Let a channel go that is no more, and tell whoever owned its story."""

from __future__ import annotations

from bot.i18n import N_, translate
from bot.services.ports import Replies
from bot.storage import Stores

CHANNEL_LOST = N_("The channel in which “{name}” was played is gone. Its story is kept, and so are its characters.")


class Farewell:
    """Keep the story of a channel that is gone."""

    def __init__(self, stores: Stores, replies: Replies) -> None:
        self._stores = stores
        self._replies = replies

    async def say(self, campaign_id: int, channel_id: int) -> None:
        """Unbind a channel, and tell the owner of its campaign that the story is kept."""
        await self._stores.channels.unbind(channel_id)
        campaign = await self._stores.campaigns.get(campaign_id)
        sentence = translate(CHANNEL_LOST, campaign.language).format(name=campaign.name)
        for member in await self._stores.campaigns.members(campaign_id):
            if member.role == "owner":
                for discord_id in member.discord_ids:
                    await self._replies.tell_person(discord_id, sentence)
