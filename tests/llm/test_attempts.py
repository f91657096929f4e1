"""Measure attempts on a clock the test moves; no network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.attempt import Attempt
from bot.domain.conversation import Prompt, ToolCall
from bot.llm import errors
from bot.llm.attempts import tell
from bot.llm.chat import Event, Finished, Stirring, TextDelta, Usage
from bot.llm.meter import prompt_hash
from tests.llm.conftest import Told, ask, prompt, speaking

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Scripted:
    """A model that says what it is told to, each event after so many seconds of the clock; an error is raised."""

    provider = "openai"
    model = "scripted"

    def __init__(self, clock: Clock, *replies: Sequence[tuple[float, Event | Exception]]) -> None:
        self.clock = clock
        self.replies = list(replies)
        self.closed = 0

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        try:
            for seconds, event in self.replies.pop(0):
                self.clock.now += seconds
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed += 1


async def measured(model: Scripted, *, queue_ms: float = 0.0) -> list[Attempt]:
    attempts: list[Attempt] = []

    async def sleep(seconds: float) -> None:
        model.clock.now += seconds

    async for _ in tell(
        speaking(model),
        prompt(),
        purpose="adjudicate",
        attempts=attempts,
        prompt_version="3",
        queue_ms=queue_ms,
        clock=model.clock,
        now=lambda: NOON,
        sleep=sleep,
        jitter=lambda: 0.5,
    ):
        pass
    return attempts


async def test_every_moment_of_an_attempt_is_measured_exactly() -> None:
    model = Scripted(
        Clock(),
        [
            (0.25, Stirring("reasoning")),
            (0.5, TextDelta("The door")),
            (0.125, TextDelta(" opens.")),
            (0.0, ToolCall("a", "roll_dice", "{}")),
            (0.0, Usage(900, 12, cache_read_tokens=800, reasoning_tokens=4)),
            (0.5, Finished("tool_calls", "scripted-2026", "req_9")),
        ],
    )
    (attempt,) = await measured(model, queue_ms=40.0)
    assert attempt == Attempt(
        purpose="adjudicate",
        attempt=1,
        provider="openai",
        model="scripted",
        model_returned="scripted-2026",
        started_at=NOON,
        queue_ms=40.0,
        ttft_ms=250,
        first_text_ms=750,
        e2e_ms=1375,
        max_gap_ms=500,
        input_tokens=900,
        cache_read_tokens=800,
        cache_write_tokens=0,
        output_tokens=12,
        reasoning_tokens=4,
        usage_source="reported",
        cost_usd=None,
        price_date=None,
        finish_reason="tool_calls",
        tool_calls=1,
        tool_calls_valid=0,
        error_class=None,
        http_status=200,
        request_id="req_9",
        prompt_hash=prompt_hash(prompt()),
        prompt_version="3",
        chunks=4,
    )


async def test_each_attempt_is_measured_from_its_own_beginning() -> None:
    busy = errors.Overloaded(model="scripted", status=503)
    model = Scripted(Clock(), [(2.0, busy)], [(0.25, TextDelta("Hello.")), (0.0, Finished("stop", "scripted"))])
    first, second = await measured(model, queue_ms=15.0)
    assert (first.error_class, first.http_status, first.e2e_ms) == ("Overloaded", 503, 2000)
    assert (second.ttft_ms, second.attempt) == (250, 2)
    # Only the first attempt waited in the queue; the second waited for the first.
    assert (first.queue_ms, second.queue_ms) == (15.0, 0.0)
    assert first.prompt_hash == second.prompt_hash


async def test_the_waits_grow_and_the_last_failure_is_raised() -> None:
    clock = Clock()
    model = Scripted(clock, *([(0.0, errors.Overloaded(model="scripted"))] for _ in range(3)))
    told = Told()
    with pytest.raises(errors.Overloaded):
        await ask(model, told)
    assert told.waits == [0.5, 1.0]
    assert model.closed == len(told.attempts) == 3


async def test_reasoning_alone_forbids_a_second_attempt() -> None:
    model = Scripted(Clock(), [(0.0, Stirring("reasoning")), (0.0, errors.Overloaded(model="scripted"))])
    told = Told()
    with pytest.raises(errors.Overloaded):
        await ask(model, told)
    assert len(told.attempts) == 1


async def test_an_end_without_a_word_or_a_tool_is_empty_and_tried_again() -> None:
    whole = [(0.0, TextDelta("Yes.")), (0.0, Finished("stop", "scripted"))]
    model = Scripted(Clock(), [(0.0, Finished("stop", "scripted"))], whole)
    told = await ask(model)
    assert [attempt.error_class for attempt in told.attempts] == ["Empty", None]
    assert told.events == [TextDelta("Yes."), Finished("stop", "scripted")]


async def test_a_reply_of_tool_calls_alone_is_whole() -> None:
    call = ToolCall("a", "roll_dice", "{}")
    told = await ask(Scripted(Clock(), [(0.0, call), (0.0, Finished("tool_calls", "scripted"))]))
    assert told.events == [call, Finished("tool_calls", "scripted")]


async def test_a_stream_without_an_end_was_interrupted() -> None:
    told = Told()
    with pytest.raises(errors.Interrupted):
        await ask(Scripted(Clock(), [(0.0, TextDelta("And then"))]), told)
    assert told.attempts[0].usage_source == "estimated"
    assert told.attempts[0].output_tokens == 2


async def test_a_reply_out_of_all_proportion_is_stopped() -> None:
    flood = [(0.0, TextDelta("x" * 1000)) for _ in range(100)]
    told = Told()
    with pytest.raises(errors.Malformed):
        await ask(Scripted(Clock(), flood), told)
    assert len(told.events) < 50


async def test_a_mistake_of_ours_is_a_row_too_and_is_not_hidden() -> None:
    told = Told()
    with pytest.raises(ZeroDivisionError):
        await ask(Scripted(Clock(), [(0.0, ZeroDivisionError())]), told)
    assert [attempt.error_class for attempt in told.attempts] == ["ZeroDivisionError"]


async def test_whoever_stops_after_the_end_has_a_whole_reply() -> None:
    model = Scripted(Clock(), [(0.0, TextDelta("Yes.")), (0.0, Finished("stop", "scripted"))])
    attempts: list[Attempt] = []
    events = tell(speaking(model), prompt(), purpose="narrate", attempts=attempts)
    async for event in events:
        if isinstance(event, Finished):
            break
    await events.aclose()
    assert [attempt.error_class for attempt in attempts] == [None]


class Silent:
    """A model that says so much and then nothing more."""

    provider = "openai"
    model = "silent"

    def __init__(self, *events: Event) -> None:
        self.events = events

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        for event in self.events:
            yield event
        await asyncio.Event().wait()


async def test_silence_after_a_word_is_too_slow_and_leaves_the_task_as_it_was() -> None:
    told = Told()
    with pytest.raises(errors.TooSlow):
        await ask(Silent(TextDelta("Well,")), told, patience=0.02)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    assert told.attempts[0].error_class == "TooSlow"


async def test_a_consumer_that_takes_its_time_is_not_taken_for_a_stall() -> None:
    model = Scripted(Clock(), [(0.0, TextDelta("a")), (0.0, TextDelta("b")), (0.0, Finished("stop", "scripted"))])
    released = asyncio.Event()
    asyncio.get_running_loop().call_later(0.06, released.set)
    seen: list[Event] = []
    async for event in tell(speaking(model), prompt(), purpose="narrate", attempts=[], stall_timeout=0.02):
        seen.append(event)
        if len(seen) == 1:
            await released.wait()
    assert len(seen) == 3


async def test_an_outer_timeout_stays_the_outer_ones() -> None:
    told = Told()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await ask(Silent(), told)
    assert told.attempts[0].error_class == "Cancelled"


def test_the_hash_names_what_the_model_is_shown_and_nothing_else() -> None:
    one = prompt()
    assert prompt_hash(one) == prompt_hash(replace(one, brief=replace(one.brief, turn=9)))
    assert prompt_hash(one) != prompt_hash(replace(one, system="You are kind."))
    assert len(prompt_hash(one)) == 16
