"""Replies as vendors really send them, and as nobody should: nothing but our own errors comes out."""

from __future__ import annotations

import gzip
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.model_server import AnthropicWire, OpenAIWire, Reply, ToolUse
from bot.domain.conversation import ToolCall
from bot.llm import catalogue, errors
from bot.llm.chat import Event, Finished, Stirring, TextDelta, Usage
from bot.llm.providers.anthropic_reading import AnthropicReading
from bot.llm.providers.faults import retry_after
from bot.llm.providers.openai_reading import OpenAIReading
from bot.llm.providers.reading import Reading, read
from bot.llm.providers.sse import EventData

CARD = catalogue.load().models["openai/gpt-4o"]
DONE = b"data: [DONE]\n\n"


def delta(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {"model": "gpt-4o-2024", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def sse(*events: object) -> bytes:
    return b"".join(b"data: " + orjson.dumps(event) + b"\n\n" for event in events)


async def heard(body: bytes, reading: Reading | None = None, *, encoding: str = "identity") -> list[Event]:
    response = httpx2.Response(
        200, headers={"Content-Type": "text/event-stream", "Content-Encoding": encoding}, content=body
    )
    return [event async for event in read(response, reading or OpenAIReading(CARD, "req_1"), "gpt-4o")]


async def test_calls_that_all_come_whole_under_index_0_stay_apart() -> None:
    def call(dice: str, **more: str) -> dict[str, Any]:
        return {"tool_calls": [{"index": 0, "function": {"name": "roll", "arguments": dice}, **more}]}

    named = await heard(sse(delta(call("1", id="a")), delta(call("2", id="b")), delta({}, "tool_calls")))
    assert named[-3:-1] == [ToolCall("a", "roll", "1"), ToolCall("b", "roll", "2")]
    nameless = await heard(sse(delta(call("1")), delta(call("2")), delta({}, "stop")))
    calls = [event for event in nameless if isinstance(event, ToolCall)]
    assert [call.arguments for call in calls] == ["1", "2"]
    assert calls[0].id != calls[1].id
    assert nameless[-1] == Finished("tool_calls", "gpt-4o-2024", "req_1")


async def test_arguments_sent_as_an_object_are_written_as_json() -> None:
    events = await heard(
        sse(delta({"tool_calls": [{"function": {"name": "roll", "arguments": {"a": 1}}}]}), delta({}, "stop"))
    )
    assert [event.arguments for event in events if isinstance(event, ToolCall)] == ['{"a":1}']


async def test_the_last_chunk_with_usage_and_without_choices_is_understood() -> None:
    usage = {"prompt_tokens": 50, "completion_tokens": 9, "prompt_cache_hit_tokens": 40}
    events = await heard(sse(delta({"content": "Hi"}), delta({}, "length"), {"choices": [], "usage": usage}) + DONE)
    assert events == [TextDelta("Hi"), Usage(50, 9, cache_read_tokens=40), Finished("length", "gpt-4o-2024", "req_1")]


@pytest.mark.parametrize(
    "usage", [{"prompt_tokens": -1, "completion_tokens": 2}, {"prompt_tokens": "9"}, {"prompt_tokens": True}, {"a": 1}]
)
async def test_usage_that_cannot_be_is_no_usage(usage: dict[str, Any]) -> None:
    events = await heard(sse(delta({"content": "Hi"}), delta({}, "stop"), {"choices": [], "usage": usage}))
    assert not any(isinstance(event, Usage) for event in events)
    assert isinstance(events[-1], Finished)


async def test_usage_whose_sum_cannot_be_is_no_usage() -> None:
    most = 2**31 - 1
    usage = {"input_tokens": most, "cache_read_input_tokens": most, "cache_creation_input_tokens": most}
    events = await heard(
        sse(
            {"type": "message_start", "message": {"model": "claude", "usage": usage}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
            {"type": "message_stop"},
        ),
        AnthropicReading(CARD, None),
    )
    assert events == [TextDelta("Hi"), Finished("stop", "claude", None)]


async def test_a_reply_of_thousands_of_calls_is_none() -> None:
    def call(index: int) -> dict[str, Any]:
        return delta({"tool_calls": [{"index": index, "id": str(index), "function": {"name": "roll"}}]})

    with pytest.raises(errors.Malformed):
        await heard(sse(*map(call, range(1000)), delta({}, "tool_calls")))
    started = (
        {"type": "content_block_start", "index": index, "content_block": {"type": "text"}} for index in range(1000)
    )
    with pytest.raises(errors.Malformed):
        await heard(sse(*started), AnthropicReading(CARD, None))


async def test_a_call_whose_arguments_have_no_end_is_none() -> None:
    piece = delta({"tool_calls": [{"index": 0, "function": {"name": "", "arguments": "1" * 1000}}]})
    with pytest.raises(errors.Malformed):
        await heard(sse(*[piece] * 100, delta({}, "tool_calls")))


async def test_a_flood_of_story_comes_in_pieces_that_can_be_stopped() -> None:
    events = await heard(sse(delta({"content": "`" * 100_000}), delta({}, "stop")))
    told = [event.text for event in events if isinstance(event, TextDelta)]
    assert "".join(told) == "`" * 100_000
    assert max(map(len, told)) < 10_000


async def test_a_compressed_reply_is_understood() -> None:
    body = gzip.compress(sse(delta({"content": "Hi"}), delta({}, "stop")))
    events = await heard(body, encoding="gzip")
    assert events[0] == TextDelta("Hi")


async def test_a_vendor_out_of_machines_is_overloaded() -> None:
    with pytest.raises(errors.Overloaded):
        await heard(sse(delta({"content": "Hi"}), delta({}, "insufficient_system_resource")))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "model_not_found"}, errors.ModelUnknown),
        ({"type": "rate_limit_error"}, errors.RateLimited),
        ({"type": "invalid_request_error", "code": None}, errors.RequestRefused),
        ("it broke", errors.Overloaded),
        ({"code": ["model_not_found"]}, errors.Overloaded),
    ],
)
async def test_an_error_inside_the_stream_is_named(error: object, kind: type[errors.LLMError]) -> None:
    with pytest.raises(errors.LLMError) as caught:
        await heard(sse({"error": error}))
    assert type(caught.value) is kind
    assert caught.value.request_id == "req_1"


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
_TOOLS = (ToolUse("roll", '{"a":1}'),)
_WHOLE = Reply(tokens=("Once", " upon"), reasoning=("hm",), tools=_TOOLS, cached_tokens=3)


