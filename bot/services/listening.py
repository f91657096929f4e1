"""Know in which channels people are heard as they write, and where their past must be read first."""

from __future__ import annotations

import asyncio
from collections.abc import Collection


class Listening:
    """The channels that are heard; at the start, none is.

    What is kept of a channel has no gaps up to its newest message, so after a stop only what is newer must be read.
    That holds because nothing newer is kept before what was missed.
    """

    def __init__(self) -> None:
        self._heard: set[int] = set()
        self._change = asyncio.Event()

    def hears(self, channel_id: int) -> bool:
        """Tell whether what is written there arrives, and nothing before it is missing."""
        return channel_id in self._heard

    def lose(self, channel_ids: Collection[int]) -> None:
        """Hear nothing in these channels any more."""
        self._heard.difference_update(channel_ids)

    def regain(self, channel_ids: Collection[int]) -> None:
        """Hear these channels; what was missed is kept."""
        self._heard.update(channel_ids)
        self._change.set()
        self._change = asyncio.Event()

    async def until_heard(self, channel_id: int) -> None:
        """Wait until a channel is heard."""
        while channel_id not in self._heard:
            await self._change.wait()
