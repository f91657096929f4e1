"""Ask a model for a reply: try again while nothing has come, and measure every attempt."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from random import SystemRandom
from typing import Final

from bot.domain.attempt import Attempt, Purpose
from bot.domain.conversation import Prompt
from bot.llm.breaker import Permit
from bot.llm.chat import ChatModel, Event, Finished, Stirring, TextDelta
from bot.llm.errors import KeyResting, LLMError, PatienceOver, Resting, TooSlow
from bot.llm.meter import Meter, prompt_hash
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker
from bot.llm.watchdog import Watchdog

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 20.0
"""Seconds. A vendor that asks for a longer one is not tried again: the table would rather know."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long to wait, in seconds: for the first token, for each after it, and for words in all."""

    first: float
    stall: float
    patience: Patience


async def tell(
    speaker: Speaker,
    prompt: Prompt,
    *,
    purpose: Purpose,
    attempts: list[Attempt],
    patience: Patience | None = None,
    route: int = 0,
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
    ends, also when it failed or its consumer closed this generator (wrap it in `contextlib.aclosing`). Before each the
    speaker's breaker is asked; `Resting` means that nothing was sent. `patience`, the model's share of the turn's, is
    what all attempts may take together without showing words. Times are in seconds but for `queue_ms`, what passed
    before the first attempt; `jitter` gives 0 to 1.
    """
    digest = prompt_hash(prompt)
    limits = _Limits(first_token_timeout, stall_timeout, patience or Patience(math.inf))
    for number in range(1, tries + 1):
        permit = _permit(speaker, limits.patience)
        meter = Meter(speaker.chat.model, prompt, clock, now())
        failure: BaseException | None = None
        wait: float | None = None
        try:
            async with aclosing(_once(speaker.chat, prompt, meter, limits)) as events:
                async for event in events:
                    yield event
            finished = meter.whole()
            permit.settle(None)
        except BaseException as error:
            failure = error
            permit.settle(_verdict(error, meter, limits))
            if number < tries and not permit.probe and speaker.breaker.admits() and _may_retry(error, meter):
                wait = _wait(error, number, (jitter or SystemRandom().random)())
            if wait is None or wait >= limits.patience.left:
                raise
        finally:
            attempts.append(
                meter.attempt(
                    failure,
                    speaker=speaker,
                    purpose=purpose,
                    attempt=number,
                    route=route,
                    queue_ms=queue_ms if number == 1 else 0.0,
                    prompt_hash=digest,
                    prompt_version=prompt_version,
                )
            )
        if wait is None:
            yield finished  # pyright: ignore[reportPossiblyUnboundVariable]
            return
        await sleep(wait)


async def _once(model: ChatModel, prompt: Prompt, meter: Meter, limits: _Limits) -> AsyncGenerator[Event, None]:
    """Stream one attempt, all but its `Finished`, which the meter keeps."""
    patience, limit = limits.patience, limits.first
    dog = Watchdog()
    stream = model.stream(prompt)
    # Whether the story streams; while it does, a token costs no more than a look at this.
    streaming = False
    left = patience.left
    try:
        dog.watch(min(limit, left))
        async for event in stream:
            dog.rest()
            meter.saw(event)
            kind = type(event)
            if isinstance(event, TextDelta) and (streaming or not event.text.isspace()):
                if not streaming:
                    patience.rest()
                    streaming, limit, left = True, limits.stall, math.inf
            elif kind is Stirring or kind is TextDelta:  # blanks that come before any word are none
                if streaming:
                    patience.run()
                    streaming = False
                limit, left = limits.stall, patience.left
                if left <= 0:
                    raise _over(model, patience)
            if kind is Finished:
                left = math.inf
            else:
                yield event
            dog.watch(min(limit, left))
    except asyncio.CancelledError:
        if dog.caught():
            raise (_over(model, patience) if left <= limit else TooSlow(model=model.model)) from None
        raise
    finally:
        dog.stop()
        patience.run(already=meter.silence)
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


def _permit(speaker: Speaker, patience: Patience) -> Permit:
    if patience.over:
        raise _over(speaker.chat, patience)
    permit = speaker.breaker.ask()
    if permit is None:
        raise resting(speaker)
    return permit


def resting(speaker: Speaker) -> Resting:
    """Return the error of a model that is not asked because its provider is left alone."""
    because = speaker.breaker.because
    kind = KeyResting if because is not None and because.says == "key" else Resting
    error = kind(model=speaker.chat.model, seconds=max(1, math.ceil(speaker.breaker.try_after)))
    error.call_it(speaker.card.label)
    return error


def _over(model: ChatModel, patience: Patience) -> PatienceOver:
    return PatienceOver(model=model.model, seconds=round(patience.waited))


def _verdict(error: BaseException, meter: Meter, limits: _Limits) -> BaseException:
    """Return what an attempt says of the provider: silence that outlasts a table's patience is silence too."""
    if isinstance(error, PatienceOver) and not meter.started and meter.silence >= limits.first / 2:
        return TooSlow(model="")
    return error


def _may_retry(error: BaseException, meter: Meter) -> bool:
    if not isinstance(error, LLMError) or not error.retryable or meter.started:
        return False
    return error.retry_after is None or error.retry_after <= LONGEST_WAIT


def _wait(failure: BaseException, number: int, jitter: float) -> float:
    """Return the seconds before the next attempt: twice as long each time, never less than the vendor asked."""
    wished = failure.retry_after if isinstance(failure, LLMError) and failure.retry_after else 0.0
    return max(wished, FIRST_WAIT * 2 ** (number - 1) * (0.5 + jitter))
