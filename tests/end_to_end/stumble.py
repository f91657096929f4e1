"""A turn whose first model is rate limited and then breaks off: what the picture of a receipt shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import expect
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from tests.end_to_end.conftest import Seat
from tests.page.driver import Seat as PageSeat

KEY = SecretStr("sk-loopback-key-for-tests")
SCENE = "Rain drums on the roof of the Drowned Bell. The innkeeper wipes the same glass for the third time. "
STORY = (
    "The fog lifts over the harbour and the drowned bell tolls once, twice, a third time. Kira feels the rope go slack "
    "in her hands. "
)
CALLS = (
    ToolUse("roll_dice", '{"dice":"2d6+1","reason":"the pull of the tide"}', "call_1"),
    ToolUse("ability_check", '{"character":"Kira","ability":"Athletics","dc":12,"reason":"the rope"}', "call_2"),
)


def told(text: str, cached: int = 0) -> Reply:
    words = tuple(f"{word} " for word in text.split())
    return Reply(tokens=words, first=0.3, rate=60, cached_tokens=cached)


@asynccontextmanager
async def stumbling() -> AsyncIterator[dict[str, Any]]:
    """Serve a vendor that stumbles in the second turn and one that does not; yield the settings that name them."""
    async with ModelServer(told(SCENE)).running() as openai, ModelServer(told(STORY, 96)).running() as anthropic:
        openai.script.extend(
            (
                told(SCENE),
                Reply(status=429, fault="status", headers={"Retry-After": "0.2"}),
                Reply(tokens=("The ", "fog ", "lifts ", "over ", "the "), first=0.4, rate=8, fault="drop", after=3),
            )
        )
        anthropic.script.append(Reply(tokens=(), tools=CALLS, first=0.2, cached_tokens=80))
        yield {
            "openai_base_url": openai.url,
            "openai_api_key": KEY,
            "anthropic_base_url": anthropic.url.removesuffix("/v1"),
            "anthropic_api_key": KEY,
        }


async def stumble(page: PageSeat, table: Seat) -> None:
    """Play until a fallback told a turn, and open its receipt."""
    await table.create_campaign(model="openai/gpt-4o")
    await (await table.ada.slash(table.channel, "campaign fallback", first="anthropic/claude-haiku-5-5")).reply()
    await page.become("kira")
    await page.send_slash("character create", {"name": "Kira", "race": "Elf", "class": "Rogue"})
    await expect(page.message("Kira joins the party.")).to_be_visible()
    await page.say("I pull the rope with all my strength.")
    await table.told(2, timeout=30)
    await table.settled()
    await page.page.get_by_role("button", name="🧾").last.click()
    await expect(page.message("What you waited")).to_be_visible()
