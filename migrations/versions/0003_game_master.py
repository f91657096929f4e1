"""A game master worth playing with: states, table rules, memory, the rule book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# SQLite numbers rows by itself only where the key is spelt INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what rules, memory and second thoughts need."""
    _campaigns()
    _turns()
    _ledger()
    _memory()
    _compendium()


def _campaigns() -> None:
    with op.batch_alter_table("campaigns") as campaigns:
        campaigns.add_column(sa.Column("rules", sa.Text, nullable=False, server_default="{}"))
        campaigns.add_column(sa.Column("chair", ID))
        campaigns.add_column(sa.Column("state", sa.Text))
        campaigns.create_foreign_key("fk_campaigns_chair", "accounts", ["chair"], ["id"], ondelete="SET NULL")


def _turns() -> None:
    op.add_column("turns", sa.Column("again", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("turns", sa.Column("findings", sa.Text, nullable=False, server_default="[]"))
    op.execute("UPDATE turns SET again = (take > 1)")


def _ledger() -> None:
    with op.batch_alter_table("ledger") as ledger:
        ledger.alter_column("turn_id", existing_type=ID, nullable=True)
        ledger.add_column(sa.Column("account_id", ID))
        ledger.add_column(sa.Column("after_turn", sa.Integer))
        ledger.add_column(sa.Column("changes", sa.Text, nullable=False, server_default="[]"))
        ledger.create_foreign_key("fk_ledger_account_id", "accounts", ["account_id"], ["id"], ondelete="SET NULL")


def _memory() -> None:
    op.create_table(
        "facts",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("turn_id", ID),
        sa.Column("account_id", ID),
        sa.Column("character_id", ID),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("removed_at", WHEN),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_facts_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_facts_turn_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_facts_account_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["character_id"], ["characters.id"], name="fk_facts_character_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_facts"),
    )
    op.create_index("ix_facts_turn_id", "facts", ["turn_id"])
    op.create_index("ix_facts_campaign_id_id", "facts", ["campaign_id", "id"])
    op.create_table(
        "chapters",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("first_turn", sa.Integer, nullable=False),
        sa.Column("last_turn", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_chapters_campaign_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_chapters"),
    )
    op.create_index("ix_chapters_campaign_id_first_turn", "chapters", ["campaign_id", "first_turn"])


def _compendium() -> None:
    op.create_table(
        "compendium",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("index", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "index", name="pk_compendium"),
    )
    op.create_index("ix_compendium_folded", "compendium", ["folded"])
