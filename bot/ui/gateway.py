"""Say how the connection to Discord is."""

from __future__ import annotations

import math

import discord


class DiscordGateway:
    """The gateway's state, as the services may ask for it."""

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client

    @property
    def connected(self) -> bool:
        """Tell whether every shard is connected and the servers have come."""
        shards = self._client.shards
        return bool(shards) and self._client.is_ready() and not any(shard.is_closed() for shard in shards.values())

    @property
    def latency(self) -> float | None:
        """Return the seconds from a heartbeat to its answer, the mean over the shards; None while none was answered."""
        latency = self._client.latency if self._client.shards else math.nan
        return latency if math.isfinite(latency) else None

    @property
    def guilds(self) -> int:
        """Count the servers Skald is in."""
        return len(self._client.guilds)
