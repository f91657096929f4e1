"""Say how the fight of a campaign stands."""

from __future__ import annotations

from bot.domain.state import GameState
from bot.services.play import PlayService
from bot.services.tables import Tables


class FightService:
    """Show the fight of a channel's campaign."""

    def __init__(self, tables: Tables, play: PlayService) -> None:
        self._tables = tables
        self._play = play

    async def show(self, channel_id: int) -> GameState:
        """Return the game as it stands in a channel; raises a `SkaldError` where none is played."""
        return (await self._tables.get(self._play.campaign_in(channel_id))).state
