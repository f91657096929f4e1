"""Messages through the real anthropic SDK, against a vendor on loopback."""

from __future__ import annotations

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.domain.conversation import Message, ToolCall
from bot.llm.chat import Finished, Stirring, TextDelta, Usage
from tests.llm.conftest import CLAUDE, Opener, ask, prompt


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
        "system": [{"type": "text", "text": "You are the game master.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "I open the door."}]}],
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
    await ask(open_model(CLAUDE), said=said)

    def text(words: str) -> dict[str, str]:
        return {"type": "text", "text": words}

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
                text("And?"),
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
