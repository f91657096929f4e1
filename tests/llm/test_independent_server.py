"""Both official SDKs against a mock server that is not ours: llmock, with its faults and its verdict on the client.

llmock keeps a journal of every request, so what is retried is counted where it arrives. The waits between attempts are
real ones here: llmock judges whether a client waited as long as it was asked to.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from llmock.pytest_plugin import LLMock
from pydantic import SecretStr

from bot.config import Settings
from bot.domain.conversation import ToolCall
from bot.llm import errors
from bot.llm.attempts import tell
from bot.llm.chat import ChatModel, Finished, TextDelta, Usage
from bot.llm.models import Models
from tests.llm.conftest import CLAUDE, GPT, ROLL, Opener, Told, prompt, speaking

BOTH = pytest.mark.parametrize("name", [GPT, CLAUDE])
TOLD = "The door gives way, and cold air comes up the stairs."


@pytest.fixture
async def models(llmock: LLMock) -> AsyncIterator[Models]:
    """Point both vendors at llmock, as an operator would."""
    settings = Settings(
        openai_api_key=SecretStr("sk-openai-test"),
        openai_base_url=llmock.base_url("openai"),
        anthropic_api_key=SecretStr("sk-ant-test"),
        anthropic_base_url=llmock.base_url("anthropic"),
        api_timeout=5,
    )
    models = Models(settings, environ={})
    yield models
    await models.close()


async def ask(model: ChatModel, told: Told | None = None, *, patience: float = 30.0, tools: bool = False) -> Told:
    """Ask and wait between attempts as the bot does, with the shortest jitter; what came stays in `told`."""
    told = told or Told()
    events = tell(
        speaking(model),
        prompt(tools=(ROLL,) if tools else ()),
        purpose="narrate",
        attempts=told.attempts,
        first_token_timeout=patience,
        stall_timeout=patience,
        jitter=lambda: 0.0,
    )
    async for event in events:
        told.events.append(event)
    return told


async def fail(model: ChatModel, kind: type[errors.LLMError], attempts: int, *, patience: float = 30.0) -> Told:
    """Ask, expect this error after so many attempts, each with its row."""
    told = Told()
    with pytest.raises(kind) as caught:
        await ask(model, told, patience=patience)
    assert type(caught.value) is kind
    assert [row.error_class for row in told.attempts] == [kind.__name__] * attempts
    assert not any(isinstance(event, Finished) for event in told.events)
    return told


def text(told: Told) -> str:
    return "".join(event.text for event in told.events if isinstance(event, TextDelta))


def calls(told: Told) -> list[ToolCall]:
    return [event for event in told.events if isinstance(event, ToolCall)]


@BOTH
async def test_a_plain_reply_streams_to_its_end(llmock: LLMock, open_model: Opener, name: str) -> None:
    llmock.reply(TOLD)
    told = await ask(open_model(name))
    assert text(told) == TOLD
    usage, finished = told.events[-2:]
    assert isinstance(usage, Usage)
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.model) == ("stop", name.split("/")[1])
    (row,) = told.attempts
    assert row.usage_source == "reported"
    assert (row.input_tokens, row.output_tokens) == (usage.input_tokens, usage.output_tokens)
    (request,) = llmock.requests
    assert (request.status, request.stream, request.completed, request.sdk_retry_count) == (200, True, True, 0)
    llmock.assert_resilient(strict=True)


@BOTH
async def test_a_tool_call_is_put_together_from_its_fragments(llmock: LLMock, open_model: Opener, name: str) -> None:
    llmock.call_tool("roll_dice", {"dice": "2d20kh1+5", "reason": "to hold the door against the wind"})
    told = await ask(open_model(name), tools=True)
    (call,) = calls(told)
    assert call.name == "roll_dice"
    assert '"dice": "2d20kh1+5"' in call.arguments.replace('":"', '": "')
    assert call.id
    assert (told.attempts[0].finish_reason, told.attempts[0].tool_calls) == ("tool_calls", 1)
    assert len(llmock.requests) == 1


@BOTH
async def test_arguments_that_are_no_json_arrive_as_they_are_and_cost_no_second_request(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.call_tool("roll_dice", {"dice": "1d20"}).break_tool_call("malformed_arguments")
    told = await ask(open_model(name), tools=True)
    (call,) = calls(told)
    assert call.name == "roll_dice"
    # The rules answer it; an SDK that makes an empty object of it would hide that anything was wrong.
    assert call.arguments not in ("", "{}")
    assert [row.error_class for row in told.attempts] == [None]
    assert len(llmock.requests) == 1


@BOTH
async def test_a_tool_nobody_offered_arrives_under_its_name(llmock: LLMock, open_model: Opener, name: str) -> None:
    llmock.break_tool_call("unknown_tool")
    told = await ask(open_model(name), tools=True)
    assert [call.name for call in calls(told)] == ["llmock_unknown_tool"]
    assert len(llmock.requests) == 1


@BOTH
async def test_a_vendor_with_too_much_to_do_is_waited_for_as_long_as_it_asks(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.rate_limit(times=1, retry_after=0.6).reply(TOLD)
    told = await ask(open_model(name))
    assert text(told) == TOLD
    assert [row.error_class for row in told.attempts] == ["RateLimited", None]
    assert told.attempts[0].http_status == 429
    first, second = llmock.requests
    assert second.started_at - first.ended_at >= 0.55
    llmock.assert_resilient(strict=True)


@BOTH
async def test_a_wait_beyond_a_tables_patience_is_not_waited_for(llmock: LLMock, open_model: Opener, name: str) -> None:
    llmock.rate_limit(times=None, retry_after=600)
    await fail(open_model(name), errors.RateLimited, 1)
    assert len(llmock.requests) == 1


@BOTH
async def test_a_server_in_trouble_is_asked_three_times_and_by_nobody_else(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.fail(500, times=None, retry_after=0)
    told = await fail(open_model(name), errors.Overloaded, 3)
    assert [row.http_status for row in told.attempts] == [500] * 3
    requests = llmock.requests
    assert [request.status for request in requests] == [500] * 3
    # The SDKs count their own retries in a header: all three are ours.
    assert {request.sdk_retry_count for request in requests} == {0}
    llmock.assert_resilient(strict=True)


@BOTH
@pytest.mark.parametrize("status", [500, 529])
async def test_a_server_that_comes_back_is_not_held_against_the_table(
    llmock: LLMock, open_model: Opener, name: str, status: int
) -> None:
    llmock.fail(status, times=1, retry_after=0).reply(TOLD)
    told = await ask(open_model(name))
    assert text(told) == TOLD
    assert [row.error_class for row in told.attempts] == ["Overloaded", None]
    assert told.attempts[0].http_status == status
    assert len(llmock.requests) == 2


@BOTH
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, errors.RequestRefused), (401, errors.KeyRefused), (404, errors.ModelUnknown)],
)
async def test_what_no_second_try_can_mend_is_asked_once(
    llmock: LLMock, open_model: Opener, name: str, status: int, kind: type[errors.LLMError]
) -> None:
    llmock.fail(status, times=None)
    await fail(open_model(name), kind, 1)
    assert len(llmock.requests) == 1
    llmock.assert_resilient(strict=True)


@BOTH
async def test_a_slow_first_token_within_patience_is_only_measured(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.slow_first_token(0.3).reply(TOLD)
    (row,) = (await ask(open_model(name))).attempts
    assert row.ttft_ms is not None
    assert row.ttft_ms >= 290
    assert row.error_class is None


@BOTH
async def test_a_slow_first_token_beyond_patience_is_asked_for_again(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.slow_first_token(1, times=1).reply(TOLD, times=2)
    told = await ask(open_model(name), patience=0.4)
    assert text(told) == TOLD
    assert [row.error_class for row in told.attempts] == ["TooSlow", None]
    assert len(llmock.requests) == 2


@BOTH
async def test_a_connection_dropped_in_the_middle_of_a_reply_is_never_begun_again(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.reply(TOLD, times=None).disconnect(after_chunks=6, times=None)
    told = await fail(open_model(name), errors.Interrupted, 1)
    assert TOLD.startswith(text(told))
    assert text(told)
    assert len(llmock.requests) == 1


@BOTH
async def test_a_connection_dropped_before_the_first_word_is_made_again(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.reply(TOLD, times=2).disconnect(after_chunks=1, times=1)
    told = await ask(open_model(name))
    assert text(told) == TOLD
    assert [row.error_class for row in told.attempts] == ["Interrupted", None]
    assert len(llmock.requests) == 2
    llmock.assert_resilient(strict=True)


@BOTH
async def test_a_reply_cut_short_without_an_error_is_no_reply(llmock: LLMock, open_model: Opener, name: str) -> None:
    """Neither SDK says anything here; half a story must not pass for a whole one."""
    llmock.reply(TOLD, times=None).truncate(after_chunks=6, times=None)
    told = await fail(open_model(name), errors.Interrupted, 1)
    assert told.attempts[0].finish_reason is None
    assert told.attempts[0].usage_source == "estimated"
    assert len(llmock.requests) == 1


@BOTH
async def test_a_reply_cut_short_before_the_first_word_is_asked_for_again(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.reply(TOLD, times=2).truncate(after_chunks=1, times=1)
    told = await ask(open_model(name))
    assert text(told) == TOLD
    assert [row.error_class is None for row in told.attempts] == [False, True]
    llmock.assert_resilient(strict=True)


@BOTH
async def test_a_stalled_stream_is_left_when_patience_ends(llmock: LLMock, open_model: Opener, name: str) -> None:
    llmock.reply(TOLD).stall(after_chunks=6, seconds=0.8)
    told = await fail(open_model(name), errors.TooSlow, 1, patience=0.3)
    assert text(told)
    row = told.attempts[0]
    assert row.e2e_ms is not None
    assert row.e2e_ms < 700
    assert len(llmock.requests) == 1


@BOTH
async def test_a_broken_chunk_ends_the_reply_with_an_error_of_ours(
    llmock: LLMock, open_model: Opener, name: str
) -> None:
    llmock.reply(TOLD, times=None).corrupt(after_chunks=6, times=None)
    told = await fail(open_model(name), errors.Malformed, 1)
    assert TOLD.startswith(text(told))
    assert len(llmock.requests) == 1
