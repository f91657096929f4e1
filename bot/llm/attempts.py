"""Ask a model for a reply: try again while nothing has come, and measure every attempt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from random import SystemRandom
from typing import Final

from bot.domain.attempt import Attempt, Purpose
from bot.domain.conversation import Prompt
from bot.llm.chat import ChatModel, Event, Finished
from bot.llm.errors import LLMError, TooSlow
from bot.llm.meter import Meter, prompt_hash
from bot.llm.watchdog import Watchdog

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 20.0
"""Seconds. A vendor that asks for a longer one is not tried again: the table would rather know."""


def _now() -> datetime:
    return datetime.now(UTC)


async def tell(
    model: ChatModel,
    prompt: Prompt,
    *,
    purpose: Purpose,
    attempts: list[Attempt],
    prompt_version: str = "",
    first_token_timeout: float = 30.0,
    stall_timeout: float = 30.0,
    tries: int = 3,
    queue_ms: float = 0.0,
    clock: Callable[[], float] = time.perf_counter,
    now: Callable[[], datetime] = _now,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    jitter: Callable[[], float] | None = None,
) -> AsyncGenerator[Event, None]:
    """Stream one whole reply, which ends with `Finished`; raises `LLMError`.

    An attempt is made again only while no token of any kind has come. Each adds one `Attempt` to `attempts` when it
    ends, also when it failed or its consumer closed this generator (wrap it in `contextlib.aclosing`). Times are in
    seconds but for `queue_ms`, what passed before the first attempt; `jitter` gives 0 to 1.
    """
    digest = prompt_hash(prompt)
    for number in range(1, tries + 1):
        meter = Meter(model.model, prompt, clock, now())
        failure: BaseException | None = None
        try:
            async with aclosing(_once(model, prompt, meter, first_token_timeout, stall_timeout)) as events:
                async for event in events:
                    yield event
            finished = meter.whole()
        except BaseException as error:
            failure = error
            if not _may_retry(error, meter) or number == tries:
                raise
        finally:
            attempts.append(
                meter.attempt(
                    failure,
                    purpose=purpose,
                    attempt=number,
                    provider=model.provider,
                    model=model.model,
                    queue_ms=queue_ms if number == 1 else 0.0,
                    prompt_hash=digest,
                    prompt_version=prompt_version,
                )
            )
        if failure is None:
            yield finished  # pyright: ignore[reportPossiblyUnboundVariable]
            return
        await sleep(_wait(failure, number, (jitter or SystemRandom().random)()))


async def _once(
    model: ChatModel, prompt: Prompt, meter: Meter, first_token_timeout: float, stall_timeout: float
) -> AsyncGenerator[Event, None]:
    """Stream one attempt, all but its `Finished`, which the meter keeps."""
    dog = Watchdog()
    stream = model.stream(prompt)
    try:
        dog.watch(first_token_timeout)
        async for event in stream:
            dog.rest()
            meter.saw(event)
            if type(event) is not Finished:
                yield event
            dog.watch(stall_timeout)
    except asyncio.CancelledError:
        if dog.caught():
            raise TooSlow(model=model.model) from None
        raise
    finally:
        dog.stop()
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


def _may_retry(error: BaseException, meter: Meter) -> bool:
    if not isinstance(error, LLMError) or not error.retryable or meter.started:
        return False
    return error.retry_after is None or error.retry_after <= LONGEST_WAIT


def _wait(failure: BaseException, number: int, jitter: float) -> float:
    """Return the seconds before the next attempt: twice as long each time, never less than the vendor asked."""
    wished = failure.retry_after if isinstance(failure, LLMError) and failure.retry_after else 0.0
    return max(wished, FIRST_WAIT * 2 ** (number - 1) * (0.5 + jitter))
