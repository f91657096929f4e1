"""The spine: people, campaigns and their channels, actions and turns, the transcript, the ledger, the model calls.

Everything one turn needs, from the message a player wrote to the measurements of the reply. The types are spelt
out here rather than taken from the program, because a step must not change when the program does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite numbers rows by itself only where the key is spelt INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
# SQLite knows no decimals: it keeps nano-dollars.
DOLLARS = sa.Numeric(18, 9).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    _people()
    _campaigns()
    _play()
    _record()


def _people() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_table(
        "guilds",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("default_model", sa.Text),
        sa.Column("ops_channel_id", sa.BigInteger),
        sa.Column("created_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guilds"),
    )
    op.create_table(
        "account_identities",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("identity", sa.BigInteger, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_account_identities_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_identities"),
        sa.UniqueConstraint("provider", "identity", name="uq_account_identities_provider_identity"),
    )
    op.create_index("ix_account_identities_account_id", "account_identities", ["account_id"])


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("themes", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("commitment", sa.Text, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_campaigns_guild_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts.id"], name="fk_campaigns_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_index("ix_campaigns_guild_id", "campaigns", ["guild_id"])
    op.create_index("ix_campaigns_owner_id", "campaigns", ["owner_id"])
    op.create_table(
        "campaign_channels",
        sa.Column("channel_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("bound_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_channels_campaign_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", name="pk_campaign_channels"),
    )
    op.create_index("ix_campaign_channels_campaign_id", "campaign_channels", ["campaign_id"])
    op.create_table(
        "characters",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("race", sa.Text, nullable=False),
        sa.Column("class", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("scores", sa.Text, nullable=False),
        sa.Column("skills", sa.Text, nullable=False),
        sa.Column("hit_points", sa.Integer, nullable=False),
        sa.Column("max_hit_points", sa.Integer, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_characters_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_characters_campaign_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_characters"),
        sa.UniqueConstraint("campaign_id", "account_id", name="uq_characters_campaign_id_account_id"),
    )
    op.create_index("ix_characters_account_id", "characters", ["account_id"])
    op.create_table(
        "members",
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("joined_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_members_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_members_campaign_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "account_id", name="pk_members"),
    )
    op.create_index("ix_members_account_id", "members", ["account_id"])


def _play() -> None:
    op.create_table(
        "turns",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("action_ids", sa.Text, nullable=False),
        sa.Column("reply_ids", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("narration", sa.Text),
        sa.Column("state_before", sa.Text),
        sa.Column("state_after", sa.Text),
        sa.Column("started_at", WHEN),
        sa.Column("told_at", WHEN),
        sa.Column("first_word_ms", sa.Float),
        sa.Column("last_word_ms", sa.Float),
        sa.Column("error", sa.Text),
        sa.Column("delivered", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_turns_campaign_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_turns_campaign_id_number"),
    )
    op.create_index(
        "ix_turns_telling",
        "turns",
        ["campaign_id"],
        sqlite_where=sa.text("status = 'telling'"),
        postgresql_where=sa.text("status = 'telling'"),
    )
    op.create_index(
        "ix_turns_undelivered",
        "turns",
        ["campaign_id"],
        sqlite_where=sa.text("status = 'told' AND NOT delivered"),
        postgresql_where=sa.text("status = 'told' AND NOT delivered"),
    )
    op.create_table(
        "actions",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("turn_id", ID),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("discord_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("received_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_actions_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_actions_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_actions_turn_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.UniqueConstraint("discord_id", name="uq_actions_discord_id"),
    )
    op.create_index("ix_actions_account_id", "actions", ["account_id"])
    op.create_index("ix_actions_campaign_id_id", "actions", ["campaign_id", "id"])
    op.create_index("ix_actions_channel_id_discord_id", "actions", ["channel_id", "discord_id"])
    op.create_index("ix_actions_turn_id", "actions", ["turn_id"])
    op.create_index(
        "ix_actions_unanswered",
        "actions",
        ["campaign_id", "id"],
        sqlite_where=sa.text("turn_id IS NULL"),
        postgresql_where=sa.text("turn_id IS NULL"),
    )


def _record() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_ledger_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_ledger_turn_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_campaign_id_id", "ledger", ["campaign_id", "id"])
    op.create_index("ix_ledger_turn_id", "ledger", ["turn_id"])
    op.create_table(
        "messages",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("author", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_messages_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_messages_turn_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_campaign_id_id", "messages", ["campaign_id", "id"])
    op.create_index("ix_messages_turn_id", "messages", ["turn_id"])
    op.create_table(
        "llm_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("turn_id", ID),
        sa.Column("duel", ID),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("campaign_id", ID),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("model_returned", sa.Text),
        sa.Column("started_at", WHEN, nullable=False),
        sa.Column("queue_ms", sa.Float, nullable=False),
        sa.Column("ttft_ms", sa.Float),
        sa.Column("first_text_ms", sa.Float),
        sa.Column("e2e_ms", sa.Float, nullable=False),
        sa.Column("max_gap_ms", sa.Float),
        sa.Column("input_tokens", sa.Integer),
        sa.Column("cache_read_tokens", sa.Integer),
        sa.Column("cache_write_tokens", sa.Integer),
        sa.Column("output_tokens", sa.Integer),
        sa.Column("reasoning_tokens", sa.Integer),
        sa.Column("usage_source", sa.Text, nullable=False),
        sa.Column("cost_usd", DOLLARS),
        sa.Column("price_date", sa.Text),
        sa.Column("finish_reason", sa.Text),
        sa.Column("tool_calls", sa.Integer, nullable=False),
        sa.Column("tool_calls_valid", sa.Integer, nullable=False),
        sa.Column("error_class", sa.Text),
        sa.Column("http_status", sa.Integer),
        sa.Column("request_id", sa.Text),
        sa.Column("prompt_hash", sa.Text, nullable=False),
        sa.Column("prompt_version", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_llm_calls_campaign_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_llm_calls_guild_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_llm_calls_turn_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_llm_calls"),
    )
    op.create_index("ix_llm_calls_campaign_id_started_at", "llm_calls", ["campaign_id", "started_at"])
    op.create_index("ix_llm_calls_guild_id_started_at", "llm_calls", ["guild_id", "started_at"])
    op.create_index("ix_llm_calls_model_started_at", "llm_calls", ["model", "started_at"])
    op.create_index("ix_llm_calls_started_at", "llm_calls", ["started_at"])
    op.create_index("ix_llm_calls_turn_id", "llm_calls", ["turn_id"])
