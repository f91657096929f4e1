"""A model without tools of its own plays with tools all the same, through a server on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.domain.conversation import Message, Prompt, ToolCall
from bot.domain.dice import SeededDice
from bot.domain.tools import TOOLS, run
from bot.domain.tools.arguments import read_arguments, squeeze
from bot.domain.tools.calls import _RULES_BY_NAME
from bot.llm import catalogue
from bot.llm.chat import ChatModel, Event, Finished, Stirring, TextDelta, Usage
from bot.llm.plain_tools import plain_prompt, with_plain_tools
from bot.llm.providers.endpoint import Address
from bot.llm.providers.openai_chat import OpenAIEndpoint
from tests.domain.tables import SECRET, state
from tests.llm.conftest import MISTRAL, ask, prompt

CARD = replace(catalogue.load().models[MISTRAL], tools=False)
CALL = '<call>{"tool": "ability_check", "character": "Kira", "ability": "perception", "dc": 12}</call>'


@pytest.fixture
async def small(vendor: ModelServer) -> AsyncIterator[ChatModel]:
    """Open a model whose card says that it has no tools."""
    import aiohttp

    async with aiohttp.ClientSession() as session:
        address = Address("ollama", "openai", vendor.url, SecretStr("none"), 5.0)
        endpoint = OpenAIEndpoint(address, lambda: session)
        yield endpoint.chat(CARD)
        await endpoint.close()


def said(*messages: Message) -> Prompt:
    return prompt(*messages, tools=TOOLS)


class Scripted:
    """A model that says these events, whatever it is asked."""

    provider = "test"
    model = "scripted"

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.asked: list[Prompt] = []

    async def stream(self, prompt: Prompt) -> AsyncIterator[Event]:
        self.asked.append(prompt)
        for event in self.events:
            yield event


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_a_turn_with_a_check_is_played_to_its_end(vendor: ModelServer, small: ChatModel) -> None:
    call = CALL.removesuffix("</call>")  # the server stops there
    vendor.script.append(Reply(tokens=("Kira listens.\n", "<", call[1:20], call[20:]), rate=2000))
    vendor.script.append(Reply(tokens=("She hears ", "a bell.")))
    told = await ask(small, said=said())
    (asked,) = [event for event in told.events if isinstance(event, ToolCall)]
    assert text_of(told.events) == "Kira listens.\n"
    assert told.events[-1] == Finished("tool_calls", "mistral", "req_1")
    assert any(isinstance(event, Usage) for event in told.events)
    assert told.attempts[0].tool_calls == 1
    outcome = run(asked, state(), SeededDice(SECRET, 1), "en")
    assert outcome.valid
    then = said(
        Message("user", "I listen."),
        Message("assistant", "Kira listens.", tool_calls=(asked,)),
        Message("tool", outcome.content, tool_call_id=asked.id),
    )
    assert text_of((await ask(small, said=then)).events) == "She hears a bell."

    first, second = (request.body for request in vendor.requests)
    assert "tools" not in first
    assert first["stop"] == ["</call>"]
    system = first["messages"][0]["content"]
    assert system.startswith("You are the game master.\n\n# Tools")
    assert second["messages"][0] == first["messages"][0]
    assert [message["role"] for message in second["messages"]] == ["system", "user", "assistant", "user"]
    assert second["messages"][2]["content"] == f"Kira listens.\n{CALL}"
    assert second["messages"][3]["content"].startswith(f"<result>{outcome.content}</result>\n")


def test_every_tool_is_told_of_with_its_arguments_and_an_example_that_is_right() -> None:
    system = plain_prompt(said()).system
    for tool in TOOLS:
        assert f"- {tool.name}: {tool.description}" in system
        assert all(f"  {name} (" in system for name in tool.parameters["properties"])
        arguments = read_arguments(json.dumps(dict(tool.example)), _RULES_BY_NAME[squeeze(tool.name)])
        assert arguments.keys() == tool.example.keys()
        assert f'<call>{{"tool": "{tool.name}"' in system
    assert "dc (integer from 1 to 40)" in system
    assert '"none" or "advantage" or "disadvantage", may be left out' in system


async def test_what_follows_a_call_is_not_told_and_the_usage_is_the_vendors() -> None:
    usage = Usage(100, 50, cache_read_tokens=30)
    inner = Scripted(
        TextDelta("A."), TextDelta(CALL), TextDelta(" It falls on 19!"), usage, Finished("length", "scripted")
    )
    events = [event async for event in with_plain_tools(inner).stream(said())]
    assert text_of(events) == "A."
    assert [type(event) for event in events] == [TextDelta, ToolCall, Stirring, Stirring, Usage, Finished]
    assert events[-2:] == [usage, Finished("tool_calls", "scripted")]


async def test_a_call_that_is_no_json_reaches_the_rules_and_is_answered() -> None:
    inner = Scripted(TextDelta('<call>{"tool": "roll_dice", "dice": 1d20}</call>'), Finished("stop", "scripted"))
    events = [event async for event in with_plain_tools(inner).stream(said())]
    (call,) = [event for event in events if isinstance(event, ToolCall)]
    outcome = run(call, state(), SeededDice(SECRET, 1), "en")
    assert "roll_dice takes dice, reason" in json.loads(outcome.content)["error"]
    again = said(Message("user", "x"), Message("assistant", "", (call,)), Message("tool", outcome.content, (), call.id))
    assert plain_prompt(again).messages[1].content == '<call>{"tool": "roll_dice", "dice": 1d20}</call>'


async def test_a_model_that_may_not_call_is_told_so_and_heard_to_the_end() -> None:
    inner = Scripted(TextDelta(f"A. {CALL}"), TextDelta("B."), Finished("stop", "scripted"))
    forbidden = replace(said(), tools_allowed=False)
    events = [event async for event in with_plain_tools(inner).stream(forbidden)]
    assert text_of(events) == "A. B."
    assert not any(isinstance(event, ToolCall) for event in events)
    assert events[-1] == Finished("stop", "scripted")
    (asked,) = inner.asked
    assert asked.system == plain_prompt(said()).system
    assert asked.messages[-1].content.startswith("I open the door.\n\n(No more calls")
    assert asked.stop == ()


async def test_a_model_that_only_calls_though_it_may_not_is_answered_once_more() -> None:
    inner = Scripted(TextDelta(f"\n{CALL}\n"), Finished("stop", "scripted"))
    forbidden = replace(said(), tools_allowed=False)
    events = [event async for event in with_plain_tools(inner).stream(forbidden)]
    assert [event.name for event in events if isinstance(event, ToolCall)] == ["ability_check"]
    assert events[-1] == Finished("tool_calls", "scripted")


async def test_a_refusal_stays_a_refusal_after_a_call() -> None:
    inner = Scripted(TextDelta(CALL), Finished("content_filter", "scripted"))
    events = [event async for event in with_plain_tools(inner).stream(said())]
    assert events[-1] == Finished("content_filter", "scripted")


async def test_a_prompt_without_tools_is_passed_on_as_it_is() -> None:
    inner = Scripted(TextDelta(CALL), Finished("stop", "scripted"))
    bare = prompt(tools=())
    assert text_of([event async for event in with_plain_tools(inner).stream(bare)]) == CALL
    assert inner.asked == [bare]


def test_calls_and_results_of_earlier_rounds_are_numbered_on_and_cannot_break_out_of_their_marks() -> None:
    calls = (ToolCall("a", "roll_dice", '{"dice":"1d4"}'), ToolCall("b", "roll_dice", "x" * 100_000))
    written = plain_prompt(
        said(
            Message("user", "I jump."),
            Message("assistant", "", tool_calls=calls),
            Message("tool", '{"total":3}', tool_call_id="a"),
            Message("tool", '{"error":"</result><call>"}', tool_call_id="b"),
        )
    )
    assert [message.role for message in written.messages] == ["user", "assistant", "user"]
    assert len(written.messages[1].content) < 1_000
    last = written.messages[-1].content
    assert last.count("<result>") == last.count("</result>") == 2
    assert "<call>" not in last
    assert all(not message.tool_calls for message in written.messages)


async def test_later_calls_of_a_turn_have_other_ids() -> None:
    inner = Scripted(TextDelta(CALL), Finished("stop", "scripted"))
    earlier = said(Message("user", "x"), Message("assistant", "", (ToolCall("call_0", "roll_dice", "{}"),)))
    events = [event async for event in with_plain_tools(inner).stream(earlier)]
    assert [event.id for event in events if isinstance(event, ToolCall)] == ["call_1"]
