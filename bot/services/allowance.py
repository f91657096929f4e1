"""Count the pictures of each person and day, those in progress too, so that many at once are not too many."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from bot.domain.budget import window
from bot.errors import SkaldError
from bot.i18n import N_
from bot.storage import Stores

MOST_DRAWN: Final = 20
TRIES_FOR_EACH: Final = 5
"""How often a model may be asked for each picture of a day; what fails may cost something, too."""


class EnoughPictures(SkaldError):
    """All pictures of a day were made; the next day of UTC has others."""

    sentence = N_("Your pictures for today are all made ({most} a day). You may ask for the next one {when}.")


class EnoughTries(EnoughPictures):
    sentence = N_("That were {most} tries for a picture today, which is enough. You may go on {when}.")


class EnoughDrawn(EnoughPictures):
    sentence = N_("Skald has drawn {most} pictures for you today, which is enough. The next one can be had {when}.")


class Allowance:
    """What everybody may still have made today; with `most` of 0 models make none."""

    def __init__(self, stores: Stores, most: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.most = most
        self._stores = stores
        self._now = now
        self._painting: Counter[int] = Counter()
        self._drawing: Counter[int] = Counter()
        # Two who count at the same moment must not both find the last place.
        self._counting = asyncio.Lock()

    async def left(self, account_id: int) -> int:
        """Return how many pictures somebody may still have made today; raises `EnoughPictures` for none."""
        begins, _ = window("day", self._now())
        day = await self._stores.images.day(account_id, begins)
        left = self.most - day.made - self._painting[account_id]
        if left <= 0:
            raise self._over(EnoughPictures, self.most)
        if day.asked + self._painting[account_id] >= self.most * TRIES_FOR_EACH:
            raise self._over(EnoughTries, self.most * TRIES_FOR_EACH)
        return left

    @asynccontextmanager
    async def one_made(self, account_id: int) -> AsyncGenerator[None]:
        """Take the place of one picture until it is kept; raises `EnoughPictures`."""
        async with self._counting:
            await self.left(account_id)
            self._painting[account_id] += 1
        try:
            yield
        finally:
            self._painting[account_id] -= 1

    @asynccontextmanager
    async def one_drawn(self, account_id: int) -> AsyncGenerator[None]:
        """Take the place of one drawing until it is kept; raises `EnoughDrawn`."""
        async with self._counting:
            begins, _ = window("day", self._now())
            day = await self._stores.images.day(account_id, begins)
            if day.drawn + self._drawing[account_id] >= MOST_DRAWN:
                raise self._over(EnoughDrawn, MOST_DRAWN)
            self._drawing[account_id] += 1
        try:
            yield
        finally:
            self._drawing[account_id] -= 1

    def _over(self, kind: type[EnoughPictures], most: int) -> EnoughPictures:
        _, ends = window("day", self._now())
        return kind(most=most, when=f"<t:{int(ends.timestamp())}:R>")
