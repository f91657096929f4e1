"""What happened, told to whoever listens: gateway sessions, pages, waiting tests."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playground.errors import Json
from playground.model import Channel, Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Event:
    """One gateway event; `channel` says who may see it, `message` lets a page shape its own view."""

    name: str
    data: Json
    guild_id: int | None = None
    channel: Channel | None = None
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something only the page shows; `to` is a user id, None means everybody."""

    kind: str
    data: Json
    to: int | None = None
    message: Message | None = None
    channel: Channel | None = None


class Hub:
    """Pass events on to listeners and wake those who wait for a change."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[Event], None]] = []
        self.pages: list[Callable[[Event | Notice], None]] = []
        self.on_touch: list[Callable[[], None]] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def publish(self, event: Event) -> None:
        """Tell everyone what happened."""
        for listener in self.listeners:
            listener(event)
        for page in self.pages:
            page(event)
        self.touch()

    def notify(self, notice: Notice) -> None:
        """Tell the pages alone."""
        for page in self.pages:
            page(notice)
        self.touch()

    def touch(self) -> None:
        """Wake everyone who waits for a change."""
        for listener in self.on_touch:
            listener()
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait_for(
        self,
        condition: Callable[[], T | None],
        timeout: float,  # noqa: ASYNC109
        what: str,
        every: float = math.inf,
    ) -> T:
        """Return the first true value of the condition, looked at after each change and every so many seconds.

        Raises TimeoutError with a sentence naming what was waited for.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (value := condition()):
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.add(future)
            try:
                await asyncio.wait_for(future, min(every, deadline - loop.time()))
            except TimeoutError:
                if loop.time() >= deadline:
                    raise TimeoutError(f"After {timeout:g} s still waiting for {what}.") from None
            finally:
                self._waiting.discard(future)
        return value
