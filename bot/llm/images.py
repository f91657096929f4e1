"""Have pictures made: which vendor does it, what it takes, and a row for every attempt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Protocol

import aiohttp
from pydantic import SecretStr

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.llm import prices
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Usage
from bot.llm.errors import LLMError
from bot.llm.keyring import KeyringSource, no_keys
from bot.llm.painted import Painted
from bot.llm.prices import FREE, UNKNOWN, Price, Priced, price_of
from bot.llm.providers.endpoint import Address

SECONDS: Final = 120.0
"""What a picture may take; the best ones take half of it."""

OPENAI: Final = "openai"
ELSEWHERE: Final = "images"
"""The provider's name of pictures from an address of their own, whose price nobody knows."""

_MOST_TOKENS: Final[Mapping[str, int]] = {"low": 600, "medium": 2_200, "high": 8_400}
"""What a square picture of each quality takes at most: twice what OpenAI's first image model did."""
_BYTES_PER_TOKEN: Final = 1.5


class ImageMaker(Protocol):
    """A model that makes a picture of words."""

    @property
    def provider(self) -> str:
        """Name where it is."""
        ...

    @property
    def model(self) -> str:
        """Name the model as its vendor does."""
        ...

    async def warm(self) -> None:
        """Import what the first picture needs, beside whatever else happens."""
        ...

    async def paint(self, prompt: str) -> Painted:
        """Have one picture made; raises `LLMError` when nothing came."""
        ...

    async def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class Easel:
    """An image model ready to be asked, and what it costs."""

    maker: ImageMaker
    price: Price
    quality: str

    def estimate(self, prompt: str, at: datetime) -> Priced:
        """Return what a picture costs at most; unknown where its price is."""
        read = round(len(prompt.encode("utf-8", "replace")) / _BYTES_PER_TOKEN)
        return self.price(Usage(read, _MOST_TOKENS[self.quality]), at)


class Images:
    """Offer the image model of the settings, with the key a server brought before the operator's."""

    def __init__(self, settings: Settings, *, keyrings: KeyringSource = no_keys) -> None:
        self._settings = settings
        self._keyrings = keyrings
        self._session: aiohttp.ClientSession | None = None
        self._prices_read = False

    async def easel(self, guild_id: int) -> Easel | None:
        """Return what pictures of a server are made with, None without a key for it; close its maker after use."""
        from bot.llm.providers.openai_images import OpenAIImages

        address = await self._address(guild_id)
        if address is None:
            return None
        settings = self._settings
        maker = OpenAIImages(address, self._connected, settings.image_model, settings.image_quality)
        price = price_of(ModelCard(address.name, settings.image_model, settings.image_model[:100]))
        return Easel(maker, price, settings.image_quality)

    async def warm(self) -> None:
        """Read the price list, in a thread; later calls cost nothing."""
        if not self._prices_read:
            await asyncio.to_thread(prices.load)
            self._prices_read = True

    async def close(self) -> None:
        """Close what pictures came through."""
        if self._session is not None:
            await self._session.close()

    async def _address(self, guild_id: int) -> Address | None:
        settings = self._settings
        own = settings.image_api_key or settings.openai_api_key
        if settings.image_base_url is not None:
            # A server brought its key for OpenAI, and nobody else gets to see it. Servers at home need none.
            return _at(ELSEWHERE, settings.image_base_url, own, "IMAGE_API_KEY", "IMAGE_BASE_URL")
        key = (await self._keyrings(guild_id)).keys.get(OPENAI) or own
        if key is None:
            return None
        return _at(OPENAI, settings.openai_base_url, key, "OPENAI_API_KEY", "OPENAI_BASE_URL")

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=True)
        return self._session


def _at(name: str, url: str, key: SecretStr | None, key_name: str, url_name: str) -> Address:
    return Address(name, "openai", url, key, SECONDS, key_name, url_name)


async def paint(
    easel: Easel,
    prompt: str,
    attempts: list[Attempt],
    *,
    prompt_version: str = "",
    clock: Callable[[], float] = time.perf_counter,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bytes:
    """Have one picture made and return its bytes, which nobody looked at yet; raises `LLMError`.

    It is one attempt, which is added to `attempts` when it ends, also when it failed or was cancelled.
    """
    started_at, begun = now(), clock()
    failure: BaseException | None = None
    painted: Painted | None = None
    try:
        painted = await easel.maker.paint(prompt)
        if isinstance(painted.picture, LLMError):
            raise painted.picture
        return painted.picture
    except BaseException as error:
        failure = error
        raise
    finally:
        took = (clock() - begun) * 1000
        attempts.append(_attempt(easel, prompt, prompt_version, started_at, took, painted, failure))


def _attempt(
    easel: Easel,
    prompt: str,
    prompt_version: str,
    started_at: datetime,
    took: float,
    painted: Painted | None,
    failure: BaseException | None,
) -> Attempt:
    known = failure if isinstance(failure, LLMError) else None
    usage = painted.usage if painted else None
    priced = _priced(easel, usage, started_at, known)
    request_id = painted.request_id if painted else known.request_id if known else None
    return Attempt(
        purpose="image",
        attempt=1,
        provider=easel.maker.provider,
        model=easel.maker.model,
        model_returned=None,
        started_at=started_at,
        queue_ms=0.0,
        # A picture comes whole: it has no first token.
        ttft_ms=None,
        first_text_ms=None,
        e2e_ms=took,
        max_gap_ms=None,
        input_tokens=usage.input_tokens if usage else None,
        cache_read_tokens=None,
        cache_write_tokens=None,
        output_tokens=usage.output_tokens if usage else None,
        reasoning_tokens=None,
        usage_source="reported" if usage else "missing",
        cost_usd=priced.usd,
        price_date=priced.date,
        finish_reason=None if failure else "stop",
        tool_calls=0,
        tool_calls_valid=0,
        error_class=_name(failure),
        http_status=known.status if known else 200 if painted else None,
        request_id=request_id[:200] if request_id else None,
        prompt_hash=sha256(prompt.encode("utf-8", "replace")).hexdigest()[:16],
        prompt_version=prompt_version,
    )


def _priced(easel: Easel, usage: Usage | None, at: datetime, failure: LLMError | None) -> Priced:
    """Price what was used; what a vendor refused costs nothing, what got lost nobody knows."""
    if usage is not None:
        return easel.price(usage, at)
    refused = failure is not None and failure.status is not None and failure.status >= 400
    return FREE if refused else UNKNOWN


def _name(failure: BaseException | None) -> str | None:
    if failure is None:
        return None
    return type(failure).__name__ if isinstance(failure, Exception) else "Cancelled"
