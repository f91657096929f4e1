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
    "facts",
    "guilds",
    "ledger",
    "llm_calls",
    "members",
    "messages",
    "metadata",
    "provider_keys",
    "turns",
]
