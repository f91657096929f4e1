"""Ask an address which models it serves, without its vendor's SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import aiohttp
import orjson

from bot.llm.providers.endpoint import Address

_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listing:
    """What an address serves, or the sentence that says why that is not known."""

    models: frozenset[str] = frozenset()
    problem: str | None = None


async def list_models(session: aiohttp.ClientSession, address: Address, *, seconds: float) -> Listing:
    """Ask for the list of models; never raises, silence for that long is a problem like any other."""
    where = address.url_name or "its base_url in MODEL_CATALOGUE"
    try:
        async with session.get(
            _url(address), headers=_headers(address), timeout=aiohttp.ClientTimeout(total=seconds)
        ) as answer:
            body = await answer.content.read(_LIMIT)
            while len(body) < _LIMIT and (more := await answer.content.read(_LIMIT - len(body))):
                body += more
            return _understood(address, answer.status, body, where)
    except TimeoutError:
        return Listing(problem=f"no answer within {seconds:g} s from {address.place}; is {where} right?")
    except (aiohttp.ClientError, OSError, ValueError):
        return Listing(problem=f"cannot be reached at {address.place}; start it, or set {where}")


def _understood(address: Address, status: int, body: bytes, where: str) -> Listing:
    if status in (401, 403):
        key = f"set {address.key_name} to a valid key" if address.key_name else "it asks for a key: add api_key_env"
        return Listing(problem=f"refused the key; {key}")
    if status == 429 or status >= 500:
        return Listing(problem=f"is in trouble at the moment (status {status}); try again later")
    try:
        data = cast("Mapping[str, object]", orjson.loads(body))
        entries = cast("list[Mapping[str, object]]", data["data"])
        return Listing(models=frozenset(str(entry["id"]) for entry in entries))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return Listing(problem=f"what answers at {address.place} is not a model API (status {status}); set {where}")


def _url(address: Address) -> str:
    path = "/v1/models?limit=1000" if address.dialect == "anthropic" else "/models"
    return address.base_url + path


def _headers(address: Address) -> dict[str, str]:
    headers: dict[str, str] = {"Accept": "application/json"}
    if address.dialect == "anthropic":
        headers["anthropic-version"] = "2023-06-01"
    if address.key is not None:
        headers["Authorization"] = f"Bearer {address.key.get_secret_value()}"
        if address.dialect == "anthropic":
            headers["X-Api-Key"] = address.key.get_secret_value()
    return headers
