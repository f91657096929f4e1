"""Know in which channels people are heard as they write, and where their past must be read first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import asynccontextmanager


class Listening:
    """The channels that are heard; at the start, none is.

    What is kept of a channel has no gaps up to its newest message, so after a stop only what is newer must be read.
    That holds because nothing newer is kept before what was missed. What Skald writes itself counts once it comes back
    with all the rest: a reply may be sent long after the last word arrived.
    """

    def __init__(self, kept: Mapping[int, int]) -> None:
        """Begin with the newest Discord id that is kept of each channel."""
        self._kept = dict(kept)
        self._new = set(kept)
        self._heard: set[int] = set()
        self._change = asyncio.Event()
        self._queues: dict[int, asyncio.Lock] = {}

    def hears(self, channel_id: int) -> bool:
        """Tell whether what is written there arrives, and nothing before it is missing."""
        return channel_id in self._heard

    def misses(self, channel_id: int, newest: int) -> bool:
        """Tell whether a channel whose newest message is this one has something that is not kept."""
        return channel_id in self._kept and newest > self._kept[channel_id]

    def kept(self, channel_id: int) -> int:
        """Return the newest Discord id that was kept of a channel when it was heard last."""
        return self._kept[channel_id]

    def newest(self, channel_id: int) -> int | None:
        """Return the newest Discord id that was dealt with in a channel, None where nothing was."""
        return self._kept.get(channel_id)

    def is_new(self, channel_id: int) -> bool:
        """Tell whether this program has not heard the channel before: its replies there may be unknown."""
        return channel_id in self._new

    def lose(self, channel_ids: Collection[int]) -> None:
        """Hear nothing in these channels any more."""
        self._heard.difference_update(channel_ids)

    def knows(self, channel_id: int) -> bool:
        """Tell whether it is known up to where a channel was heard."""
        return channel_id in self._kept

    def note(self, kept: Mapping[int, int]) -> None:
        """Note what is kept of channels of which nothing is known yet."""
        self._kept = {**kept, **self._kept}

    def arrived(self, channel_id: int, discord_id: int) -> None:
        """Note that something arrived which is not kept, such as what Skald wrote: all before it did, too."""
        if channel_id in self._heard:
            self.keep(channel_id, discord_id)

    def keep(self, channel_id: int, discord_id: int) -> None:
        """Note that something is kept of a channel, so that losing it asks nothing of the database."""
        self._kept[channel_id] = max(discord_id, self._kept.get(channel_id, 0))

    def regain(self, channel_ids: Collection[int]) -> None:
        """Hear these channels; what was missed is kept."""
        self._heard.update(channel_ids)
        self._new.difference_update(channel_ids)
        self._change.set()
        self._change = asyncio.Event()

    @asynccontextmanager
    async def in_order(self, channel_id: int) -> AsyncGenerator[None]:
        """Wait until a channel is heard, and for everybody who came before; only then is it one's turn."""
        async with self._queues.setdefault(channel_id, asyncio.Lock()):
            while channel_id not in self._heard:
                await self._change.wait()
            yield
