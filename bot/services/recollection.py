"""Find again what was told at a table."""

from __future__ import annotations

from typing import Final

from bot.domain.memory import Passage
from bot.domain.recall import words_of
from bot.storage import Stores

MOST_PASSAGES: Final = 8


class Recollection:
    """Know the whole story of every campaign, however long ago it was told."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def find(self, kind: str, name: str, campaign_id: int) -> tuple[Passage, ...]:
        """Return what the game master finds of something, best first, secrets included."""
        return await self._stores.recall.search(campaign_id, words_of(name), MOST_PASSAGES, everything=True)

    async def of_player(self, query: str, campaign_id: int, character_id: int | None) -> tuple[Passage, ...]:
        """Return what a player finds: what was told to everybody, and what their character alone knows."""
        return await self._stores.recall.search(campaign_id, words_of(query), MOST_PASSAGES, character_id=character_id)
