"""Write a prompt as Anthropic's Messages wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.conversation import Message, Prompt
from bot.llm.catalogue import ModelCard
from bot.llm.echo import arguments_of, name_of

_Block = dict[str, Any]


def request_body(card: ModelCard, prompt: Prompt) -> dict[str, Any]:
    """Write the request: what never changes first, the roles alternating, the user first, the cache told where to read.

    The vendor caches what stands before a mark (tools, system text and messages, in this order) and takes four marks
    at most: the end of the system text, the end of the story so far, and, while another round with tools may follow,
    the end of the turn and of this round.
    """
    tools = prompt.tools
    body: dict[str, Any] = {
        "model": card.id,
        "max_tokens": card.reply_limit(prompt.max_tokens),
        "stream": True,
        **card.request,
    }
    if tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)}
            for tool in tools
        ]
    if prompt.system:
        body["system"] = [_marked(_text(prompt.system))]
    body["messages"] = _messages(card, prompt)
    if tools and not prompt.tools_allowed:
        body["tool_choice"] = {"type": "none"}
    if prompt.stop:
        body["stop_sequences"] = list(prompt.stop)
    return body


def _messages(card: ModelCard, prompt: Prompt) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    marked = _marks(prompt)
    for number, message in enumerate(prompt.messages):
        role, blocks = _blocks(message, card, with_tools=bool(prompt.tools))
        if not blocks:
            continue
        if number in marked:
            blocks[-1] = _marked(blocks[-1])
        if not messages and role == "assistant":
            messages.append({"role": "user", "content": [_text("…")]})
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += blocks
        else:
            messages.append({"role": role, "content": blocks})
    return messages


def _marks(prompt: Prompt) -> set[int]:
    """Return the numbers of the messages whose end the next request repeats."""
    marks = {prompt.settled - 1}
    if prompt.tools:
        marks.add(prompt.settled)
        if prompt.tools_allowed:
            marks.add(len(prompt.messages) - 1)
    return marks


def _blocks(message: Message, card: ModelCard, *, with_tools: bool) -> tuple[str, list[_Block]]:
    """Return who says a message, and its blocks; an empty text is no block, the vendor refuses it."""
    text = [_text(message.content)] if message.content.strip() else []
    if message.role == "tool":
        if not with_tools:
            return "user", text
        id_ = name_of(message.tool_call_id)
        return "user", [{"type": "tool_result", "tool_use_id": id_, "content": message.content}]
    if not message.tool_calls or not with_tools:
        return message.role, text
    calls = {
        name_of(call.id): {
            "type": "tool_use",
            "id": name_of(call.id),
            "name": name_of(call.name),
            "input": arguments_of(call) or {},
        }
        for call in message.tool_calls
    }
    return "assistant", [*(_sealed(message, card, calls) or text), *calls.values()]


def _sealed(message: Message, card: ModelCard, calls: dict[str, _Block]) -> Sequence[_Block]:
    """Return the reply as the model wrote it, its thoughts in their places, and take the calls in it out of `calls`.

    With the result of a call the vendor wants the thoughts before it back, unchanged and in their order.
    """
    seals = (call.sealed for call in message.tool_calls)
    sealed = next((seal for seal in seals if seal is not None and seal.model == card.name), None)
    blocks: list[_Block] = []
    for block in sealed.blocks if sealed else ():
        if block["type"] != "tool_use":
            blocks.append(dict(block))
        elif (call := calls.pop(name_of(block["id"]), None)) is not None:
            blocks.append(call)
    return blocks


def _text(text: str) -> _Block:
    return {"type": "text", "text": text}


def _marked(block: _Block) -> _Block:
    return block | {"cache_control": {"type": "ephemeral"}}
