"""Every model at the table: fallbacks, retold turns, servers' own keys, budgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# SQLite numbers rows by itself only where the key is spelt INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)
# SQLite knows no decimals: it keeps nano-dollars.
DOLLARS = sa.Numeric(18, 9).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Add what routing, measuring and paying need."""
    _campaigns()
    _turns()
    _calls()
    _keys()
    _budgets()


def _campaigns() -> None:
    op.add_column("campaigns", sa.Column("fallbacks", sa.Text))
    op.add_column("campaigns", sa.Column("over_budget", sa.Text, nullable=False, server_default="refuse"))


def _turns() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.add_column(sa.Column("take", sa.Integer, nullable=False, server_default="1"))
        turns.add_column(sa.Column("wanted_model", sa.Text))
        turns.add_column(sa.Column("notes", sa.Text, nullable=False, server_default="[]"))
        turns.add_column(sa.Column("memories", sa.Text))
        turns.add_column(sa.Column("reverted_at", WHEN))
        turns.drop_constraint("uq_turns_campaign_id_number", type_="unique")
        turns.create_unique_constraint("uq_turns_campaign_id_number_take", ["campaign_id", "number", "take"])


def _calls() -> None:
    with op.batch_alter_table("llm_calls") as calls:
        calls.add_column(sa.Column("account_id", ID))
        calls.add_column(sa.Column("route", sa.Integer, nullable=False, server_default="0"))
        calls.add_column(sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()))
        calls.create_foreign_key("fk_llm_calls_account_id", "accounts", ["account_id"], ["id"], ondelete="SET NULL")


def _keys() -> None:
    op.create_table(
        "provider_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_four", sa.Text, nullable=False),
        sa.Column("added_by", ID),
        sa.Column("added_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_provider_keys_guild_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name="fk_provider_keys_added_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_provider_keys"),
        sa.UniqueConstraint("guild_id", "provider", name="uq_provider_keys_guild_id_provider"),
    )


def _budgets() -> None:
    op.create_table(
        "budgets",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("subject", sa.BigInteger, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("amount", DOLLARS, nullable=False),
        sa.Column("warned_for", sa.Text),
        sa.Column("set_by", ID),
        sa.Column("set_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_budgets_guild_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name="fk_budgets_set_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_budgets"),
        sa.UniqueConstraint(
            "guild_id", "scope", "subject", "period", "unit", name="uq_budgets_guild_id_scope_subject_period_unit"
        ),
    )
    op.create_table(
        "budget_holds",
        sa.Column("id", ID, nullable=False),
        sa.Column("budget_id", ID, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("amount", DOLLARS, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], name="fk_budget_holds_budget_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_budget_holds"),
        sa.UniqueConstraint("budget_id", "holder", name="uq_budget_holds_budget_id_holder"),
    )
