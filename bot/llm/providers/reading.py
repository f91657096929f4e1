"""Read one streamed reply, whatever its dialect."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, Literal, Protocol, cast

import orjson

from bot.llm.chat import Event, Stirring, TextDelta
from bot.llm.errors import Interrupted, LLMError, Malformed, TooSlow
from bot.llm.providers.faults import not_a_reply
from bot.llm.providers.sse import EventData, NotEvents

if TYPE_CHECKING:
    import httpx2


MOST_BLOCKS: Final = 200
"""Parts of one reply, such as calls; the rules hear a dozen in a turn, and who sends thousands is not read on."""


_AT_ONCE: Final = 8192
"""Characters of one piece of story, so that a flood of them is stopped before all of it is searched for calls."""


class Reading(Protocol):
    """What a dialect makes of the data of events, and when the reply is whole."""

    request_id: str | None
    over: bool

    def take(self, data: dict[str, object], gathered: Gathered) -> None:
        """Understand one event; raises `LLMError` for an error inside the stream."""
        ...

    def close(self) -> list[Event]:
        """Return what ends a whole reply: tool calls, usage, finish; raises `Interrupted` when it is not whole."""
        ...


class Gathered:
    """What arrived in one read of the network; a piece of story, however many tokens, is one event."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._stirred: set[Literal["reasoning", "tool"]] = set()

    def say(self, text: object) -> None:
        """Add a piece of story; raises TypeError for what is not text."""
        if not isinstance(text, str):
            raise TypeError
        self._text.append(text)

    def stir(self, kind: Literal["reasoning", "tool"]) -> None:
        """Note that something came which is not story."""
        self._stirred.add(kind)

    def events(self) -> list[Event]:
        """Return the events of this read, and start the next."""
        events: list[Event] = []
        if self._stirred:
            events += [Stirring(kind) for kind in sorted(self._stirred)]
            self._stirred.clear()
        if self._text:
            text = "".join(self._text)
            events += [TextDelta(text[start : start + _AT_ONCE]) for start in range(0, len(text), _AT_ONCE)]
            self._text.clear()
        return events


async def read(response: httpx2.Response, reading: Reading, model: str) -> AsyncGenerator[Event, None]:
    """Stream the events of a reply; raises `LLMError`. `model` is how errors call it."""
    import httpx2

    content_type = response.headers.get("content-type", "")
    if content_type.startswith("text/html"):
        raise not_a_reply(model, content_type, reading.request_id)
    gathered = Gathered()
    heard = False
    try:
        async with aclosing(_pieces(response)) as pieces:
            async for piece in pieces:
                heard = heard or bool(piece)
                broken = _understand(piece, reading, gathered, model)
                # What came before the fault did come; it is told, and counts as the first token.
                for event in gathered.events():
                    yield event
                if broken is not None:
                    raise broken
                if reading.over:
                    break
    except httpx2.TimeoutException as error:
        raise TooSlow(model=model, request_id=reading.request_id) from error
    except httpx2.HTTPError as error:
        raise Interrupted(model=model, request_id=reading.request_id) from error
    except NotEvents as error:
        raise Malformed(model=model, request_id=reading.request_id) from error
    if not heard:
        raise not_a_reply(model, content_type, reading.request_id)
    for event in reading.close():
        yield event


async def _pieces(response: httpx2.Response) -> AsyncGenerator[list[bytes], None]:
    source = EventData()
    async with aclosing(response.aiter_bytes()) as pieces:
        async for piece in pieces:
            yield source.feed(piece)
    yield source.end()


def _understand(piece: list[bytes], reading: Reading, gathered: Gathered, model: str) -> LLMError | None:
    """Understand the events of one read, and return the fault that ends the reply if there is one."""
    try:
        for data in piece:
            if data == b"[DONE]":
                reading.over = True
            if reading.over:
                return None
            event = orjson.loads(data)
            if not isinstance(event, dict):
                raise TypeError
            reading.take(cast("dict[str, object]", event), gathered)
    except LLMError as error:
        return error
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        # The shapes are the vendor's to keep; whichever way one is broken, the reply cannot be trusted.
        broken = Malformed(model=model, request_id=reading.request_id)
        broken.__cause__ = error
        return broken
    return None


def word(value: object) -> str:
    """Return a name or an id; raises TypeError for what cannot be one, so that no reply carries it on."""
    if not isinstance(value, str):
        raise TypeError
    return value


def count(value: object) -> int:
    """Return a number of tokens; raises ValueError for what cannot be one."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    raise ValueError
