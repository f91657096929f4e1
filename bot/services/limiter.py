"""How often somebody may do what costs something: counted by each process, or in Redis by all of them together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import SecretStr

from bot.config import Settings
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.window import Window

if TYPE_CHECKING:
    from limits.aio.storage import Storage
    from limits.aio.strategies import MovingWindowRateLimiter

log = structlog.stdlib.get_logger(__name__)

SECONDS: Final = 0.25
"""A Redis that takes longer to count is not waited for."""
MINUTE: Final = 60.0
REST: Final = 30.0
"""For how long a Redis that failed is left alone, in seconds."""


class TooOften(SkaldError):
    """More than may be done in a minute; `until` is when one may again (Unix time)."""

    sentence = N_("That was a lot at once, so this is left out. Take a breath: you may go on {when}.")

    def __init__(self, until: int) -> None:
        self.until = until
        super().__init__(when=f"<t:{until}:R>")


class ServerTooBusy(TooOften):
    sentence = N_("This server asks for more than I may do in a minute, so this is left out. You may go on {when}.")


class Limiter:
    """Count what players do, each player and each server for itself, over the last minute.

    Whatever is wrong with Redis, this process goes on counting by itself.
    """

    def __init__(
        self,
        redis: SecretStr | None,
        player: int,
        server: int,
        *,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time,
    ) -> None:
        self._redis = redis
        self._seconds = seconds
        self._most = player, server
        self._clock = clock
        self._own = Window(MINUTE, clock)
        self._shared: MovingWindowRateLimiter | None = None
        self._getting_ready = asyncio.Lock()
        self._rests_until = 0.0

    @classmethod
    def over(cls, settings: Settings) -> Limiter:
        """Count where the settings say."""
        return cls(settings.redis_url, settings.turns_per_minute, settings.server_turns_per_minute)

    async def take(self, account_id: int, guild_id: int) -> None:
        """Count one thing that somebody asks for and that costs; raises `TooOften` when it is one too many."""
        player, server = self._most
        for most, who, refusal in (
            (player, f"player:{account_id}", TooOften),
            (server, f"server:{guild_id}", ServerTooBusy),
        ):
            until = await self._hit(most, who)
            if until is not None:
                raise refusal(int(until) + 1)

    async def _hit(self, most: int, who: str) -> float | None:
        """Return None when there was room, else when there is again."""
        if self._redis is not None and self._clock() >= self._rests_until:
            shared = self._shared or await self._connected(self._redis)
            try:
                if shared is not None:
                    return await asyncio.wait_for(_counted(shared, most, who), self._seconds)
            except Exception as error:  # whatever an unwell Redis raises, a turn is not lost to it
                self._rests_until = self._clock() + REST
                log.warning("Redis does not count; this process counts by itself", error=type(error).__name__)
        return self._own.hit(who, most)

    async def _connected(self, redis: SecretStr) -> MovingWindowRateLimiter | None:
        async with self._getting_ready:
            if self._shared is None and self._redis is not None:
                try:
                    # The library's import takes longer than the event loop may stand still.
                    self._shared = await asyncio.to_thread(_over, redis.get_secret_value())
                except Exception as error:  # it may repeat the address, password and all: only its kind is told
                    log.warning("this REDIS_URL cannot be counted in; this process counts by itself", error=type(error))
                    self._redis = None
            return self._shared


def _over(redis: str) -> MovingWindowRateLimiter:
    from limits.aio.storage import RedisStorage
    from limits.aio.strategies import MovingWindowRateLimiter

    storage: Storage = RedisStorage(f"async+{redis}", implementation="redispy")
    return MovingWindowRateLimiter(storage)


async def _counted(counter: MovingWindowRateLimiter, most: int, who: str) -> float | None:
    from limits import RateLimitItemPerMinute

    limit = RateLimitItemPerMinute(most, namespace="skald")
    if await counter.hit(limit, who):
        return None
    return (await counter.get_window_stats(limit, who)).reset_time
