"""Ask an address which models it serves, without its vendor's SDK."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import aiohttp
import orjson

from bot.i18n import N_, Sentence
from bot.llm.providers.endpoint import Address

_LIMIT = 4 * 1024 * 1024
# What vendors call a key that was good once; their words are read here and never repeated to anyone.
_LAPSED = re.compile(rb"expired|revoked|deactivated|disabled", re.IGNORECASE)
_SCOPED = re.compile(rb"insufficient permissions|missing scopes", re.IGNORECASE)
_UNPAID = re.compile(rb"insufficient_quota|billing_error|billing_hard_limit_reached|credit balance", re.IGNORECASE)

Fault = Literal[
    "refused", "lapsed", "forbidden", "unpaid", "busy", "trouble", "silent", "unreachable", "no api", "huge"
]


@dataclass(frozen=True, slots=True)
class Listing:
    """What an address serves, or the sentence that says why that is not known, and the `fault` it speaks of.

    A "forbidden" list says nothing of the key: some keys may only complete.
    """

    models: frozenset[str] = frozenset()
    problem: Sentence | None = None
    fault: Fault | None = None


async def list_models(session: aiohttp.ClientSession, address: Address, *, seconds: float) -> Listing:
    """Ask for the list of models; never raises, silence for that long is a problem like any other."""
    where = address.url_name or Sentence(N_("its base_url in MODEL_CATALOGUE"))
    try:
        async with session.get(
            _url(address),
            headers=_headers(address),
            timeout=aiohttp.ClientTimeout(total=seconds),
            # A key goes to the address it was given for and nowhere else, and an unpacked body has no bound.
            allow_redirects=False,
            auto_decompress=False,
        ) as answer:
            body = await answer.content.read(_LIMIT)
            while len(body) < _LIMIT and (more := await answer.content.read(_LIMIT - len(body))):
                body += more
            return _understood(address, answer.status, body, where)
    except TimeoutError:
        what = N_("no answer within {seconds} s from {place}; is {where} right?")
        problem = Sentence(what, {"seconds": f"{seconds:g}", "place": address.place, "where": where})
        return Listing(problem=problem, fault="silent")
    except (aiohttp.ClientError, OSError, ValueError):
        what = N_("cannot be reached at {place}; start it, or set {where}")
        return Listing(problem=Sentence(what, {"place": address.place, "where": where}), fault="unreachable")


def _understood(address: Address, status: int, body: bytes, where: str | Sentence) -> Listing:
    if status in (401, 403):
        what = N_("refused the key; it asks for a key: add api_key_env")
        if address.key_name:
            what = N_("refused the key; set {key} to a valid key")
        return Listing(problem=Sentence(what, {"key": address.key_name}), fault=_refusal(status, body))
    if status == 402 or (status in (400, 429) and _UNPAID.search(body)):
        return Listing(problem=Sentence(N_("has no credit left on its account; top it up")), fault="unpaid")
    if status == 429 or status >= 500:
        problem = Sentence(N_("is in trouble at the moment (status {status}); try again later"), {"status": status})
        return Listing(problem=problem, fault="busy" if status == 429 else "trouble")
    try:
        data = cast("Mapping[str, object]", orjson.loads(body))
        entries = cast("list[Mapping[str, object]]", data["data"])
        ids = (entry["id"] for entry in entries)
        return Listing(models=frozenset(id_ for id_ in ids if isinstance(id_, str)))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        what = N_("what answers at {place} is not a model API (status {status}); set {where}")
        problem = Sentence(what, {"place": address.place, "status": status, "where": where})
        return Listing(problem=problem, fault="huge" if len(body) == _LIMIT else "no api")


def _refusal(status: int, body: bytes) -> Fault:
    if _LAPSED.search(body):
        return "lapsed"
    return "forbidden" if status == 403 or _SCOPED.search(body) else "refused"


def _url(address: Address) -> str:
    path = "/v1/models?limit=1000" if address.dialect == "anthropic" else "/models"
    return address.base_url + path


def _headers(address: Address) -> dict[str, str]:
    headers: dict[str, str] = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if address.dialect == "anthropic":
        headers["anthropic-version"] = "2023-06-01"
    if address.key is not None:
        headers["Authorization"] = f"Bearer {address.key.get_secret_value()}"
        if address.dialect == "anthropic":
            headers["X-Api-Key"] = address.key.get_secret_value()
    return headers
