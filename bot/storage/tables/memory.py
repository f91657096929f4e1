"""What the game master remembers, and the rule book it looks things up in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, false

from bot.storage.columns import CleanText, Id, Json, UtcDateTime
from bot.storage.tables.schema import belongs_to, metadata

# A fact of a turn that was taken back is none; one that people wrote down has no turn.
facts = Table(
    "facts",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    Column("turn_id", Id, ForeignKey("turns.id", ondelete="CASCADE"), index=True),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # who wrote it down by hand
    Column("character_id", Id, ForeignKey("characters.id", ondelete="CASCADE")),  # who alone knows it
    Column("kind", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("pinned", Boolean, nullable=False, server_default=false()),
    Column("made_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
    Index(None, "campaign_id", "id"),
)

chapters = Table(
    "chapters",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("campaign_id", "campaigns.id"),
    Column("first_turn", Integer, nullable=False),
    Column("last_turn", Integer, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("model", CleanText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "campaign_id", "first_turn"),
)

# SRD 5.1, loaded once. `rules` is what the rules need of an entry, `text` what people read.
compendium = Table(
    "compendium",
    metadata,
    Column("kind", CleanText, nullable=False),
    Column("index", CleanText, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("folded", CleanText, nullable=False),
    Column("rules", Json, nullable=False),
    Column("text", CleanText, nullable=False),
    PrimaryKeyConstraint("kind", "index"),
    Index(None, "folded"),
)
