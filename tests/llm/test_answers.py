"""Pure questions: asked once, answered again from what was kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.attempt import Attempt
from bot.domain.conversation import Message, Prompt
from bot.llm.answers import Answers, NoQuestion
from bot.llm.cache.entry import Lifetime
from bot.llm.chat import Event, Finished, TextDelta, Usage
from bot.llm.errors import Empty, Overloaded, Refusal, TooSlow
from bot.llm.speaker import Speaker
from tests.llm.conftest import ROLL, prompt, speaking

QUESTION = prompt(tools=())


class Oracle:
    """A vendor that counts what it was asked, and answers when it is let."""

    provider = "openai"
    model = "oracle"

    def __init__(self, *said: str, reason: Any = "stop") -> None:
        self.said = said or ("Forty-two.",)
        self.reason = reason
        self.asked = 0
        self.closed = 0
        self.failures: list[Exception] = []
        self.heard = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        self.asked += 1
        self.heard.set()
        try:
            if self.failures:
                raise self.failures.pop(0)
            yield TextDelta(self.said[0])
            await self.answers.wait()
            for word in self.said[1:]:
                yield TextDelta(word)
            yield Usage(10, 5)
            yield Finished(self.reason, self.model)
        finally:
            self.closed += 1


class Clock:
    def __init__(self) -> None:
        self.moment = 1_795_000_000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answers(clock: Clock) -> Answers:
    return Answers(Lifetime(300.0, clock))


async def ask(
    answers: Answers, oracle: Oracle, said: Prompt = QUESTION, guild_id: int = 1, **other: Any
) -> tuple[str, bool, list[Attempt]]:
    attempts: list[Attempt] = []
    speaker = other.pop("speaker", None) or speaking(oracle)
    answer = await answers.ask(speaker, said, other.pop("purpose", "advise"), attempts, guild_id=guild_id, **other)
    return answer.text, answer.cached, attempts


async def test_the_same_question_is_asked_once(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    text, cached, attempts = await ask(answers, oracle)
    assert (text, cached, len(attempts)) == ("Forty-two.", False, 1)
    assert (attempts[0].purpose, attempts[0].input_tokens, attempts[0].error_class) == ("advise", 10, None)
    assert await ask(answers, oracle) == ("Forty-two.", True, [])
    assert oracle.asked == 1


async def test_what_was_asked_can_be_looked_up_without_asking(answers: Answers) -> None:
    oracle = Oracle()
    assert await answers.kept(speaking(oracle), QUESTION, "advise", guild_id=1) is None
    await ask(answers, oracle)
    kept = await answers.kept(speaking(oracle), QUESTION, "advise", guild_id=1)
    assert kept is not None
    assert (kept.text, kept.cached, oracle.asked) == ("Forty-two.", True, 1)


async def test_an_answer_is_kept_for_its_time_and_no_longer(answers: Answers, clock: Clock) -> None:
    oracle = Oracle()
    await ask(answers, oracle)
    clock.moment += 299.9
    await ask(answers, oracle)
    assert oracle.asked == 1
    clock.moment += 0.1
    await ask(answers, oracle)
    assert oracle.asked == 2


async def test_without_a_time_nothing_is_kept(clock: Clock) -> None:
    answers, oracle = Answers(Lifetime(0.0, clock)), Oracle()
    for _ in range(2):
        assert (await ask(answers, oracle))[1] is False
    assert oracle.asked == 2


def _speaker(oracle: Oracle, **card: Any) -> Speaker:
    speaker = speaking(oracle)
    return replace(speaker, card=replace(speaker.card, **card))


async def test_an_answer_is_that_of_everything_it_depends_on(answers: Answers) -> None:
    oracle = Oracle()
    speaker = speaking(oracle)
    other_model = Oracle()
    other_model.model = "pythia"
    other_vendor = Oracle()
    other_vendor.provider = "delphi"
    different: list[dict[str, Any]] = [
        {},
        {"guild_id": 2},
        {"purpose": "summarise"},
        {"prompt_version": "2"},
        {"said": replace(QUESTION, system="You are somebody else.")},
        {"said": replace(QUESTION, max_tokens=7)},
        {"said": replace(QUESTION, messages=(Message("user", "I open the window."),))},
        {"said": replace(QUESTION, brief=replace(QUESTION.brief, language="fr"))},
        {"speaker": speaking(other_model)},
        {"speaker": speaking(other_vendor)},
        {"speaker": replace(speaker, place="http://elsewhere")},
        {"speaker": _speaker(oracle, request={"reasoning_effort": "high"})},
        {"speaker": _speaker(oracle, output_limit=100)},
    ]
    for number in range(2):
        for other in different:
            assert (await ask(answers, oracle, **other))[1] is bool(number), other


async def test_who_pays_and_how_the_model_is_called_change_nothing(answers: Answers) -> None:
    oracle = Oracle()
    await ask(answers, oracle)
    for speaker in (replace(speaking(oracle), own_key=True), _speaker(oracle, label="The Oracle")):
        assert (await ask(answers, oracle, speaker=speaker))[1] is True


@pytest.mark.parametrize("purpose", ["adjudicate", "narrate", "image", "test", ""])
async def test_what_belongs_to_a_turn_is_refused(answers: Answers, purpose: str) -> None:
    oracle = Oracle()
    with pytest.raises(NoQuestion):
        await ask(answers, oracle, purpose=purpose)
    with pytest.raises(NoQuestion):
        await answers.kept(speaking(oracle), QUESTION, purpose, guild_id=1)  # type: ignore[arg-type]
    assert oracle.asked == 0


async def test_what_may_call_tools_is_no_question(answers: Answers) -> None:
    with pytest.raises(NoQuestion):
        await ask(answers, Oracle(), prompt(tools=(ROLL,)))


async def test_what_was_cut_at_its_limit_is_given_and_not_kept(answers: Answers) -> None:
    oracle = Oracle("Forty-", reason="length")
    attempts: list[Attempt] = []
    answer = await answers.ask(speaking(oracle), QUESTION, "advise", attempts, guild_id=1)
    assert (answer.text, answer.cached, answer.cut) == ("Forty-", False, True)
    await ask(answers, oracle)
    assert oracle.asked == 2


async def test_a_failure_is_raised_and_not_kept(answers: Answers) -> None:
    oracle = Oracle()
    attempts: list[Attempt] = []
    oracle.failures = [Refusal(model="oracle")]
    with pytest.raises(Refusal):
        await answers.ask(speaking(oracle), QUESTION, "advise", attempts, guild_id=1)
    assert [attempt.error_class for attempt in attempts] == ["Refusal"]
    assert (await ask(answers, oracle))[1] is False


async def test_an_answer_that_nobody_can_see_is_none(answers: Answers) -> None:
    oracle = Oracle(" ", "\n\u200b\u2800")
    with pytest.raises(Empty):
        await ask(answers, oracle)


async def test_an_answer_is_written_so_that_it_can_be_kept(answers: Answers) -> None:
    oracle = Oracle(" \ud83d half\x00 a smile ")
    assert (await ask(answers, oracle))[0] == "? half a smile"


async def test_who_asks_at_the_same_time_shares_one_call_and_one_of_them_pays(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    oracle.answers.clear()
    asking = [asyncio.create_task(ask(answers, oracle)) for _ in range(100)]
    await oracle.heard.wait()
    oracle.answers.set()
    told = await asyncio.gather(*asking)
    assert oracle.asked == 1
    assert {text for text, _, _ in told} == {"Forty-two."}
    assert sum(len(attempts) for _, _, attempts in told) == 1
    assert [cached for _, cached, _ in told].count(False) == 1


async def test_a_failure_is_everybodys_who_asked_and_paid_by_one(answers: Answers) -> None:
    oracle = Oracle()
    oracle.failures = [Overloaded(model="oracle", status=503, retry_after=60.0)]
    lists: list[list[Attempt]] = [[], []]
    asking = [answers.ask(speaking(oracle), QUESTION, "advise", each, guild_id=1) for each in lists]
    told = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(error) for error in told] == [Overloaded, Overloaded]
    assert sorted(len(each) for each in lists) == [0, 1]


async def test_the_first_who_asks_can_leave_and_the_second_has_the_answer(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    oracle.answers.clear()
    first, second = (asyncio.create_task(ask(answers, oracle)) for _ in range(2))
    await oracle.heard.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    oracle.answers.set()
    text, cached, attempts = await second
    assert (text, cached, len(attempts), oracle.asked) == ("Forty-two.", False, 1, 1)


async def test_when_everybody_leaves_the_call_ends_and_what_it_took_is_known(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    oracle.answers.clear()
    lists: list[list[Attempt]] = [[], []]
    asking = [
        asyncio.create_task(answers.ask(speaking(oracle), QUESTION, "advise", each, guild_id=1)) for each in lists
    ]
    await oracle.heard.wait()
    for task in asking:
        task.cancel()
    assert all(
        isinstance(each, asyncio.CancelledError) for each in await asyncio.gather(*asking, return_exceptions=True)
    )
    assert oracle.closed == 1
    assert [attempt.error_class for each in lists for attempt in each] == ["Cancelled"]
    oracle.answers.set()
    assert (await ask(answers, oracle))[:2] == ("Forty-two.", False)


async def test_who_asks_while_a_call_is_being_dropped_makes_one_of_their_own(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    oracle.answers.clear()
    first = asyncio.create_task(ask(answers, oracle))
    await oracle.heard.wait()
    first.cancel()
    await asyncio.sleep(0)
    second = asyncio.create_task(ask(answers, oracle))
    oracle.answers.set()
    assert (await second)[:2] == ("Forty-two.", False)
    assert first.cancelled() or first.done()
    assert oracle.asked == 2


async def test_an_answer_that_trickles_for_ever_is_given_up(clock: Clock) -> None:
    answers, oracle = Answers(Lifetime(300.0, clock), seconds=0.05), Oracle("Forty", "-two.")
    oracle.answers.clear()
    attempts: list[Attempt] = []
    with pytest.raises(TooSlow):
        await answers.ask(speaking(oracle), QUESTION, "advise", attempts, guild_id=1)
    assert (oracle.closed, len(attempts)) == (1, 1)


async def test_closing_ends_the_calls(answers: Answers) -> None:
    oracle = Oracle("Forty", "-two.")
    oracle.answers.clear()
    asking = asyncio.create_task(ask(answers, oracle))
    await oracle.heard.wait()
    await answers.close()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert oracle.closed == 1
