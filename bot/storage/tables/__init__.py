"""The tables; `migrations/versions` tells how they came to be."""

from __future__ import annotations

from bot.storage.tables.campaigns import (
    account_identities,
    accounts,
    campaign_channels,
    campaigns,
    characters,
    guilds,
    members,
)
from bot.storage.tables.comparing import complaints, duels, replay_tellings, replays, votes
from bot.storage.tables.memory import chapters, compendium, facts
from bot.storage.tables.models import budget_holds, budgets, llm_calls, provider_keys
from bot.storage.tables.people import credentials, drafts, images, login_attempts, sessions
from bot.storage.tables.schema import metadata
from bot.storage.tables.statistics import (
    call_days,
    call_hours,
    count_days,
    count_hours,
    incidents,
    job_runs,
    rollup_marks,
    schedules,
    turn_days,
    turn_hours,
    vitals,
)
from bot.storage.tables.turns import actions, ledger, messages, turns

__all__ = [
    "account_identities",
    "accounts",
    "actions",
    "budget_holds",
    "budgets",
    "call_days",
    "call_hours",
    "campaign_channels",
    "campaigns",
    "chapters",
    "characters",
    "compendium",
    "complaints",
    "count_days",
    "count_hours",
    "credentials",
    "drafts",
    "duels",
    "facts",
    "guilds",
    "images",
    "incidents",
    "job_runs",
    "ledger",
    "llm_calls",
    "login_attempts",
    "members",
    "messages",
    "metadata",
    "provider_keys",
    "replay_tellings",
    "replays",
    "rollup_marks",
    "schedules",
    "sessions",
    "turn_days",
    "turn_hours",
    "turns",
    "vitals",
    "votes",
]
