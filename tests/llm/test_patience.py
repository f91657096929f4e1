"""How long a table waits, and who gets how much of it; in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from bot.domain.attempt import Attempt
from bot.domain.conversation import Prompt, ToolCall
from bot.llm import errors
from bot.llm.attempts import tell
from bot.llm.chat import Event, Finished, Stirring, TextDelta
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker
from tests.llm.conftest import prompt, speaking
from tests.llm.virtual_time import run

END = Finished("stop", "slow")
Step = tuple[float, Event | Exception]


class Slow:
    """A model whose replies take their time: each event after so many seconds, without an end silence for ever."""

    provider = "openai"
    model = "slow"

    def __init__(self, *replies: Sequence[Step]) -> None:
        self.replies = list(replies)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        for seconds, event in self.replies.pop(0) if self.replies else ():
            await asyncio.sleep(seconds)
            if isinstance(event, Exception):
                raise event
            yield event
            if isinstance(event, Finished):
                return
        await asyncio.Event().wait()


def clock() -> float:
    return asyncio.get_running_loop().time()


async def listen(speaker: Speaker, patience: Patience | None, rows: list[Attempt], **limits: float) -> list[Event]:
    events = tell(
        speaker,
        prompt(),
        purpose="narrate",
        attempts=rows,
        patience=patience,
        clock=clock,
        jitter=lambda: 0.5,
        **limits,  # pyright: ignore[reportArgumentType]
    )
    return [event async for event in events]


def test_a_vendor_that_never_answers_is_left_when_the_tables_patience_is_over_and_not_later() -> None:
    async def turn() -> None:
        rows: list[Attempt] = []
        patience = Patience(90, clock)
        with pytest.raises(errors.PatienceOver) as caught:
            await listen(speaking(Slow()), patience, rows)
        assert clock() == pytest.approx(90)
        assert [row.error_class for row in rows] == ["TooSlow", "TooSlow", "PatienceOver"]
        assert [row.e2e_ms for row in rows] == pytest.approx([30_000, 30_000, 28_500])
        assert "90 seconds" in str(caught.value)
        assert "/campaign model" in str(caught.value)
        assert patience.over

    run(turn())


def test_nothing_is_sent_when_patience_is_over_already() -> None:
    async def turn() -> None:
        rows: list[Attempt] = []
        patience = Patience(10, clock)
        await asyncio.sleep(10)
        with pytest.raises(errors.PatienceOver):
            await listen(speaking(Slow()), patience, rows)
        assert rows == []

    run(turn())


def test_each_model_of_a_route_gets_an_equal_share_of_what_is_left_and_the_last_one_all_of_it() -> None:
    async def turn() -> None:
        patience = Patience(90, clock)
        left: list[float] = []
        for models in (3, 2, 1):
            share = patience.share(models)
            left.append(share.left)
            with pytest.raises(errors.PatienceOver):
                await listen(speaking(Slow()), share, [], first_token_timeout=60)
        assert left == pytest.approx([30, 30, 30])
        assert clock() == pytest.approx(90)

    run(turn())


def test_what_a_first_model_did_not_use_is_there_for_the_others() -> None:
    async def turn() -> None:
        patience = Patience(90, clock)
        refused = Slow([(6.0, errors.KeyRefused(model="slow"))])
        with pytest.raises(errors.KeyRefused):
            await listen(speaking(refused), patience.share(3), [])
        assert patience.left == pytest.approx(84)
        assert patience.share(2).left == pytest.approx(42)
        assert patience.share(0).left == pytest.approx(84)

    run(turn())


def test_patience_rests_while_a_story_streams_however_long() -> None:
    async def turn() -> None:
        story = [(20.0, TextDelta("word ")) for _ in range(30)]
        patience = Patience(30, clock)
        events = await listen(speaking(Slow([*story, (0.0, END)])), patience, [])
        assert len(events) == 31
        assert clock() == pytest.approx(600)
        assert patience.waited == pytest.approx(20)
        # Then the table waits again, for the next words or the next round.
        await asyncio.sleep(4)
        assert patience.waited == pytest.approx(24)

    run(turn())


def test_a_model_that_reasons_without_end_is_stopped_and_its_provider_not_blamed() -> None:
    async def turn() -> None:
        thoughts: list[Step] = [(1.0, Stirring("reasoning")) for _ in range(1000)]
        speaker, rows = speaking(Slow(thoughts)), list[Attempt]()
        with pytest.raises(errors.PatienceOver):
            await listen(speaker, Patience(45.5, clock), rows)
        assert clock() == pytest.approx(45.5)
        assert rows[0].error_class == "PatienceOver"
        assert speaker.breaker.failures == 0

    run(turn())


def test_tool_arguments_in_the_middle_of_a_story_are_waited_for_again() -> None:
    async def turn() -> None:
        steps: list[Step] = [
            (2.0, TextDelta("You push the door.")),
            (5.0, Stirring("tool")),
            (3.0, Stirring("tool")),
            (1.0, ToolCall("a", "roll_dice", "{}")),
            (0.0, Finished("tool_calls", "slow")),
        ]
        patience = Patience(90, clock)
        await listen(speaking(Slow(steps)), patience, [])
        # The five seconds to the first stirring belong to the streaming story.
        assert patience.waited == pytest.approx(2 + 3 + 1)

    run(turn())


def test_the_silence_before_a_stall_was_noticed_counts_as_waiting() -> None:
    async def turn() -> None:
        patience = Patience(90, clock)
        with pytest.raises(errors.TooSlow):
            await listen(speaking(Slow([(1.0, TextDelta("And then"))])), patience, [], stall_timeout=25)
        assert patience.waited == pytest.approx(26)

    run(turn())


def test_no_back_off_goes_past_the_end_of_patience() -> None:
    async def turn() -> None:
        rows: list[Attempt] = []
        busy = errors.RateLimited(model="slow", status=429, retry_after=15)
        with pytest.raises(errors.RateLimited):
            await listen(speaking(Slow([(1.0, busy)])), Patience(16, clock), rows)
        assert clock() == pytest.approx(1)
        assert len(rows) == 1

    run(turn())


def test_silence_that_outlasts_a_short_share_is_held_against_the_provider() -> None:
    async def turn() -> None:
        speaker = speaking(Slow())
        with pytest.raises(errors.PatienceOver):
            await listen(speaker, Patience(20, clock), [])
        assert speaker.breaker.failures == 1
        with pytest.raises(errors.PatienceOver):
            await listen(speaker, Patience(2, clock), [])
        # Two seconds are nobody's fault.
        assert speaker.breaker.failures == 1

    run(turn())


def test_a_reply_that_is_whole_when_patience_ends_is_kept() -> None:
    async def turn() -> None:
        steps: list[Step] = [
            (9.0, Stirring("tool")), (0.9, ToolCall("a", "roll_dice", "{}")), (0.0, Finished("tool_calls", "slow")),
        ]  # fmt: skip

        class Lingering(Slow):
            async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
                async for event in super().stream(prompt):
                    yield event
                    if isinstance(event, Finished):
                        await asyncio.sleep(1)
                        return

        events = await listen(speaking(Lingering(steps)), Patience(10, clock), [])
        assert isinstance(events[-1], Finished)

    run(turn())


def test_blanks_are_no_words_and_the_table_waits_on() -> None:
    async def turn() -> None:
        patience = Patience(90, clock)
        with pytest.raises(errors.PatienceOver):
            await listen(speaking(Slow([(5.0, TextDelta("\n"))] * 1000)), patience, [])
        assert clock() == pytest.approx(90)

    run(turn())


def test_a_blank_before_the_first_word_costs_nothing() -> None:
    async def turn() -> None:
        steps: list[Step] = [(5.0, TextDelta("\n")), (20.0, TextDelta("Fog.")), (20.0, Finished("stop", "slow"))]
        events = await listen(speaking(Slow(steps)), Patience(30, clock), [])
        assert isinstance(events[-1], Finished)

    run(turn())


def test_a_vendor_that_lets_a_letter_drip_every_half_a_minute_is_left_after_ten_minutes() -> None:
    async def turn() -> None:
        rows: list[Attempt] = []
        speaker = speaking(Slow([(29.0, TextDelta("a"))] * 1000))
        with pytest.raises(errors.TooSlow):
            await listen(speaker, Patience(90, clock), rows)
        assert 600 <= clock() < 630
        assert [row.error_class for row in rows] == ["TooSlow"]
        assert speaker.breaker.failures == 1

    run(turn())
