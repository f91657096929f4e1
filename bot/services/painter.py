"""Have an image model make a picture, on somebody's bill."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import structlog

from bot.domain.attempt import Attempt, known_cost
from bot.domain.budget import Spender
from bot.errors import OperatorError, SkaldError
from bot.llm.errors import LLMError
from bot.llm.images import Easel, Images, paint
from bot.pictures.reading import NotAPicture, checked
from bot.prompts.portrait import PORTRAIT_VERSION
from bot.services.budgets import BudgetService, Hold
from bot.services.limiter import Limiter
from bot.services.no_picture import NoKeyForPictures, NotOne, PictureOverBudget, PicturePriceUnknown, said_of
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.tally import Tally
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

WARMING: Final = 0.15
"""Seconds that a form may wait for the price to be known; it is shown without it rather than late."""


@dataclass(frozen=True, slots=True)
class Order:
    """A picture to be made; `name` is what its budget is held under."""

    prompt: str
    guild_id: int
    campaign_id: int
    account_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Who would make a picture and what it costs at most; None when that is not known."""

    model: str
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Made:
    """A picture, who made it and what it cost; the `warnings` are of budgets that are nearly used up."""

    data: bytes
    model: str
    cost: Decimal | None
    warnings: tuple[SkaldError, ...] = ()


class Painter:
    """Ask image models: measured, billed, and whatever comes is looked at before it is shown."""

    def __init__(
        self,
        stores: Stores,
        images: Images,
        budgets: BudgetService,
        tally: Tally,
        limiter: Limiter,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._images = images
        self._budgets = budgets
        self._tally = tally
        self._limiter = limiter
        # Unpacked a picture takes megabytes; they are looked at one after the other.
        self._looking = asyncio.Lock()
        self._now = now
        self._warming: asyncio.Task[None] | None = None

    async def offer(self, guild_id: int, prompt: str) -> Offer | None:
        """Say who would make a picture of a server, None where nobody can."""
        easel = await self._images.easel(guild_id)
        if easel is None:
            return None
        if self._warming is None:
            self._warming = asyncio.create_task(self._images.warm())
        done, _ = await asyncio.wait([self._warming], timeout=WARMING)
        return Offer(easel.maker.model, easel.estimate(prompt, self._now()).usd if done else None)

    async def paint(self, order: Order) -> Made:
        """Have it made; raises a sentence for whatever stands in the way."""
        easel = await self._images.easel(order.guild_id)
        if easel is None:
            raise NoKeyForPictures
        await self._limiter.take(order.account_id, order.guild_id)
        # What it costs is known once the prices are read.
        await self._images.warm()
        hold = await self._held(order, easel)
        attempts: list[Attempt] = []
        try:
            data = await self._painted(order, easel, attempts)
        finally:
            # Also what failed or was cut short by the program's end may have been paid for.
            warnings = await self._settle(order, attempts, hold)
            await easel.maker.close()
        cost = attempts[-1].cost_usd if attempts else None
        return Made(data, easel.maker.model, cost, warnings)

    async def close(self) -> None:
        """Let go of the vendors."""
        if self._warming is not None:
            with suppress(Exception):  # it failed long ago, and nobody is left to tell
                await self._warming
        await self._images.close()

    async def _held(self, order: Order, easel: Easel) -> Hold:
        spender = Spender(order.guild_id, order.campaign_id, (order.account_id,))
        estimate = easel.estimate(order.prompt, self._now()).usd
        try:
            return await self._budgets.reserve(spender, estimate, order.name)
        except OverBudget as error:
            raise PictureOverBudget(error.standing, error.estimate) from None
        except PriceUnknown as error:
            raise PicturePriceUnknown(error.budget) from None

    async def _painted(self, order: Order, easel: Easel, attempts: list[Attempt]) -> bytes:
        try:
            data = await paint(easel, order.prompt, attempts, prompt_version=PORTRAIT_VERSION, now=self._now)
            async with self._looking:
                return await asyncio.to_thread(checked, data)
        except NotAPicture:
            attempts[-1] = replace(attempts[-1], error_class="Malformed", finish_reason=None)
            raise NotOne(model=easel.maker.model) from None
        except LLMError as error:
            log.info("a picture could not be made", model=easel.maker.model, why=str(error), status=error.status)
            error.call_it(easel.maker.model)
            raise said_of(error) from error

    async def _settle(self, order: Order, attempts: list[Attempt], hold: Hold) -> tuple[SkaldError, ...]:
        """Keep what was tried, and let go of what was held for it."""
        self._tally.count(attempts)
        try:
            await self._stores.calls.add(
                attempts, guild_id=order.guild_id, campaign_id=order.campaign_id, account_id=order.account_id
            )
            return await self._budgets.release(hold)
        except OperatorError as error:
            # The hold stays until it lapses, in the place of the costs.
            cost = known_cost(attempts)
            log.warning("what a picture took is not kept", order=order.name, cost=str(cost), reason=str(error))
            return ()
