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
from bot.storage.tables.memory import chapters, compendium, facts
from bot.storage.tables.models import budget_holds, budgets, llm_calls, provider_keys
from bot.storage.tables.people import credentials, drafts, images, login_attempts, sessions
from bot.storage.tables.schema import metadata
from bot.storage.tables.turns import actions, ledger, messages, turns

__all__ = [
    "account_identities",
    "accounts",
    "actions",
    "budget_holds",
    "budgets",
    "campaign_channels",
    "campaigns",
    "chapters",
    "characters",
    "compendium",
    "credentials",
    "drafts",
    "facts",
    "guilds",
    "images",
    "ledger",
    "llm_calls",
    "login_attempts",
    "members",
    "messages",
    "metadata",
    "provider_keys",
    "sessions",
    "turns",
]
