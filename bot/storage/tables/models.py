"""What was asked of models, with which keys, and what it may cost."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    false,
)

from bot.storage.columns import CleanText, Dollars, Id, UtcDateTime
from bot.storage.tables.schema import belongs_to, metadata

# What was measured outlives what it was measured on, so the references only empty.
llm_calls = Table(
    "llm_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="SET NULL"), index=True),
    Column("duel", Id, index=True),
    Column("replay", Id, index=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="SET NULL")),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="SET NULL")),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # who asked, outside of a turn
    Column("purpose", CleanText, nullable=False),
    Column("route", Integer, nullable=False, server_default="0"),
    Column("attempt", Integer, nullable=False),
    Column("provider", CleanText, nullable=False),
    Column("model", CleanText, nullable=False),
    Column("model_returned", CleanText),
    Column("started_at", UtcDateTime, nullable=False),
    Column("queue_ms", Float, nullable=False),
    Column("ttft_ms", Float),
    Column("first_text_ms", Float),
    Column("e2e_ms", Float, nullable=False),
    Column("max_gap_ms", Float),
    Column("chunks", Integer),
    Column("input_tokens", Integer),
    Column("cache_read_tokens", Integer),
    Column("cache_write_tokens", Integer),
    Column("output_tokens", Integer),
    Column("reasoning_tokens", Integer),
    Column("usage_source", CleanText, nullable=False),
    Column("cost_usd", Dollars),
    Column("price_date", CleanText),
    Column("finish_reason", CleanText),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("tool_calls", Integer, nullable=False),
    Column("tool_calls_valid", Integer, nullable=False),
    Column("error_class", CleanText),
    Column("http_status", Integer),
    Column("request_id", CleanText),
    Column("prompt_hash", CleanText, nullable=False),
    Column("prompt_version", CleanText, nullable=False),
    Index(None, "started_at"),
    Index(None, "model", "started_at"),
    Index(None, "guild_id", "started_at"),
    Index(None, "campaign_id", "started_at"),
)

# The key is sealed with SECRET_KEY; only its last four characters can be read here.
provider_keys = Table(
    "provider_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="CASCADE"), nullable=False),
    Column("provider", CleanText, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("last_four", CleanText, nullable=False),
    Column("added_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("added_at", UtcDateTime, nullable=False),
    UniqueConstraint("guild_id", "provider"),
)

# `subject` is the server's, the campaign's or the account's id, as `scope` says.
budgets = Table(
    "budgets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="CASCADE"), nullable=False),
    Column("scope", CleanText, nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("period", CleanText, nullable=False),
    Column("unit", CleanText, nullable=False),
    Column("amount", Dollars, nullable=False),
    Column("warned_for", CleanText),
    Column("set_by", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("set_at", UtcDateTime, nullable=False),
    UniqueConstraint("guild_id", "scope", "subject", "period", "unit"),
)

# What turns in progress may still cost, so that two at the same moment cannot both take the last of a budget.
budget_holds = Table(
    "budget_holds",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("budget_id", "budgets.id"),
    Column("holder", CleanText, nullable=False),
    Column("amount", Dollars, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("budget_id", "holder"),
)