def _events(wire: OpenAIWire | AnthropicWire) -> list[Any]:
    stream = b"".join([*wire.opening(_WHOLE), *wire.tokens(_WHOLE), *wire.closing(_WHOLE)])
    return [orjson.loads(data) for data in EventData().feed(stream) if data != b"[DONE]"]


def _damage(value: Any, data: st.DataObject) -> Any:
    """Put junk in the place of any one part of it."""
    inner = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not inner or data.draw(st.integers(0, 3)) == 0:
        return data.draw(_JUNK)
    key = data.draw(st.sampled_from(inner))
    value = value.copy()
    value[key] = _damage(value[key], data)
    return value


@pytest.mark.parametrize(("dialect", "wire"), [(OpenAIReading, OpenAIWire), (AnthropicReading, AnthropicWire)])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
async def test_whatever_part_of_a_reply_is_damaged_it_is_a_reply_or_one_of_our_errors(
    dialect: type[OpenAIReading | AnthropicReading], wire: type[OpenAIWire | AnthropicWire], data: st.DataObject
) -> None:
    damaged = _damage(_events(wire("m")), data)
    try:
        events = await heard(sse(*(damaged if isinstance(damaged, list) else [damaged])), dialect(CARD, None))
    except errors.LLMError:
        return
    for event in events:
        match event:
            case TextDelta(text=str(text)):
                assert text
            case ToolCall(id=str(), name=str(), arguments=str()) | Finished(model=str()) | Usage() | Stirring():
                pass
            case _:
                pytest.fail(f"{event} is not an event")
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2359"}, None),
        ({"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
    ],
)
def test_the_wait_a_vendor_asks_for_is_read_in_each_of_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds
