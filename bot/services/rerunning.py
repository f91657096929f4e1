"""Work through a replay: every turn of every model once, within its budget, until it is done or stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

import structlog

from bot.domain.attempt import Attempt, known_cost
from bot.domain.budget import Spender
from bot.domain.replay import Replay, StopReason
from bot.errors import OperatorError
from bot.llm.breaker import Breaker
from bot.llm.errors import LLMError
from bot.llm.models import Models
from bot.llm.speaker import Speaker
from bot.services.asking_again import ask_again
from bot.services.budgets import BudgetService, Hold
from bot.services.insistence import insist
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.rereading import Question
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

BEAT_SECONDS: Final = 10.0
GRACE_SECONDS: Final = 5.0
"""How long a program that stops waits for tellings that are on their way, since they are paid for."""

Questions = Callable[[Replay, int], Awaitable[Question | None]]


class Rerun:
    """One replay at work in this process."""

    def __init__(
        self,
        replay: Replay,
        stores: Stores,
        models: Models,
        budgets: BudgetService,
        question: Questions,
        *,
        patience: float,
        now: Callable[[], datetime],
    ) -> None:
        self.replay = replay
        self._stores = stores
        self._models = models
        self._budgets = budgets
        self._question = question
        self._patience = patience
        self._now = now
        self._why: StopReason = ""
        self._aside: set[str] = set()
        self._spent = Decimal(0)
        self._held: dict[tuple[int, str], Decimal] = {}
        self._freed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def stop(self, why: StopReason = "asked") -> None:
        """Ask nothing more; what is being told is told to its end."""
        self._why = self._why or why

    async def work(self, numbers: list[int]) -> StopReason | None:
        """Tell what is not told yet; returns why it stopped, "" where all is told, None where the program ends.

        The replay must have been claimed.
        """
        speakers = await self._speakers()
        told = await self._stores.replays.told(self.replay.id)
        self._spent = await self._stores.replays.spent(self.replay.id)
        beating = asyncio.create_task(self._beat())
        try:
            async for number, model, question in self._wanted(numbers, speakers, told):
                while len(self._tasks) >= self.replay.at_once:
                    await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                if self._why or self._closing:
                    break
                if model not in self._aside:
                    task = asyncio.create_task(self._tell(speakers[model], question), name=f"replay {number} {model}")
                    self._tasks.add(task)
                    task.add_done_callback(self._ended)
            if self._tasks:
                await asyncio.wait(set(self._tasks))
        except asyncio.CancelledError:
            await self._let_go()
            return None
        finally:
            beating.cancel()
        if self._closing:
            return None
        return self._why or ("resting" if self._aside else "")

    async def _let_go(self) -> None:
        """End within the grace of a program that stops; what was tried is kept, and asked again another time."""
        self._closing = True
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with suppress(OperatorError):  # it lapses by itself
            await self._stores.replays.beat(self.replay.id, None)

    async def _speakers(self) -> Mapping[str, Speaker]:
        """Return who is asked. Each provider has a breaker of its own here: no table waits because of a replay."""
        breakers: dict[str, Breaker] = {}
        speakers: dict[str, Speaker] = {}
        for model in self.replay.models:
            card = await self._models.choose(model, self.replay.guild_id)
            speaker = self._models.speaker(card, self.replay.guild_id)
            speakers[model] = replace(speaker, breaker=breakers.setdefault(card.provider, Breaker()))
        return speakers

    async def _wanted(
        self, numbers: list[int], speakers: Mapping[str, Speaker], told: set[tuple[int, str]]
    ) -> AsyncIterator[tuple[int, str, Question]]:
        for number in numbers:
            missing = [model for model in speakers if (number, model) not in told]
            question = await self._question(self.replay, number) if missing else None
            if question is not None:
                for model in missing:
                    yield number, model, question

    async def _tell(self, speaker: Speaker, question: Question) -> None:
        key = (question.number, speaker.card.name)
        hold = await self._admitted(speaker, question, key)
        if hold is None:
            return
        attempts: list[Attempt] = []
        telling = None
        try:
            telling = await ask_again(speaker, question, self.replay.id, attempts, patience=self._patience)
        except LLMError as error:
            log.info("a replay goes on without a model", model=speaker.card.name, reason=str(error))
            self._aside.add(speaker.card.name)
        finally:
            # Also what was cut short was paid for.
            replay, now = self.replay, self._now()
            await asyncio.shield(
                insist(lambda: self._stores.replays.keep(replay, telling, attempts, now), asyncio.sleep, "a replay")
            )
            await self._budgets.release(hold)
            async with self._freed:
                self._spent += known_cost(attempts)
                self._held.pop(key, None)
                self._freed.notify_all()

    async def _admitted(self, speaker: Speaker, question: Question, key: tuple[int, str]) -> Hold | None:
        """Hold what a telling may cost; None, and the replay stopped, where its limit or a budget does not reach.

        What the tellings on their way hold is more than they come to, so they are waited for before that is said.
        """
        replay = self.replay
        estimate = self._budgets.estimate(speaker, question.prompt, rounds=1)
        accounts = () if replay.account_id is None else (replay.account_id,)
        spender = Spender(replay.guild_id or 0, campaign_id=0, account_ids=accounts)
        async with self._freed:
            while not self._why:
                if replay.limit_usd is not None and self._over(estimate, replay.limit_usd):
                    why: StopReason = "limit"
                else:
                    try:
                        holder = f"replay:{replay.id}:{question.number}:{speaker.card.name}"
                        hold = await self._budgets.reserve(spender, estimate, holder)
                    except (OverBudget, PriceUnknown):
                        why = "budget"
                    else:
                        self._held[key] = estimate or Decimal(0)
                        return hold
                if not self._held:
                    self.stop(why)
                    return None
                await self._freed.wait()
        return None

    def _over(self, estimate: Decimal | None, limit: Decimal) -> bool:
        return estimate is None or self._spent + sum(self._held.values()) + estimate > limit

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                if not await self._stores.replays.beat(self.replay.id, self._now()):
                    self.stop()
            except OperatorError as error:
                log.warning("a replay cannot say that it is at work", reason=str(error))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a replay broke off", replay=self.replay.id, exc_info=error)
            self.stop("broken")
