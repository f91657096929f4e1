"""Messages through the real anthropic SDK, against a vendor on loopback."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.domain.conversation import Message, ToolCall
from bot.llm import catalogue
from bot.llm.chat import Finished, Stirring, TextDelta, Usage
from bot.llm.providers.anthropic_reading import AnthropicReading
from bot.llm.providers.anthropic_request import request_body
from bot.llm.providers.reading import Gathered
from tests.llm.conftest import CLAUDE, Opener, ask, prompt

CARD = catalogue.load().models[CLAUDE]
HAIKU = catalogue.load().models["anthropic/claude-haiku-5-5"]


def text(words: str, *, cached: bool = False) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"cache_control": {"type": "ephemeral"}} if cached else {})


def reply_of(*blocks: dict[str, Any], reason: str = "tool_use") -> list[ToolCall]:
    """Read a reply of these blocks, each begun empty and filled piece by piece, and return its calls."""
    reading, gathered = AnthropicReading(CARD, "req_1"), Gathered()
    reading.take({"type": "message_start", "message": {"model": "claude"}}, gathered)
    for index, block in enumerate(blocks):
        kind = block["type"]
        pieces: list[dict[str, Any]] = []
        start = block
        if kind == "thinking":
            start = {"type": "thinking", "thinking": "", "signature": ""}
            pieces = [{"type": "thinking_delta", "thinking": letter} for letter in block["thinking"]]
            pieces.append({"type": "signature_delta", "signature": block["signature"]})
        elif kind == "text":
            start = {"type": "text", "text": ""}
            pieces = [{"type": "text_delta", "text": block["text"]}]
        elif kind == "tool_use":
            start = block | {"input": {}}
            pieces = [{"type": "input_json_delta", "partial_json": orjson.dumps(block["input"]).decode()}]
        reading.take({"type": "content_block_start", "index": index, "content_block": start}, gathered)
        for piece in pieces:
            reading.take({"type": "content_block_delta", "index": index, "delta": piece}, gathered)
        reading.take({"type": "content_block_stop", "index": index}, gathered)
    reading.take({"type": "message_delta", "delta": {"stop_reason": reason}}, gathered)
    return [event for event in reading.close() if isinstance(event, ToolCall)]


def thought(words: str, signature: str = "sig") -> dict[str, Any]:
    return {"type": "thinking", "thinking": words, "signature": signature}


def used(id_: str, dice: str = "1d20") -> dict[str, Any]:
    return {"type": "tool_use", "id": id_, "name": "roll_dice", "input": {"dice": dice}}


async def test_a_reply_streams_as_text_then_usage_then_its_end(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=("Once", " upon", " a time.")))
    told = await ask(open_model(CLAUDE))
    assert "".join(event.text for event in told.events if isinstance(event, TextDelta)) == "Once upon a time."
    assert told.events[-1] == Finished("stop", "claude-sonnet-5-5", "req_1")


async def test_input_tokens_count_the_cached_ones_too(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(cached_tokens=90))
    told = await ask(open_model(CLAUDE))
    assert told.events[-2] == Usage(input_tokens=120, output_tokens=4, cache_read_tokens=90)


async def test_the_system_text_is_cached_and_no_temperature_is_sent(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model(CLAUDE))
    (request,) = vendor.requests
    assert request.path == "/v1/messages"
    assert request.headers["Authorization"] == "Bearer sk-ant-test"
    assert request.body == {
        "model": "claude-sonnet-5-5",
        "max_tokens": 1000,
        "system": [text("You are the game master.", cached=True)],
        "messages": [{"role": "user", "content": [text("I open the door.", cached=True)]}],
        "stream": True,
        "thinking": {"type": "between_tools"},
        "tools": [
            {
                "name": "roll_dice",
                "description": "Roll dice.",
                "input_schema": {"type": "object", "properties": {"dice": {"type": "string"}}},
            }
        ],
    }


async def test_a_model_that_always_thinks_gets_room_for_it(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model("anthropic/claude-opus-5-5"), said=prompt(max_tokens=800))
    assert vendor.requests[0].body["max_tokens"] == 4800
    assert vendor.requests[0].body["output_config"] == {"effort": "low"}


async def test_roles_alternate_and_results_of_tools_are_the_users(vendor: ModelServer, open_model: Opener) -> None:
    call = ToolCall("call.a/1", "roll_dice", '{"dice":"1d20"}')
    said = prompt(
        Message("assistant", "It begins."),
        Message("user", "I jump."),
        Message("user", "So do I."),
        Message("user", "  "),
        Message("assistant", "Roll.", tool_calls=(call, ToolCall("b", "roll_dice", "not json"))),
        Message("tool", '{"total":17}', tool_call_id="call.a/1"),
        Message("tool", "wrong", tool_call_id="b"),
        Message("user", "And?"),
    )
    await ask(open_model(CLAUDE), said=replace(said, settled=9))

    assert vendor.requests[0].body["messages"] == [
        {"role": "user", "content": [text("…")]},
        {"role": "assistant", "content": [text("It begins.")]},
        {"role": "user", "content": [text("I jump."), text("So do I.")]},
        {
            "role": "assistant",
            "content": [
                text("Roll."),
                {"type": "tool_use", "id": "call_a_1", "name": "roll_dice", "input": {"dice": "1d20"}},
                {"type": "tool_use", "id": "b", "name": "roll_dice", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "call_a_1", "content": '{"total":17}'},
                {"type": "tool_result", "tool_use_id": "b", "content": "wrong"},
                text("And?", cached=True),
            ],
        },
    ]


async def test_tool_calls_are_put_together_from_their_pieces(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=("See.",), tools=(ToolUse("roll_dice", '{"dice":"1d20"}', "toolu_1"),)))
    told = await ask(open_model(CLAUDE))
    assert ToolCall("toolu_1", "roll_dice", '{"dice":"1d20"}') in told.events
    assert told.attempts[0].finish_reason == "tool_calls"


async def test_tool_arguments_cut_off_arrive_as_they_are(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1d20"}'),), fault="truncated_tool"))
    told = await ask(open_model(CLAUDE))
    (call,) = [event for event in told.events if isinstance(event, ToolCall)]
    assert call.arguments == '{"dice"'


async def test_thinking_counts_as_the_first_token_and_is_never_told(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=("Yes.",), reasoning=("Hm", ", well")))
    told = await ask(open_model(CLAUDE))
    assert told.events[0] == Stirring("reasoning")
    assert [event for event in told.events if isinstance(event, TextDelta)] == [TextDelta("Yes.")]
    assert told.attempts[0].reasoning_tokens == 2


def told_between(*calls: ToolCall) -> list[Message]:
    results = [Message("tool", '{"total":17}', tool_call_id=call.id) for call in calls]
    return [Message("user", "I jump."), Message("assistant", "She jumps.", tool_calls=calls), *results]


def test_thoughts_go_back_with_the_results_of_calls_as_they_were_and_where_they_were() -> None:
    blocks = (
        thought("The wall is high", "sig-1"),
        {"type": "redacted_thinking", "data": "opaque"},
        text("She jumps."),
        thought("twice, then", "sig-2"),
        used("toolu_1"),
        used("toolu_2", "1d6"),
    )
    body = request_body(CARD, prompt(*told_between(*reply_of(*blocks))))
    assert body["messages"][1] == {"role": "assistant", "content": list(blocks)}


def test_another_model_is_not_given_thoughts_that_are_not_its_own() -> None:
    calls = reply_of(thought("The wall is high"), used("toolu_1"))
    body = request_body(HAIKU, prompt(*told_between(*calls)))
    assert body["messages"][1]["content"] == [text("She jumps."), used("toolu_1")]


def test_of_a_sealed_reply_only_the_calls_that_have_an_answer_go_back() -> None:
    first, second = reply_of(thought("Two dice"), used("toolu_1"), used("toolu_2"))
    stray = ToolCall("call_0", "roll_dice", '{"dice":"1d4"}')
    body = request_body(CARD, prompt(*told_between(first, stray)))
    assert body["messages"][1]["content"] == [thought("Two dice"), used("toolu_1"), used("call_0", "1d4")]
    assert second.sealed is None


def test_a_reply_without_thoughts_is_not_sealed() -> None:
    (call,) = reply_of(text("She jumps."), used("toolu_1"))
    assert call == ToolCall("toolu_1", "roll_dice", '{"dice":"1d20"}')
    unsigned = reply_of({"type": "thinking", "thinking": "cut", "signature": ""}, used("toolu_1"))
    assert unsigned[0].sealed is None


def cached(body: dict[str, Any]) -> list[str]:
    """Return the texts at whose ends the cache is marked, in their order."""
    blocks = [*body["system"], *(block for message in body["messages"] for block in message["content"])]
    return [block.get("text", block.get("content")) for block in blocks if "cache_control" in block]


def test_the_cache_is_marked_where_the_next_request_begins_the_same() -> None:
    story = [Message("user", "I wait."), Message("assistant", "It rains.")]
    turn = replace(prompt(*story, *told_between()[:1]), settled=2)
    assert cached(request_body(CARD, turn)) == ["You are the game master.", "It rains.", "I jump."]
    again = replace(turn, messages=(*story, *told_between(*reply_of(used("toolu_1")))))
    ends = ["You are the game master.", "It rains.", "I jump."]
    assert cached(request_body(CARD, again)) == [*ends, '{"total":17}']
    assert cached(request_body(CARD, replace(again, tools_allowed=False))) == ends
    assert cached(request_body(CARD, replace(turn, tools=()))) == ends[:2]


def test_a_model_that_may_not_call_is_still_shown_the_tools() -> None:
    body = request_body(CARD, replace(prompt(), tools_allowed=False, stop=("</call>",)))
    assert body["tools"]
    assert body["tool_choice"] == {"type": "none"}
    assert body["stop_sequences"] == ["</call>"]


def test_a_call_of_megabytes_is_not_sent_back() -> None:
    huge = ToolCall("toolu_1", "</tool>" * 1_000_000, '{"dice":"' + "1" * 1_000_000 + '"}')
    body = request_body(CARD, prompt(*told_between(huge)))
    assert body["messages"][1]["content"][1]["input"] == {}
    assert len(orjson.dumps(body)) < 2_000
