"""A duel as a table finds it: told twice, and open for its votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.campaign import Campaign
from bot.domain.duel import Duel
from bot.storage import Stores

FIRST, SECOND = "openai/gpt-4o", "anthropic/claude-haiku-5-5"


async def duel_of(
    stores: Stores,
    campaign: Campaign,
    guild_id: int,
    channel_id: int,
    voters: Sequence[int],
    *,
    seconds: float = 180,
    **other: Any,
) -> Duel:
    """Keep a duel of a campaign that closes in so many seconds."""
    values: dict[str, Any] = {
        "guild_id": guild_id,
        "campaign_id": campaign.id,
        "number": 7,
        "take": 1,
        "channel_id": channel_id,
        "language": campaign.language,
        "model_a": FIRST,
        "model_b": SECOND,
        "story_a": "The fog lifts over the drowned bell, and somebody is ringing it.",
        "story_b": "A lamp burns in the tower. You hear the bell, twice, then nothing.",
        "facts": {
            "a": {"tokens": 160, "milliseconds": 4200.0, "cost": "0.0031", "characters": 64},
            "b": {"tokens": 171, "milliseconds": 2900.0, "cost": None, "characters": 66},
        },
        "frozen": {"story": "x"},
        "voters": voters,
        "closes_at": datetime.now(UTC) + timedelta(seconds=seconds),
    }
    return await stores.duels.add(**(values | other))
