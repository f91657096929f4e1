"""Blind comparisons, what players say is wrong, and tellings asked for again."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, UniqueConstraint

from bot.storage.columns import CleanText, Dollars, Id, Json, UtcDateTime
from bot.storage.tables.schema import belongs_to, metadata

# One turn told by two hidden models. `status` is voting, closed or void; `outcome` a, b, tie or bad; `told` the side
# whose words became the story; `facts` what each side took; `frozen` what the turn came to, until it is committed.
duels = Table(
    "duels",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="SET NULL")),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="SET NULL")),
    Column("number", Integer, nullable=False),
    Column("take", Integer, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("status", CleanText, nullable=False),
    Column("model_a", CleanText, nullable=False),
    Column("model_b", CleanText, nullable=False),
    Column("story_a", CleanText, nullable=False, server_default=""),
    Column("story_b", CleanText, nullable=False, server_default=""),
    Column("facts", Json, nullable=False, server_default="{}"),
    Column("frozen", Json),
    Column("voters", Json, nullable=False, server_default="[]"),
    Column("message_ids", Json, nullable=False, server_default="[]"),
    Column("outcome", CleanText),
    Column("told", CleanText),
    Column("why", CleanText),
    Column("made_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("campaign_id", "number", "take"),
    Index(None, "guild_id", "closed_at"),
)

# One ballot of one person, however many Discord users they are; changeable while the duel is open.
votes = Table(
    "votes",
    metadata,
    belongs_to("duel_id", "duels.id"),
    belongs_to("account_id", "accounts.id"),
    Column("choice", CleanText, nullable=False),
    Column("voted_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("duel_id", "account_id"),
    Index(None, "account_id", "voted_at"),
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("turn_id", "turns.id"),
    belongs_to("account_id", "accounts.id", index=True),
    Column("what", CleanText, nullable=False),
    Column("words", CleanText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("turn_id", "account_id"),
)

# A campaign's turns, or ready scenes, asked again of other models. Their attempts are `llm_calls` with this `replay`.
replays = Table(
    "replays",
    metadata,
    Column("id", Id, primary_key=True),
    Column("guild_id", BigInteger, ForeignKey("guilds.id", ondelete="SET NULL"), index=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id", ondelete="CASCADE")),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="SET NULL")),
    Column("channel_id", BigInteger),  # where the report goes
    Column("scenes", Json),  # names of ready scenes; NULL for a campaign's turns
    Column("models", Json, nullable=False),
    Column("options", Json, nullable=False, server_default="{}"),
    Column("limit_usd", Dollars),
    Column("status", CleanText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("beat_at", UtcDateTime),  # when its process last said that it is at work
    Column("ended_at", UtcDateTime),
)

replay_tellings = Table(
    "replay_tellings",
    metadata,
    Column("id", Id, primary_key=True),
    belongs_to("replay_id", "replays.id"),
    Column("number", Integer, nullable=False),
    Column("model", CleanText, nullable=False),
    Column("story", CleanText),
    Column("figures", Json, nullable=False, server_default="{}"),
    Column("findings", Json, nullable=False, server_default="[]"),
    Column("error", CleanText),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("replay_id", "number", "model"),
)
