"""Have pictures made by OpenAI's image models, and by every server that speaks like them."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import orjson

from bot.llm.chat import Usage
from bot.llm.errors import Empty, HugePicture, LinkInstead, LLMError, Malformed, PictureRefused, TooSlow, Unreachable
from bot.llm.painted import Painted
from bot.llm.providers.endpoint import Address, Session
from bot.llm.providers.faults import from_status, not_a_reply
from bot.llm.providers.openai_chat import OpenAIEndpoint
from bot.llm.providers.reading import count

if TYPE_CHECKING:
    import openai

SIZE: Final = "1024x1024"
LARGEST_ANSWER: Final = 24_000_000
"""Bytes. A picture of this size takes two million or so, as the most careless server writes it."""

_REFUSALS: Final = frozenset(
    {"moderation_blocked", "content_policy_violation", "content_filter", "image_generation_user_error"}
)
_REASON_READ: Final = 1_000

Quality = Literal["low", "medium", "high"]


class OpenAIImages:
    """One image model at an address."""

    def __init__(self, address: Address, session: Session, model: str, quality: Quality) -> None:
        self._address = address
        self._endpoint = OpenAIEndpoint(address, session)
        self._quality: Quality = quality
        self.model = model

    @property
    def provider(self) -> str:
        """Name the address."""
        return self._address.name

    async def warm(self) -> None:
        """Import what the first picture needs, in a thread."""
        await self._endpoint.warm()

    async def paint(self, prompt: str) -> Painted:
        """Have one picture made; raises `LLMError` when nothing came, within the address's timeout in all."""
        import httpx2
        import openai

        await self.warm()
        try:
            async with asyncio.timeout(self._address.timeout):
                body, request_id = await self._ask(prompt)
        except TimeoutError:
            raise TooSlow(model=self.model) from None
        except openai.OpenAIError as error:
            raise _fault(error, self.model) from error
        except httpx2.TimeoutException as error:
            raise TooSlow(model=self.model) from error
        except httpx2.HTTPError as error:
            # It broke off within its answer, which the SDK leaves to whoever reads it.
            raise Unreachable(model=self.model) from error
        # Megabytes of text become bytes; nothing of it may hold others up.
        return await asyncio.to_thread(_read, body, self.model, request_id)

    async def close(self) -> None:
        """Close the client."""
        await self._endpoint.close()

    async def _ask(self, prompt: str) -> tuple[bytes, str | None]:
        """Return the answer's bytes, so many of them as a picture may have, and the vendor's id for the request."""
        images = self._endpoint.client().images.with_streaming_response
        async with images.generate(
            model=self.model,
            prompt=prompt,
            n=1,
            size=SIZE,
            quality=self._quality,
            output_format="webp",
            # A few packed kilobytes can hold as many megabytes as they like.
            extra_headers={"Accept-Encoding": "identity"},
        ) as response:
            request_id = response.request_id
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise Malformed(model=self.model, status=200, request_id=request_id)
            kind = response.headers.get("content-type", "")
            if not kind.startswith("application/json"):
                raise not_a_reply(self.model, kind, request_id)
            body = bytearray()
            async for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    raise HugePicture(model=self.model, status=200, request_id=request_id)
            return bytes(body), request_id


def _read(body: bytes, model: str, request_id: str | None) -> Painted:
    """Read an answer: the picture in it or why there is none, and what it took in either case."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        answer = None
    told = cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}
    return Painted(_picture(told, model, request_id), _usage(told), request_id)


def _picture(told: dict[str, Any], model: str, request_id: str | None) -> bytes | LLMError:
    def failed(kind: type[LLMError]) -> LLMError:
        return kind(model=model, status=200, request_id=request_id)

    pictures: Any = told.get("data")
    if pictures is None or pictures == []:
        return failed(Empty if told else Malformed)
    first: Any = cast("list[Any]", pictures)[0] if isinstance(pictures, list) else None
    if not isinstance(first, dict):
        return failed(Malformed)
    picture = cast("dict[str, Any]", first)
    written = picture.get("b64_json")
    if not written:
        return failed(LinkInstead if picture.get("url") else Empty)
    try:
        return base64.b64decode(written, validate=True) or failed(Empty)
    except (binascii.Error, ValueError, TypeError):
        return failed(Malformed)


def _usage(told: dict[str, Any]) -> Usage | None:
    try:
        usage = told["usage"]
        return Usage(count(usage["input_tokens"]), count(usage["output_tokens"]))
    except (KeyError, TypeError, ValueError):
        return None  # a count that cannot be one is no count


def _fault(error: openai.OpenAIError, model: str) -> LLMError:
    import openai

    if isinstance(error, openai.APIStatusError):
        if error.status_code in (400, 403, 422) and (reason := _refusal(error.body)) is not None:
            return PictureRefused(model=model, reason=reason, status=error.status_code, request_id=error.request_id)
        return from_status(model, error.status_code, error.response.headers, error.body, error.request_id)
    if isinstance(error, openai.APITimeoutError):
        return TooSlow(model=model)
    if isinstance(error, openai.APIConnectionError):
        return Unreachable(model=model)
    return LLMError(model=model)


def _refusal(body: object) -> str | None:
    """Return what a vendor says of a prompt it does not paint, None where the fault is another."""
    told = cast("dict[str, object]", body) if isinstance(body, dict) else {}
    inner = told.get("error")
    if isinstance(inner, dict):
        told = cast("dict[str, object]", inner)
    if not any(isinstance(name := told.get(key), str) and name in _REFUSALS for key in ("code", "type")):
        return None
    words = told.get("message")
    return words[:_REASON_READ] if isinstance(words, str) else ""
