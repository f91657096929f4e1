"""Values for storage tests, each with everything filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from bot.domain.attempt import Attempt
from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.turn import Action, LedgerEntry, ToldTurn, TranscriptMessage, Turn
from bot.storage import Stores

GUILD = 1_100_000_000_000_000_001
CHANNEL = 1_200_000_000_000_000_001
USER = 1_300_000_000_000_000_001
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
_snowflakes = count(1_400_000_000_000_000_001)


async def campaign_of(stores: Stores, channel_id: int = CHANNEL, name: str = "The Salt Road") -> Campaign:
    """Start a campaign owned by the first user."""
    return await stores.campaigns.create(
        guild_id=GUILD,
        guild_name="The Inn",
        channel_id=channel_id,
        owner_id=await stores.accounts.ensure(USER, "Ada"),
        name=name,
        themes=("sea", "ruins"),
        language="en",
        model=None,
        secret=b"\x00\xff" * 16,
        commitment="ab" * 32,
    )


def action(
    campaign: Campaign, discord_id: int | None = None, text: str = "I open the door.", **other: object
) -> Action:
    """Return an action of the campaign's owner that was not kept yet."""
    values = {
        "id": 0,
        "campaign_id": campaign.id,
        "account_id": campaign.owner_id,
        "channel_id": CHANNEL,
        "discord_id": next(_snowflakes) if discord_id is None else discord_id,
        "kind": "message",
        "author": "Ada",
        "text": text,
        "received_at": NOON,
    }
    return Action(**(values | other))  # type: ignore[arg-type]


async def saved(stores: Stores, campaign: Campaign, **other: object) -> Action:
    """Keep an action that is new."""
    kept = await stores.actions.save_action(action(campaign, **other))  # type: ignore[arg-type]
    assert kept is not None
    return kept


def turn(campaign: Campaign, actions: tuple[Action, ...] = (), number: int = 1, **other: object) -> Turn:
    """Return a turn that is being told."""
    values = {
        "campaign_id": campaign.id,
        "number": number,
        "attempt": 1,
        "channel_id": CHANNEL,
        "status": "telling",
        "action_ids": tuple(one.id for one in actions),
        "model": "offline",
        "started_at": NOON,
    }
    return Turn(**(values | other))  # type: ignore[arg-type]


def attempt(**other: object) -> Attempt:
    """Return a measured attempt that went well."""
    values = {
        "purpose": "narrate",
        "attempt": 1,
        "provider": "openai",
        "model": "gpt",
        "model_returned": "gpt-2026",
        "started_at": NOON,
        "queue_ms": 0.5,
        "ttft_ms": 300.0,
        "first_text_ms": 301.0,
        "e2e_ms": 2800.25,
        "max_gap_ms": 40.0,
        "input_tokens": 1200,
        "cache_read_tokens": 1000,
        "cache_write_tokens": None,
        "output_tokens": 150,
        "reasoning_tokens": 0,
        "usage_source": "reported",
        "cost_usd": Decimal("0.000123456"),
        "price_date": "2026-11-01",
        "finish_reason": "stop",
        "tool_calls": 1,
        "tool_calls_valid": 1,
        "error_class": None,
        "http_status": 200,
        "request_id": "req_1",
        "prompt_hash": "beef",
        "prompt_version": "1",
    }
    return Attempt(**(values | other))  # type: ignore[arg-type]


def told(begun: Turn, turn_id: int, **other: object) -> ToldTurn:
    """Return a turn as it is told: two messages, a roll, one attempt."""
    values = {
        "turn": begun,
        "turn_id": turn_id,
        "guild_id": GUILD,
        "narration": "The door opens.",
        "messages": (
            TranscriptMessage("user", "Ada", "I open the door.", begun.number),
            TranscriptMessage("assistant", None, "The door opens.", begun.number),
        ),
        "entries": (LedgerEntry("roll", "Ada", "d20: 17", {"dice": "d20", "total": 17}),),
        "attempts": (attempt(),),
        "state_before": "{}",
        "state_after": '{"door":"open"}',
    }
    return ToldTurn(**(values | other))  # type: ignore[arg-type]


def character(campaign: Campaign, **other: object) -> Character:
    """Return a sheet of the campaign's owner that was not kept yet."""
    values = {
        "id": 0,
        "campaign_id": campaign.id,
        "account_id": campaign.owner_id,
        "name": "Brannoc",
        "race": "half-elf",
        "class_": "wizard",
        "description": "Wears a coat of moths.",
        "level": 1,
        "scores": (8, 14, 12, 16, 13, 10),
        "skills": ("arcana", "perception"),
        "hit_points": 7,
        "max_hit_points": 7,
    }
    return Character(**(values | other))  # type: ignore[arg-type]
