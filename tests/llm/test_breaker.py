"""When a provider is left alone, and who may ask it first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from bot.domain.attempt import Attempt
from bot.domain.conversation import Prompt
from bot.llm import errors
from bot.llm.attempts import tell
from bot.llm.breaker import Breaker
from bot.llm.chat import Event, Finished, TextDelta
from bot.llm.probe import probe
from tests.llm.conftest import ask, prompt, speaking


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Ailing:
    """A model that fails as it is told, or answers, once `released`."""

    provider = "openai"
    model = "ailing"

    def __init__(self, failure: BaseException | None = None) -> None:
        self.failure = failure
        self.calls = 0
        self.released = asyncio.Event()
        self.released.set()

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        self.calls += 1
        await self.released.wait()
        if self.failure is not None:
            raise self.failure
        yield TextDelta("Yes.")
        yield Finished("stop", "ailing")


def down() -> errors.LLMError:
    return errors.Interrupted(model="ailing")


def fail(breaker: Breaker, failure: BaseException, times: int = 1) -> None:
    for _ in range(times):
        permit = breaker.ask()
        assert permit is not None
        permit.settle(failure)


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    fail(breaker, down(), 5)
    return breaker


def test_five_failures_in_a_row_open_it_and_a_success_between_them_starts_the_count_anew() -> None:
    breaker = Breaker(Clock())
    fail(breaker, down(), 4)
    permit = breaker.ask()
    assert permit is not None
    permit.settle(None)
    fail(breaker, down(), 4)
    assert (breaker.state, breaker.failures, breaker.admits()) == ("closed", 4, True)
    fail(breaker, down())
    assert (breaker.state, breaker.try_after, breaker.admits()) == ("open", 30.0, False)
    assert breaker.ask() is None
    assert breaker.because is errors.Interrupted


@pytest.mark.parametrize("failure", [errors.KeyRefused(model="a", status=401), errors.OutOfCredit(model="a")])
def test_a_refused_key_and_an_empty_account_count_like_others_so_that_who_mends_them_goes_on(
    failure: errors.LLMError,
) -> None:
    breaker = Breaker(Clock(), failures=2)
    fail(breaker, failure)
    assert breaker.state == "closed"
    fail(breaker, failure)
    assert breaker.state == "open"


ALL = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.LLMError)]
COUNTED = {
    errors.LLMError, errors.RateLimited, errors.Overloaded, errors.Unreachable, errors.TooSlow, errors.Interrupted,
    errors.Malformed, errors.NotAnApi, errors.KeyRefused, errors.OutOfCredit, errors.HugePicture,
}  # fmt: skip


@pytest.mark.parametrize("kind", ALL)
def test_only_what_is_the_providers_fault_is_counted(kind: type[errors.LLMError]) -> None:
    breaker = Breaker(Clock())
    more = {"seconds": 3} if issubclass(kind, errors.PatienceOver | errors.Resting) else {}
    fail(breaker, kind(model="a", **more))  # pyright: ignore[reportArgumentType]
    assert breaker.failures == (1 if kind in COUNTED else 0)


@pytest.mark.parametrize("failure", [asyncio.CancelledError(), GeneratorExit(), ZeroDivisionError()])
def test_a_cancelled_probe_and_a_mistake_of_ours_leave_it_to_the_next(failure: BaseException) -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    permit = breaker.ask()
    assert permit is not None
    assert permit.probe
    assert not breaker.probe_due()
    permit.settle(failure)
    assert (breaker.state, breaker.probe_due()) == ("half-open", True)
    assert breaker.ask() is not None


def test_a_failed_probe_opens_it_for_thirty_seconds_more_and_a_good_one_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 29.9
    assert breaker.ask() is None
    clock.now = 31
    fail(breaker, down())
    assert (breaker.state, breaker.try_after) == ("open", 30.0)
    clock.now = 61
    permit = breaker.ask()
    assert permit is not None
    assert breaker.ask() is None
    permit.settle(None)
    assert (breaker.state, breaker.failures, breaker.because) == ("closed", 0, None)


def test_a_server_that_refuses_the_probe_works() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    fail(breaker, errors.ContentFiltered(model="ailing"))
    assert breaker.state == "closed"


def test_a_probe_nobody_answered_in_time_proves_nothing() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    fail(breaker, errors.PatienceOver(model="ailing", seconds=30))
    assert breaker.state == "open"


def test_calls_made_before_it_opened_neither_close_it_nor_keep_it_open() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    old = [breaker.ask() for _ in range(2)]
    fail(breaker, down(), 5)
    clock.now = 29
    for permit, outcome in zip(old, (None, down()), strict=True):
        assert permit is not None
        permit.settle(outcome)
    assert (breaker.state, breaker.try_after) == ("open", 1.0)


async def test_of_twenty_that_meet_a_half_open_breaker_exactly_one_reaches_the_provider() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    model = Ailing()
    model.released.clear()
    speaker = speaking(model, breaker=breaker)
    rows: list[Attempt] = []

    async def turn() -> None:
        async for _ in tell(speaker, prompt(), purpose="narrate", attempts=rows):
            pass

    turns = [asyncio.create_task(turn()) for _ in range(20)]
    pending = set(turns)
    async with asyncio.timeout(10):
        while len(pending) > 1:
            _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    assert model.calls == 1
    model.released.set()
    outcomes = await asyncio.gather(*turns, return_exceptions=True)
    assert [type(each).__name__ for each in outcomes].count("Resting") == 19
    assert (model.calls, len(rows), breaker.state) == (1, 1, "closed")


async def test_a_provider_that_rests_is_not_asked_and_leaves_no_row() -> None:
    clock = Clock()
    model, rows = Ailing(), list[Attempt]()
    speaker = speaking(model, breaker=opened(clock))
    clock.now = 12.5
    with pytest.raises(errors.Resting) as caught:
        async for _ in tell(speaker, prompt(), purpose="narrate", attempts=rows):
            pass
    assert "asked again in 18 s" in str(caught.value)
    assert (model.calls, rows) == (0, [])


async def test_a_key_that_was_refused_is_what_the_table_hears_of_while_it_rests() -> None:
    breaker = Breaker(Clock(), failures=1)
    speaker = speaking(Ailing(errors.KeyRefused(model="ailing", status=401)), breaker=breaker)
    with pytest.raises(errors.KeyRefused):
        await ask(speaker)
    with pytest.raises(errors.KeyResting, match="refused or has no credit"):
        await ask(speaker)


async def test_a_half_open_breaker_lets_one_try_pass_and_not_three() -> None:
    clock = Clock()
    breaker, model = opened(clock), Ailing(errors.Overloaded(model="ailing", status=503))
    clock.now = 30
    with pytest.raises(errors.Overloaded):
        await ask(speaking(model, breaker=breaker))
    assert (model.calls, breaker.state) == (1, "open")


async def test_an_attempt_is_not_made_again_once_the_breaker_is_open() -> None:
    breaker, model = Breaker(Clock()), Ailing(errors.Overloaded(model="ailing", status=503))
    with pytest.raises(errors.Overloaded):
        await ask(speaking(model, breaker=breaker))
    with pytest.raises(errors.Overloaded):
        await ask(speaking(model, breaker=breaker))
    assert model.calls == 5


async def test_who_stops_listening_gives_the_probe_back() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    speaker = speaking(Ailing(), breaker=breaker)
    async with aclosing(tell(speaker, prompt(), purpose="narrate", attempts=[])) as events:
        await anext(events)
        assert not breaker.probe_due()
    assert breaker.probe_due()


async def test_a_probe_closes_the_breaker_of_a_provider_that_is_well_and_costs_one_small_call() -> None:
    clock = Clock()
    breaker, model, rows = opened(clock), Ailing(), list[Attempt]()
    clock.now = 30
    speaker = speaking(model, breaker=breaker)
    await asyncio.gather(*(probe(speaker, rows) for _ in range(20)), return_exceptions=True)
    await probe(speaker, rows)
    assert (breaker.state, model.calls) == ("closed", 1)
    assert [row.purpose for row in rows] == ["test"]


async def test_a_probe_says_why_a_provider_is_still_not_well() -> None:
    clock = Clock()
    breaker, rows = opened(clock), list[Attempt]()
    clock.now = 30
    speaker = speaking(Ailing(errors.Overloaded(model="ailing", status=500)), breaker=breaker)
    with pytest.raises(errors.Overloaded):
        await probe(speaker, rows)
    with pytest.raises(errors.Resting):
        await probe(speaker, rows)
    assert (breaker.state, len(rows)) == ("open", 1)


async def test_a_probe_that_is_answered_with_nothing_is_answered() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 30
    await probe(speaking(Ailing(errors.Empty(model="ailing")), breaker=breaker), [])
    assert breaker.state == "closed"
