"""Chat Completions through the real openai SDK, against a vendor on loopback."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.domain.conversation import Message, Sealed, ToolCall
from bot.llm.chat import Finished, Stirring, TextDelta, Usage
from tests.llm.conftest import DEEPSEEK, GPT, MISTRAL, Opener, ask, prompt


async def test_a_reply_streams_as_text_then_usage_then_its_end(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=("Once", " upon", " a time."), cached_tokens=100))
    told = await ask(open_model(GPT))
    assert "".join(event.text for event in told.events if isinstance(event, TextDelta)) == "Once upon a time."
    assert told.events[-2:] == [
        Usage(input_tokens=120, output_tokens=3, cache_read_tokens=100),
        Finished("stop", "gpt-6-sol", "req_1"),
    ]


async def test_tokens_of_one_read_of_the_network_come_as_one_piece(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=tuple("abcdefgh")))
    told = await ask(open_model(GPT))
    assert [event for event in told.events if isinstance(event, TextDelta)] == [TextDelta("abcdefgh")]


async def test_openai_gets_its_key_and_the_limit_by_its_new_name(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model(GPT), said=prompt(max_tokens=700))
    (request,) = vendor.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["Authorization"] == "Bearer sk-openai-test"
    assert request.body == {
        "model": "gpt-6-sol",
        "messages": [
            {"role": "system", "content": "You are the game master."},
            {"role": "user", "content": "I open the door."},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": 700,
        "reasoning_effort": "none",
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "roll_dice",
                    "description": "Roll dice.",
                    "parameters": {"type": "object", "properties": {"dice": {"type": "string"}}},
                },
            }
        ],
    }


async def test_deepseek_is_asked_not_to_think_and_takes_max_tokens(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model(DEEPSEEK))
    (request,) = vendor.requests
    assert request.headers["Authorization"] == "Bearer sk-deepseek-test"
    assert request.body["thinking"] == {"type": "disabled"}
    assert request.body["max_tokens"] == 1000
    assert "max_completion_tokens" not in request.body


async def test_ollama_needs_no_key_and_its_tool_calls_get_the_ids_it_left_out(
    vendor: ModelServer, open_model: Opener
) -> None:
    vendor.script.append(Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1d20"}', id=None),)))
    told = await ask(open_model(MISTRAL))
    (call,) = [event for event in told.events if isinstance(event, ToolCall)]
    assert vendor.requests[0].headers["Authorization"] == "Bearer none"
    assert call.id.startswith("call_")
    assert (call.name, call.arguments) == ("roll_dice", '{"dice":"1d20"}')


async def test_tool_calls_are_put_together_from_their_pieces(vendor: ModelServer, open_model: Opener) -> None:
    tools = (ToolUse("roll_dice", '{"dice":"1d20"}', "call_a"), ToolUse("roll_dice", '{"dice":"2d6"}', "call_b"))
    vendor.script.append(Reply(tokens=("Let us see.",), tools=tools))
    told = await ask(open_model(GPT))
    assert [event for event in told.events if isinstance(event, ToolCall)] == [
        ToolCall("call_a", "roll_dice", '{"dice":"1d20"}'),
        ToolCall("call_b", "roll_dice", '{"dice":"2d6"}'),
    ]
    assert Stirring("tool") in told.events
    assert told.attempts[0].tool_calls == 2
    assert told.attempts[0].finish_reason == "tool_calls"


async def test_tool_arguments_cut_off_arrive_as_they_are(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=(), tools=(ToolUse("roll_dice", '{"dice":"1d20"}'),), fault="truncated_tool"))
    told = await ask(open_model(GPT))
    (call,) = [event for event in told.events if isinstance(event, ToolCall)]
    assert call.arguments == '{"dice"'


async def test_reasoning_counts_as_the_first_token_and_is_never_told(vendor: ModelServer, open_model: Opener) -> None:
    vendor.script.append(Reply(tokens=("Yes.",), reasoning=("Hm", ", well")))
    told = await ask(open_model(DEEPSEEK))
    assert told.events[0] == Stirring("reasoning")
    assert [event for event in told.events if isinstance(event, TextDelta)] == [TextDelta("Yes.")]
    assert told.attempts[0].reasoning_tokens == 2


async def test_tool_calls_and_their_results_go_back_in_the_vendors_shape(
    vendor: ModelServer, open_model: Opener
) -> None:
    call = ToolCall("call_a", "roll_dice", '{"dice":"1d20"}')
    said = prompt(
        Message("user", "I jump."),
        Message("assistant", "", tool_calls=(call,)),
        Message("tool", '{"total":17}', tool_call_id="call_a"),
    )
    await ask(open_model(GPT), said=said)
    assert vendor.requests[0].body["messages"][1:] == [
        {"role": "user", "content": "I jump."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_a",
                    "type": "function",
                    "function": {"name": "roll_dice", "arguments": '{"dice":"1d20"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_a", "content": '{"total":17}'},
    ]


@pytest.mark.parametrize("rate", [0.0, 2000.0])
async def test_the_connection_is_used_again_after_a_whole_reply(
    vendor: ModelServer, open_model: Opener, rate: float
) -> None:
    model = open_model(GPT)
    for _ in range(3):
        vendor.script.append(Reply(rate=rate))
        await ask(model)
    assert vendor.connections == 1


async def test_words_around_the_schedule_arrive_when_they_are_sent(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model(GPT))
    vendor.script.append(Reply(tokens=("a", "b", "c", "d"), first=0.1, rate=50))
    (attempt,) = (await ask(open_model(GPT))).attempts
    assert attempt.ttft_ms == pytest.approx(100, abs=60)
    assert attempt.e2e_ms == pytest.approx(160, abs=80)


async def test_a_model_that_may_not_call_is_still_shown_the_tools(vendor: ModelServer, open_model: Opener) -> None:
    await ask(open_model(GPT), said=replace(prompt(), tools_allowed=False, stop=("</call>",)))
    body = vendor.requests[0].body
    assert body["tools"]
    assert body["tool_choice"] == "none"
    assert body["stop"] == ["</call>"]


async def test_a_call_that_was_no_json_goes_back_empty_and_another_vendors_seal_is_left_aside(
    vendor: ModelServer, open_model: Opener
) -> None:
    seal = Sealed("anthropic/claude-sonnet-5-5", ({"type": "thinking", "thinking": "hm", "signature": "s"},))
    calls = (ToolCall("a", "roll dice!", "{not json", seal), ToolCall("b", "roll_dice", "[" * 9_000))
    results = [Message("tool", "wrong", tool_call_id=call.id) for call in calls]
    await ask(open_model(GPT), said=prompt(Message("user", "I jump."), Message("assistant", "", calls), *results))
    sent = vendor.requests[0].body["messages"][2]["tool_calls"]
    assert [call["function"] for call in sent] == [
        {"name": "roll_dice_", "arguments": "{}"},
        {"name": "roll_dice", "arguments": "{}"},
    ]
    assert "hm" not in str(vendor.requests[0].body)


async def test_a_call_written_as_text_is_taken_for_a_call_and_not_shown(
    vendor: ModelServer, open_model: Opener
) -> None:
    written = ("She jumps. ", "<tool_", 'call>{"name": "roll_dice", "argu', 'ments": {"dice": "1d20"}}</tool_call> 20!')
    vendor.script.append(Reply(tokens=written, rate=2000))
    told = await ask(open_model(GPT))
    assert "".join(event.text for event in told.events if isinstance(event, TextDelta)) == "She jumps. "
    assert [event for event in told.events if isinstance(event, ToolCall)] == [
        ToolCall("call_0", "roll_dice", '{"dice": "1d20"}')
    ]
    assert told.events[-1] == Finished("tool_calls", "gpt-6-sol", "req_1")
