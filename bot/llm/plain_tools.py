"""Tools for models that have none: told of in the prompt, called in the text of the reply."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bot.domain.conversation import Message, Prompt, Tool, ToolCall
from bot.llm.chat import ChatModel, Event, Finished, Stirring, TextDelta
from bot.llm.echo import arguments_of, name_of
from bot.llm.written_calls import CLOSING, OPENING, CallReader, WrittenCall

_PROTOCOL = """\
# Tools
You can ask the rules of the game. Write what comes before, then one call on a line of its own, and stop there:

{example}

A call is one JSON object between {opening} and {closing}. "tool" names the tool; the other names are its arguments; a \
number stands without quotes. The next message then says what came of it, between <result> and </result>. Never write \
a result yourself, and never tell an outcome before you have read it. Players see neither calls nor results.

The tools:
{tools}"""
_GO_ON = "Go on from where you stopped, by this. Do not tell again what you told."
_NO_CALLS = "(No more calls in this turn. Tell what happens.)"
_UNREAD_SHOWN = 500


class _Wrapped:
    """A model that is asked through another."""

    def __init__(self, chat: ChatModel) -> None:
        self._chat = chat

    @property
    def provider(self) -> str:
        """Name the vendor of the model behind it."""
        return self._chat.provider

    @property
    def model(self) -> str:
        """Name the model behind it."""
        return self._chat.model


class PlainTools(_Wrapped):
    """A model without tools of its own, which calls them in the text of its reply."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """Stream the reply, its calls as calls; raises `LLMError`."""
        async for event in _read(self._chat, plain_prompt(prompt), prompt):
            yield event


class StrayCalls(_Wrapped):
    """A model with tools of its own, which may write a call as text all the same.

    What can only be a call (Skald's own marks, `<tool_call>`, `[TOOL_CALLS]`, a JSON object that begins by naming a
    tool on offer) is never shown and is taken for the call it was meant to be. The rules distrust it like any other.
    """

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Event, None]:
        """Stream the reply, its calls as calls; raises `LLMError`."""
        async for event in _read(self._chat, prompt, prompt):
            yield event


def with_plain_tools(chat: ChatModel) -> ChatModel:
    """Return the model with tools, when it has none of its own."""
    return PlainTools(chat)


def without_stray_calls(chat: ChatModel) -> ChatModel:
    """Return the model, which has tools of its own, with the calls it writes as text taken for calls."""
    return StrayCalls(chat)


def plain_prompt(prompt: Prompt) -> Prompt:
    """Write the tools into the system text, and earlier calls and their results into the messages."""
    messages = _in_prose(prompt.messages)
    if not prompt.tools:
        return replace(prompt, messages=messages)
    if not prompt.tools_allowed:
        *before, last = messages
        messages = (*before, replace(last, content=f"{last.content}\n\n{_NO_CALLS}"))
    return replace(
        prompt,
        system=f"{prompt.system}\n\n{_protocol(prompt.tools)}",
        messages=messages,
        tools=(),
        stop=(CLOSING,) if prompt.tools_allowed else (),
    )


async def _read(chat: ChatModel, asked: Prompt, prompt: Prompt) -> AsyncGenerator[Event, None]:
    stream = chat.stream(asked)
    try:
        if not prompt.tools:
            async for event in stream:
                yield event
            return
        reader = CallReader([tool.name for tool in prompt.tools], tell_on=not prompt.tools_allowed)
        numbered = sum(len(message.tool_calls) for message in prompt.messages)
        called, told = False, False
        withheld: list[WrittenCall] = []
        async for event in stream:
            ended = isinstance(event, Finished)
            if not ended and not isinstance(event, TextDelta):
                called = called or isinstance(event, ToolCall)
                yield event
                continue
            text, written = reader.end() if isinstance(event, Finished) else reader.feed(event.text)
            if text:
                told = told or not text.isspace()
                yield TextDelta(text)
            if not prompt.tools_allowed:
                # What may not be called is left out of the story, unless it is all there is: then the rules say no.
                withheld += written
                written = withheld if ended and not told else []
            for call in written:
                called = True
                yield _numbered(call, numbered)
                numbered += 1
            if not ended and not text:
                # A token did come, and whoever waits for one must know.
                yield Stirring("tool")
            if isinstance(event, Finished):
                whole = event.reason in ("stop", "length")
                yield replace(event, reason="tool_calls") if called and whole else event
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


def _numbered(call: WrittenCall, number: int) -> ToolCall:
    return ToolCall(f"call_{number}", call.name, call.arguments)


def _protocol(tools: Sequence[Tool]) -> str:
    return _PROTOCOL.format(
        example=_written(tools[0].name, dict(tools[0].example)),
        opening=OPENING,
        closing=CLOSING,
        tools="\n".join(map(_described, tools)),
    )


def _described(tool: Tool) -> str:
    arguments = [
        _argument(name, schema, required=name in tool.parameters.get("required", ()))
        for name, schema in tool.parameters["properties"].items()
    ]
    return "\n".join([f"- {tool.name}: {tool.description}", *arguments, f"  {_written(tool.name, dict(tool.example))}"])


def _argument(name: str, schema: dict[str, Any], *, required: bool) -> str:
    kind = str(schema["type"])
    if "enum" in schema:
        kind = " or ".join(f'"{choice}"' for choice in schema["enum"])
    elif "minimum" in schema and "maximum" in schema:
        kind = f"{kind} from {schema['minimum']} to {schema['maximum']}"
    told = f": {schema['description']}" if "description" in schema else ""
    return f"  {name} ({kind}{'' if required else ', may be left out'}){told}"


def _in_prose(messages: Sequence[Message]) -> tuple[Message, ...]:
    written: list[Message] = []
    for role, group in groupby(messages, key=lambda message: message.role):
        if role == "tool":
            # Some small models want the roles to alternate, so the results of several calls are one message.
            results = [f"<result>{_inert(message.content)}</result>" for message in group]
            written.append(Message("user", "\n".join([*results, _GO_ON])))
        else:
            written += map(_with_calls, group)
    return tuple(written)


def _inert(result: str) -> str:
    # A character may be called </result>; in JSON the escape is the same letter.
    return result.replace("<", "\\u003c")


def _with_calls(message: Message) -> Message:
    if not message.tool_calls:
        return message
    calls = [_written_again(call) for call in message.tool_calls]
    return Message(message.role, "\n".join(filter(None, (message.content, *calls))))


def _written_again(call: ToolCall) -> str:
    """Write a call as it should have been written, so that a model learns it from its own words."""
    arguments = arguments_of(call)
    if arguments is None:
        return f"{OPENING}{call.arguments[:_UNREAD_SHOWN]}{CLOSING}"
    return _written(name_of(call.name), arguments)


def _written(tool: str, arguments: dict[str, Any]) -> str:
    return f"{OPENING}{json.dumps({'tool': tool, **arguments}, ensure_ascii=False)}{CLOSING}"
