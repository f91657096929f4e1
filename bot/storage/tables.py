"""The tables; `migrations/versions` tells how they came to be."""

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
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.columns import CleanText, Dollars, Id, Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _belongs_to(column: str, target: str, *, index: bool = False, primary_key: bool = False) -> Column[int]:
    """Return a reference that goes when its target goes."""
    return Column(
        column, Id, ForeignKey(target, ondelete="CASCADE"), nullable=False, index=index, primary_key=primary_key
    )


guilds = Table(
    "guilds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Discord's id
    Column("name", CleanText, nullable=False),
    Column("language", CleanText),
    Column("default_model", CleanText),
    Column("ops_channel_id", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

account_identities = Table(
    "account_identities",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("account_id", "accounts.id", index=True),
    Column("provider", CleanText, nullable=False),
    Column("identity", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("provider", "identity"),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("owner_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("name", CleanText, nullable=False),
    Column("themes", Json, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("model", CleanText),
    Column("fallbacks", Json),  # NULL: nobody chose any
    Column("over_budget", CleanText, nullable=False, server_default="refuse"),
    Column("secret", LargeBinary, nullable=False),
    Column("commitment", CleanText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# The key makes it certain that a channel has one campaign at most.
campaign_channels = Table(
    "campaign_channels",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    _belongs_to("campaign_id", "campaigns.id", index=True),
    Column("bound_at", UtcDateTime, nullable=False),
)

members = Table(
    "members",
    metadata,
    _belongs_to("campaign_id", "campaigns.id", primary_key=True),
    _belongs_to("account_id", "accounts.id", primary_key=True, index=True),
    Column("role", CleanText, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
)

characters = Table(
    "characters",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("campaign_id", "campaigns.id"),
    _belongs_to("account_id", "accounts.id", index=True),
    Column("name", CleanText, nullable=False),
    Column("race", CleanText, nullable=False),
    Column("class", CleanText, nullable=False, key="class_"),
    Column("description", CleanText, nullable=False),
    Column("level", Integer, nullable=False),
    Column("scores", Json, nullable=False),
    Column("skills", Json, nullable=False),
    Column("hit_points", Integer, nullable=False),
    Column("max_hit_points", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("campaign_id", "account_id"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("campaign_id", "campaigns.id"),
    Column("number", Integer, nullable=False),
    Column("take", Integer, nullable=False, server_default="1"),
    Column("attempt", Integer, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("status", CleanText, nullable=False),
    Column("action_ids", Json, nullable=False),
    Column("reply_ids", Json, nullable=False),
    Column("model", CleanText),
    Column("wanted_model", CleanText),
    Column("narration", CleanText),
    Column("notes", Json, nullable=False, server_default="[]"),
    Column("memories", Json),
    Column("state_before", CleanText),
    Column("state_after", CleanText),
    Column("started_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("first_word_ms", Float),
    Column("last_word_ms", Float),
    Column("error", CleanText),
    Column("delivered", Boolean, nullable=False),
    Column("reverted_at", UtcDateTime),
    UniqueConstraint("campaign_id", "number", "take"),
    Index(
        "ix_turns_telling",
        "campaign_id",
        sqlite_where=text("status = 'telling'"),
        postgresql_where=text("status = 'telling'"),
    ),
    Index(
        "ix_turns_undelivered",
        "campaign_id",
        sqlite_where=text("status = 'told' AND NOT delivered"),
        postgresql_where=text("status = 'told' AND NOT delivered"),
    ),
)

actions = Table(
    "actions",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("campaign_id", "campaigns.id"),
    _belongs_to("account_id", "accounts.id", index=True),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="SET NULL"), index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("discord_id", BigInteger, nullable=False, unique=True),
    Column("kind", CleanText, nullable=False),
    Column("author", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index(
        "ix_actions_unanswered",
        "campaign_id",
        "id",
        sqlite_where=text("turn_id IS NULL"),
        postgresql_where=text("turn_id IS NULL"),
    ),
    Index(None, "channel_id", "discord_id"),
    Index(None, "campaign_id", "id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("campaign_id", "campaigns.id"),
    _belongs_to("turn_id", "turns.id", index=True),
    Column("role", CleanText, nullable=False),
    Column("author", CleanText),
    Column("content", CleanText, nullable=False),
    Index(None, "campaign_id", "id"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", Id, primary_key=True),
    _belongs_to("campaign_id", "campaigns.id"),
    _belongs_to("turn_id", "turns.id", index=True),
    Column("kind", CleanText, nullable=False),
    Column("actor", CleanText, nullable=False),
    Column("summary", CleanText, nullable=False),
    Column("detail", Json, nullable=False),
    Index(None, "campaign_id", "id"),
)

# What was measured outlives what it was measured on, so the references only empty.
llm_calls = Table(
    "llm_calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="SET NULL"), index=True),
    Column("duel", Id),
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
    _belongs_to("budget_id", "budgets.id"),
    Column("holder", CleanText, nullable=False),
    Column("amount", Dollars, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("budget_id", "holder"),
)
