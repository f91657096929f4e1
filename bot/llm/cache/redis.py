"""Keep answers in Redis, where several processes find them; the client is imported only here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from importlib import import_module
from time import monotonic
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr

from bot.errors import OperatorError
from bot.i18n import N_, Sentence
from bot.llm.breaker import Breaker, Permit
from bot.llm.cache.entry import LARGEST, Entry, Lifetime, packed, unpacked
from bot.llm.errors import Unreachable

log = structlog.stdlib.get_logger(__name__)

PREFIX: Final = "skald:answer:"
SECONDS: Final = 0.25
"""A Redis that takes longer is of no use to somebody who waits."""
_SLOTS: Final = 8

Got = TypeVar("Got")


class BadRedisUrl(OperatorError):
    sentence = N_(
        "REDIS_URL is not an address of Redis ({what}); write redis://host:6379/0, or rediss:// for an encrypted one."
    )


class RedisMissing(OperatorError):
    # Not by the name alone: on the public index that is somebody else's program.
    sentence = N_(
        "REDIS_URL is set, and Redis needs one more package. In the folder of Skald's repository: "
        "pip install '.[redis]', or pipx install --force '.[redis]'"
    )


class Redis:
    """Answers under keys of their own; left alone for half a minute once it failed, so that it delays one question.

    Whatever is wrong with it, a question is answered without it; the log says so when it goes and when it is back.
    """

    def __init__(
        self,
        url: SecretStr,
        lifetime: Lifetime,
        *,
        seconds: float = SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Raise `BadRedisUrl` for what is none; nothing is sent yet."""
        self._url = url
        self._place = _place(url.get_secret_value())
        self._lifetime = lifetime
        self._seconds = seconds
        self._breaker = Breaker(clock, failures=1)
        self._slots = asyncio.Semaphore(_SLOTS)
        self._client: Any = None
        self._away = False

    async def open(self) -> None:
        """Import the client, in a thread; raises `RedisMissing` or `BadRedisUrl`."""
        self._client = await asyncio.to_thread(self._connect)

    async def get(self, key: str) -> Entry | None:
        """Return what was kept under a key and is still good."""
        # Not GET: whoever else writes there may have put a gigabyte under the name.
        written = await self._ask(lambda: self._client.getrange(PREFIX + key, 0, LARGEST))
        entry = unpacked(key, written) if isinstance(written, bytes) else None
        return entry if entry is not None and self._lifetime.left(entry.kept_at) else None

    async def put(self, key: str, entry: Entry) -> None:
        """Keep an answer until it is no good any more."""
        written, left = packed(key, entry), self._lifetime.left(entry.kept_at)
        if written is not None and left:
            milliseconds = max(1, round(left * 1000))
            await self._ask(lambda: self._client.set(PREFIX + key, written, px=milliseconds))

    async def clear(self) -> None:
        """Forget every answer, as far as it can be reached."""
        found = await self._ask(lambda: _listed(self._client.scan_iter(match=f"{PREFIX}*", count=1000)))
        if found:
            await self._ask(lambda: self._client.unlink(*found))

    async def fault(self) -> str | None:
        """Ask whether it is there; what kind of error keeps it from answering, None when nothing does.

        Raises `RedisMissing` or `BadRedisUrl`.
        """
        await self.open()
        try:
            async with asyncio.timeout(self._seconds):
                await self._client.ping()
        except Exception as error:
            # As below: whatever its client raises, and the kind alone, because the words may repeat the address.
            return type(error).__name__
        return None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _ask(self, command: Callable[[], Awaitable[Got]]) -> Got | None:
        """Return what Redis answers, None when it rests, fails, is too slow or has too much to do."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._slots.acquire()
        except TimeoutError:
            return None
        try:
            permit = self._breaker.ask()
            return None if permit is None else await self._permitted(permit, command)
        finally:
            self._slots.release()

    async def _permitted(self, permit: Permit, command: Callable[[], Awaitable[Got]]) -> Got | None:
        failure: BaseException | None = None
        try:
            async with asyncio.timeout(self._seconds):
                answer = await command()
        except Exception as error:
            # All that a foreign server can make its client raise ends here: connections, timeouts, refusals, and what
            # a parser says to something that does not speak Redis at all.
            if not _is_of_another_kind(error):
                failure = Unreachable(model="Redis")
                self._lost(error)
                return None
            answer = None
        except BaseException as error:
            failure = error
            raise
        finally:
            permit.settle(failure)
        self._found()
        return answer

    def _lost(self, error: Exception) -> None:
        if not self._away:
            self._away = True
            # The kind alone: what such an error says may hold what was sent.
            log.warning(
                "Redis does not answer; answers are kept on disk", place=self._place, error=type(error).__name__
            )

    def _found(self) -> None:
        if self._away:
            self._away = False
            log.info("Redis answers again", place=self._place)

    def _connect(self) -> Any:
        try:
            asynchronous = cast("Any", import_module("redis.asyncio"))
            retry, backoff = (
                cast("Any", import_module("redis.asyncio.retry")),
                cast("Any", import_module("redis.backoff")),
            )
        except ModuleNotFoundError:
            raise RedisMissing from None
        try:
            client = asynchronous.Redis.from_url(
                self._url.get_secret_value(),
                # Once, for a connection that was closed while it lay idle; how long all of it takes is bounded here.
                retry=retry.Retry(backoff.NoBackoff(), 1),
            )
            # Options of the address are looked at by the first connection only.
            client.connection_pool.make_connection()
        except (ValueError, TypeError):
            # What it says may repeat the address, password and all.
            raise BadRedisUrl(what=Sentence(N_("an option in it is not understood"))) from None
        return client


def _place(url: str) -> str:
    """Name a Redis without its password; raises `BadRedisUrl`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadRedisUrl(what=Sentence(N_("its host or port cannot be read"))) from None
    if parts.fragment:
        raise BadRedisUrl(what=Sentence(N_("a # in its password is written %23")))
    if parts.scheme == "unix" and parts.path:
        return f"unix://{parts.path}"
    if parts.scheme not in ("redis", "rediss"):
        raise BadRedisUrl(what=Sentence(N_("it begins with neither redis:// nor rediss://")))
    if not parts.hostname:
        raise BadRedisUrl(what=Sentence(N_("it names no host")))
    database = parts.path.strip("/")
    if database and not database.isdecimal():
        raise BadRedisUrl(what=Sentence(N_("what stands after the host is the number of a database")))
    return f"{parts.scheme}://{parts.hostname}:{port or 6379}/{database or 0}"


def _is_of_another_kind(error: Exception) -> bool:
    """Tell whether something else is kept under the name: a miss, and no fault of Redis."""
    return type(error).__name__ == "ResponseError" and str(error).startswith("WRONGTYPE")


async def _listed(names: AsyncIterable[bytes]) -> list[bytes]:
    return [name async for name in names]
