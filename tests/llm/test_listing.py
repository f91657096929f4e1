"""What an address serves, whatever it answers."""

from __future__ import annotations

import aiohttp
import pytest

from benchmarks.model_server import ModelServer, Reply
from bot.llm.providers.endpoint import Address
from bot.llm.providers.listing import list_models


@pytest.mark.parametrize(
    "body",
    ["x" * 10_000_000, '{"data":[{"id":"' + "x" * 10_000_000, "[" * 100_000, '{"data":{"id":1}}', "\x00", ""],
    ids=["huge", "huge id", "deep", "no list", "NUL", "nothing"],
)
async def test_a_list_of_any_size_and_shape_is_read_only_so_far_and_never_raises(
    vendor: ModelServer, body: str
) -> None:
    vendor.models_reply = Reply(body=body)
    async with aiohttp.ClientSession() as session:
        listing = await list_models(session, Address("studio", "openai", vendor.url, None, 5.0), seconds=5.0)
    assert not listing.models
    assert "is not a model API" in str(listing.problem)
    assert len(str(listing.problem)) < 300


async def test_what_a_list_names_by_anything_but_a_word_is_no_model(vendor: ModelServer) -> None:
    deep = "[" * 1000 + "]" * 1000
    vendor.models_reply = Reply(body=f'{{"data":[{{"id":{deep}}},{{"id":7}},{{"id":"mistral"}}]}}')
    async with aiohttp.ClientSession() as session:
        listing = await list_models(session, Address("studio", "openai", vendor.url, None, 5.0), seconds=5.0)
    assert listing.models == {"mistral"}
