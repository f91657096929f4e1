"""Servers, people, campaigns and their characters."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, UniqueConstraint, false

from bot.storage.columns import CleanText, Id, Json, UtcDateTime
from bot.storage.tables.schema import belongs_to, metadata

guilds = Table(
    "guilds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Discord's id
    Column("name", CleanText, nullable=False),
    Column("language", CleanText),
    Column("default_model", CleanText),
    Column("ops_channel_id", BigInteger),
    Column("creator_role_id", BigInteger),  # who may start campaigns besides those who manage channels
    Column("rating", CleanText),
    Column("greeted_at", UtcDateTime),
    Column("quiet", Json),  # the hours without notices: from, to, zone
    Column("shares_ratings", Boolean, nullable=False, server_default=false()),  # in what all servers find together
    Column("created_at", UtcDateTime, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("language", CleanText),
    Column("delete_after", UtcDateTime),  # when the person wants all of it gone; NULL while they do not
    Column("created_at", UtcDateTime, nullable=False),
)

account_identities = Table(
    "account_identities",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("account_id", "accounts.id", index=True),
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
    Column("rules", Json, nullable=False, server_default="{}"),
    Column("chair", Id, ForeignKey("accounts.id", ondelete="SET NULL")),  # whoever is the game master for now
    Column("state", CleanText),  # the game as it stands; NULL before the first change
    Column("secret", LargeBinary, nullable=False),
    Column("commitment", CleanText, nullable=False),
    Column("status", CleanText, nullable=False, server_default="open"),
    Column("delete_after", UtcDateTime),
    Column("theme", CleanText),  # of the catalogue; NULL for words of one's own
    Column("created_at", UtcDateTime, nullable=False),
)

# The key makes it certain that a channel has one campaign at most.
campaign_channels = Table(
    "campaign_channels",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    belongs_to("campaign_id", "campaigns.id", index=True),
    Column("bound_at", UtcDateTime, nullable=False),
    Column("heard_up_to", BigInteger),  # what was written there in a pause, by Discord's id, is not part of the story
)

members = Table(
    "members",
    metadata,
    belongs_to("campaign_id", "campaigns.id", primary_key=True),
    belongs_to("account_id", "accounts.id", primary_key=True, index=True),
    Column("role", CleanText, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
)

# Who they are, as they were made. How a character is now stands in one place: in `sheet` while it rests, else in the
# state of the campaign it plays in. It outlives its campaign.
characters = Table(
    "characters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="SET NULL"), index=True),
    belongs_to("account_id", "accounts.id", index=True),
    Column("name", CleanText, nullable=False),
    Column("race", CleanText, nullable=False),
    Column("class", CleanText, nullable=False, key="class_"),
    Column("description", CleanText, nullable=False),
    Column("level", Integer, nullable=False),
    Column("scores", Json, nullable=False),
    Column("skills", Json, nullable=False),
    Column("hit_points", Integer, nullable=False),
    Column("max_hit_points", Integer, nullable=False),
    Column("sheet", Json),  # a whole Character; NULL while it plays
    Column("retired_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)
