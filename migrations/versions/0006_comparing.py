"""What comparing models needs: duels and votes, what players say is wrong, roll-ups, schedules, incidents, replays."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# SQLite numbers rows by itself only where the key is spelt INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
DOLLARS = sa.Numeric(18, 9).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Add what comparing models needs."""
    op.add_column("guilds", sa.Column("quiet", sa.Text))
    op.add_column("guilds", sa.Column("shares_ratings", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("llm_calls", sa.Column("chunks", sa.Integer))
    op.add_column("llm_calls", sa.Column("replay", ID))
    op.create_index("ix_llm_calls_replay", "llm_calls", ["replay"])
    op.create_index("ix_llm_calls_duel", "llm_calls", ["duel"])
    op.add_column("turns", sa.Column("duel", ID))
    op.add_column("turns", sa.Column("checked", sa.Integer))
    op.create_index("ix_turns_campaign_id_told_at", "turns", ["campaign_id", "told_at"])
    _duels()
    _complaints()
    _roll_ups()
    _schedules()
    _incidents()
    _replays()


def _duels() -> None:
    op.create_table(
        "duels",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("campaign_id", ID),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("take", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("model_a", sa.Text, nullable=False),
        sa.Column("model_b", sa.Text, nullable=False),
        sa.Column("story_a", sa.Text, nullable=False, server_default=""),
        sa.Column("story_b", sa.Text, nullable=False, server_default=""),
        sa.Column("facts", sa.Text, nullable=False, server_default="{}"),
        sa.Column("frozen", sa.Text),
        sa.Column("voters", sa.Text, nullable=False, server_default="[]"),
        sa.Column("message_ids", sa.Text, nullable=False, server_default="[]"),
        sa.Column("outcome", sa.Text),
        sa.Column("told", sa.Text),
        sa.Column("why", sa.Text),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("closes_at", WHEN),
        sa.Column("closed_at", WHEN),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_duels_guild_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_duels_campaign_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_duels"),
        sa.UniqueConstraint("campaign_id", "number", "take", name="uq_duels_campaign_id_number_take"),
    )
    op.create_index("ix_duels_guild_id_closed_at", "duels", ["guild_id", "closed_at"])
    op.create_table(
        "votes",
        sa.Column("duel_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("voted_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["duel_id"], ["duels.id"], name="fk_votes_duel_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_votes_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("duel_id", "account_id", name="pk_votes"),
    )
    op.create_index("ix_votes_account_id_voted_at", "votes", ["account_id", "voted_at"])


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_complaints_turn_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_complaints_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("turn_id", "account_id", name="uq_complaints_turn_id_account_id"),
    )
    op.create_index("ix_complaints_account_id", "complaints", ["account_id"])


def _bucket(name: str, when: str, *figures: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column(when, WHEN, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        *figures,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_guild_id_{when}", name, ["guild_id", when])
    op.create_index(f"ix_{name}_{when}", name, [when])


def _columns(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _roll_ups() -> None:
    for ending, when in (("hours", "hour"), ("days", "day")):
        _bucket(
            f"call_{ending}",
            when,
            *_columns(
                sa.BigInteger, "calls", "retried", "failed", "truncated", "refused", "reported", "input_tokens",
                "cacheable_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
                "tool_calls", "tool_calls_valid", "priced",
            ),
            sa.Column("cost_usd", DOLLARS, nullable=False),
            *_columns(sa.LargeBinary, "speeds"),
        )  # fmt: skip
        _bucket(
            f"turn_{ending}",
            when,
            *_columns(sa.BigInteger, "turns", "wanted", "handed_on", "priced", "duels"),
            sa.Column("cost_usd", DOLLARS, nullable=False),
            *_columns(sa.LargeBinary, "first_words", "last_words", "checks"),
        )
        _bucket(f"count_{ending}", when, *_columns(sa.Text, "what"), *_columns(sa.BigInteger, "count"))
    op.create_table(
        "rollup_marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("up_to", sa.BigInteger, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rollup_marks"),
    )
    op.create_table(
        "vitals",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vitals"),
    )
    op.create_index("ix_vitals_at", "vitals", ["at"])


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False, server_default="{}"),
        sa.Column("cron", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("due_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_schedules_guild_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_schedules_account_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
    )
    op.create_index("ix_schedules_guild_id", "schedules", ["guild_id"])
    op.create_index("ix_schedules_due_at", "schedules", ["due_at"])
    op.create_table(
        "job_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("schedule_id", ID),
        sa.Column("slot", WHEN, nullable=False),
        sa.Column("began_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN),
        sa.Column("outcome", sa.Text),
        sa.Column("message_id", sa.BigInteger),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_job_runs_schedule_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job_runs"),
        sa.UniqueConstraint("job", "slot", name="uq_job_runs_job_slot"),
    )
    op.create_index("ix_job_runs_schedule_id", "job_runs", ["schedule_id"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False, server_default="{}"),
        sa.Column("began_at", WHEN, nullable=False),
        sa.Column("told_at", WHEN),
        sa.Column("ended_at", WHEN),
        sa.Column("end_told_at", WHEN),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_incidents_guild_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    # Two processes that see the same trouble tell it once.
    op.create_index(
        "uq_incidents_open",
        "incidents",
        ["guild_id", "kind", "subject"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _replays() -> None:
    op.create_table(
        "replays",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("campaign_id", ID),
        sa.Column("account_id", ID),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("scenes", sa.Text),
        sa.Column("models", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False, server_default="{}"),
        sa.Column("limit_usd", DOLLARS),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("beat_at", WHEN),
        sa.Column("ended_at", WHEN),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_replays_guild_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_replays_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_replays_account_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_replays"),
    )
    op.create_index("ix_replays_guild_id", "replays", ["guild_id"])
    op.create_table(
        "replay_tellings",
        sa.Column("id", ID, nullable=False),
        sa.Column("replay_id", ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("story", sa.Text),
        sa.Column("figures", sa.Text, nullable=False, server_default="{}"),
        sa.Column("findings", sa.Text, nullable=False, server_default="[]"),
        sa.Column("error", sa.Text),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name="fk_replay_tellings_replay_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_replay_tellings"),
        sa.UniqueConstraint("replay_id", "number", "model", name="uq_replay_tellings_replay_id_number_model"),
    )
