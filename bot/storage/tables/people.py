"""How people sign in, what they are in the middle of, and the pictures they had made."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table

from bot.storage.columns import CleanText, Id, Json, UtcDateTime
from bot.storage.tables.schema import belongs_to, metadata

# `folded` is the address as it is compared; `password` and `recovery` are bcrypt hashes.
credentials = Table(
    "credentials",
    metadata,
    belongs_to("account_id", "accounts.id", primary_key=True),
    Column("email", CleanText, nullable=False),
    Column("folded", CleanText, nullable=False, unique=True),
    Column("password", CleanText, nullable=False),
    Column("recovery", CleanText),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

# A Discord user signed in to an account, which need not be the one they play as.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("account_id", "accounts.id", index=True),
    Column("discord_id", BigInteger, nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

# `address` is a keyed digest of what was typed, so that unknown addresses lock like known ones and none is kept.
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    Column("address", CleanText, nullable=False),
    Column("discord_id", BigInteger, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("outcome", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "address", "at"),
    Index(None, "discord_id", "at"),
)

# What somebody has begun and not finished, such as a character; a button from before a restart finds it here.
drafts = Table(
    "drafts",
    metadata,
    belongs_to("account_id", "accounts.id"),
    Column("kind", CleanText, nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("content", Json, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("account_id", "kind", "subject"),
)

# `file` names a file of the data folder by the hash of what is in it; several rows may name one.
images = Table(
    "images",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", CleanText, nullable=False),  # portrait, campaign, scene
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="SET NULL")),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="CASCADE")),
    Column("character_id", Id, ForeignKey("characters.id", ondelete="CASCADE"), index=True),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # who had it made
    Column("prompt", CleanText, nullable=False),
    Column("alt", CleanText, nullable=False),
    Column("model", CleanText),  # NULL for one that code drew
    Column("file", CleanText, nullable=False, index=True),
    Column("bytes", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "campaign_id", "kind"),
    Index(None, "account_id", "made_at"),
)
