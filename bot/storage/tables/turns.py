"""What players did, what the game master answered, and the dice in between."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    false,
)

from bot.storage.columns import CleanText, Id, Json, UtcDateTime, partial
from bot.storage.tables.schema import belongs_to, metadata

turns = Table(
    "turns",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    Column("number", Integer, nullable=False),
    Column("take", Integer, nullable=False, server_default="1"),
    Column("again", Boolean, nullable=False, server_default=false()),
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
    Column("findings", Json, nullable=False, server_default="[]"),
    Column("checked", Integer),  # which checks looked (bot.domain.checking); NULL from before they were counted
    Column("duel", Id),
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
    Index(None, "campaign_id", "told_at"),
    partial("ix_turns_telling", "campaign_id", where="status = 'telling'"),
    partial("ix_turns_undelivered", "campaign_id", where="status = 'told' AND NOT delivered"),
)

actions = Table(
    "actions",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    belongs_to("account_id", "accounts.id", index=True),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="SET NULL"), index=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("discord_id", BigInteger, nullable=False, unique=True),
    Column("kind", CleanText, nullable=False),
    Column("author", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    partial("ix_actions_unanswered", "campaign_id", "id", where="turn_id IS NULL"),
    Index(None, "channel_id", "discord_id"),
    Index(None, "campaign_id", "id"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    belongs_to("turn_id", "turns.id", index=True),
    Column("role", CleanText, nullable=False),
    Column("author", CleanText),
    Column("content", CleanText, nullable=False),
    Index(None, "campaign_id", "id"),
)

# What people changed by hand belongs to no turn: it names who did, and the turn it came after.
ledger = Table(
    "ledger",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="CASCADE"), index=True),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("after_turn", Integer),
    Column("kind", CleanText, nullable=False),
    Column("actor", CleanText, nullable=False),
    Column("summary", CleanText, nullable=False),
    Column("detail", Json, nullable=False),
    Column("changes", Json, nullable=False, server_default="[]"),
    Index(None, "campaign_id", "id"),
)
