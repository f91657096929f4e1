"""A seeded stretch of play in the tables, with everything in it that bends a figure where it is counted wrongly."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from bot.domain.checking import coded
from bot.storage import Stores
from bot.storage.tables import accounts, actions, campaigns, complaints, guilds, llm_calls, members, turns
from tests.storage.builders import GUILD

START = datetime(2026, 10, 1, tzinfo=UTC)
DAYS = 12
END = START + timedelta(days=DAYS)
MODELS = ("openai/gpt", "anthropic/claude", "ollama/llama", "deepseek/chat")
ERRORS = ("TooSlow", "Refusal", "ContentFiltered", "Cancelled", "Overloaded")
KINDS = ("dice", "hit_points", "dead", "agency", "language", "refusal", "truncation", "repetition", "length")


async def play(stores: Stores, seed: int = 6, turns_told: int = 400) -> None:
    """Put two servers of two campaigns with two players each into the tables."""
    chance = random.Random(seed)
    whole: dict[str, list[dict[str, Any]]] = {"turns": [], "actions": [], "calls": [], "complaints": []}
    async with stores.database.begin() as connection:
        await connection.execute(
            insert(guilds), [{"id": GUILD + n, "name": f"S{n}", "created_at": START} for n in range(2)]
        )
        people = [{"id": n, "name": f"P{n}", "created_at": START} for n in range(1, 5)]
        await connection.execute(insert(accounts), people)
        await connection.execute(insert(campaigns), [_campaign(n) for n in range(1, 5)])
        await connection.execute(
            insert(members),
            [
                {"campaign_id": n, "account_id": who, "role": "player", "joined_at": START}
                for n in range(1, 5)
                for who in (n, n % 4 + 1)
            ],
        )
        for number in range(1, turns_told + 1):
            _turn(chance, number, whole)
        whole["calls"].sort(key=lambda call: call["started_at"])
        for table, name in ((turns, "turns"), (actions, "actions"), (llm_calls, "calls"), (complaints, "complaints")):
            await connection.execute(insert(table), whole[name])


def _campaign(number: int) -> dict[str, Any]:
    return {
        "id": number, "guild_id": GUILD + (number > 2), "owner_id": number, "name": f"C{number}", "themes": [],
        "language": "en" if number % 2 else "fr", "secret": b"s", "commitment": "c", "created_at": START,
    }  # fmt: skip


def _turn(chance: random.Random, number: int, whole: dict[str, list[dict[str, Any]]]) -> None:
    campaign = chance.randint(1, 4)
    here = number % 20 != 0  # the others came in an archive, and were asked of nobody
    told_at = START + timedelta(seconds=chance.randrange(DAYS * 86_400), microseconds=chance.randrange(10**6))
    model = chance.choices(MODELS, (6, 3, 2, 1))[0]
    status = "told" if chance.random() < 0.95 else "failed"
    findings = [{"kind": kind, "worst": False, "detail": "", "mended": False} for kind in chance.sample(KINDS, 2)]
    applied = {*chance.sample(KINDS, 5), *(finding["kind"] for finding in findings)}
    whole["turns"].append(
        {
            "id": number, "campaign_id": campaign, "number": number, "take": 1, "again": False,
            "attempt": 1 if chance.random() < 0.9 else 2, "channel_id": 1 if here else 0, "status": status,
            "action_ids": [], "reply_ids": [], "model": None if chance.random() < 0.03 else model,
            "wanted_model": chance.choice((None, model, model, model, MODELS[0])), "notes": [],
            "findings": findings if chance.random() < 0.4 else [],
            "checked": coded(applied) if chance.random() < 0.8 else None,  # pyright: ignore[reportArgumentType]
            "duel": number if chance.random() < 0.1 else None, "started_at": told_at - timedelta(seconds=9),
            "told_at": told_at, "first_word_ms": None if chance.random() < 0.02 else chance.uniform(200, 9_000),
            "last_word_ms": chance.uniform(9_000, 30_000), "delivered": True,
        }
    )  # fmt: skip
    for account in chance.sample((campaign, campaign % 4 + 1), chance.randint(1, 2)):
        whole["actions"].append(
            {
                "campaign_id": campaign, "account_id": account, "turn_id": number, "channel_id": 1 if here else 0,
                "discord_id": number * 10 + account, "kind": "message", "author": "x", "text": "y",
                "received_at": told_at - timedelta(seconds=9),
            }
        )  # fmt: skip
        if chance.random() < 0.1:
            said = {"turn_id": number, "account_id": account, "what": chance.choice(("rules", "story")), "words": ""}
            whole["complaints"].append({**said, "made_at": told_at})
    for attempt in range(1, chance.randint(2, 4) if here else 1):
        whole["calls"].append(_call(chance, number, campaign, model, attempt, told_at - timedelta(seconds=8)))
    if chance.random() < 0.2:
        whole["calls"].append(_call(chance, None, campaign, chance.choice(MODELS), 1, told_at))


def _call(
    chance: random.Random, turn: int | None, campaign: int, model: str, attempt: int, at: datetime
) -> dict[str, Any]:
    provider, name = (model if chance.random() < 0.9 else chance.choice(MODELS)).split("/")
    purposes = ("adjudicate", "narrate") if turn else ("summarise", "image", "advise", "test", "replay")
    source = chance.choice(("reported", "reported", "reported", "estimated", "missing"))
    tools = chance.randint(0, 3)
    return {
        "turn_id": turn, "guild_id": GUILD + (campaign > 2), "campaign_id": campaign,
        "purpose": chance.choice(purposes), "route": 0, "attempt": attempt, "provider": provider, "model": name,
        "started_at": at, "queue_ms": 70_000.0 if chance.random() < 0.03 else chance.uniform(0, 500),
        "ttft_ms": None if chance.random() < 0.05 else chance.uniform(100, 3_000),
        "e2e_ms": chance.uniform(1_000, 9_000), "chunks": chance.choice((None, 9, 10, 80)), "usage_source": source,
        "input_tokens": None if source == "missing" else chance.choice((1_999, 2_000, 7_000, 31_999, 32_000, 90_000)),
        "cache_read_tokens": chance.choice((None, 0, 900)), "cache_write_tokens": None,
        "output_tokens": None if source == "missing" else chance.choice((49, 50, 300)), "reasoning_tokens": 3,
        "cost_usd": None if chance.random() < 0.08 else Decimal(chance.randrange(1, 10**7)).scaleb(-9),
        "finish_reason": chance.choice(("stop", "stop", "length")), "withdrawn": False, "tool_calls": tools,
        "tool_calls_valid": chance.randint(0, tools), "error_class": chance.choice((None,) * 15 + ERRORS),
        "prompt_hash": "h", "prompt_version": "1",
    }  # fmt: skip
