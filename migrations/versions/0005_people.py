"""People, campaigns and characters as they are kept: sign-ins, roles, sheets at rest, pictures, drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# SQLite numbers rows by itself only where the key is spelt INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what people, their characters and their pictures need."""
    _servers()
    _accounts()
    _campaigns()
    _characters()
    _drafts()
    _images()


def _servers() -> None:
    op.add_column("guilds", sa.Column("creator_role_id", sa.BigInteger))
    op.add_column("guilds", sa.Column("rating", sa.Text))
    op.add_column("guilds", sa.Column("greeted_at", WHEN))


def _accounts() -> None:
    op.add_column("accounts", sa.Column("language", sa.Text))
    op.add_column("accounts", sa.Column("delete_after", WHEN))
    op.create_table(
        "credentials",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("recovery", sa.Text),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("changed_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_credentials_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_credentials"),
        sa.UniqueConstraint("folded", name="uq_credentials_folded"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger, nullable=False),
        sa.Column("started_at", WHEN, nullable=False),
        sa.Column("seen_at", WHEN, nullable=False),
        sa.Column("ended_at", WHEN),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_discord_id", "sessions", ["discord_id"])
    op.create_table(
        "login_attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("discord_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_login_attempts_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_account_id", "login_attempts", ["account_id"])
    op.create_index("ix_login_attempts_address_at", "login_attempts", ["address", "at"])
    op.create_index("ix_login_attempts_discord_id_at", "login_attempts", ["discord_id", "at"])


def _campaigns() -> None:
    op.add_column("campaigns", sa.Column("status", sa.Text, nullable=False, server_default="open"))
    op.add_column("campaigns", sa.Column("delete_after", WHEN))
    op.add_column("campaigns", sa.Column("theme", sa.Text))
    op.add_column("campaign_channels", sa.Column("heard_up_to", sa.BigInteger))


def _characters() -> None:
    with op.batch_alter_table("characters") as characters:
        characters.drop_constraint("uq_characters_campaign_id_account_id", type_="unique")
        characters.drop_constraint("fk_characters_campaign_id", type_="foreignkey")
        characters.alter_column("campaign_id", existing_type=ID, nullable=True)
        characters.add_column(sa.Column("sheet", sa.Text))
        characters.add_column(sa.Column("retired_at", WHEN))
        characters.create_foreign_key(
            "fk_characters_campaign_id", "campaigns", ["campaign_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_characters_campaign_id", "characters", ["campaign_id"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_drafts_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "kind", "subject", name="pk_drafts"),
    )


def _images() -> None:
    op.create_table(
        "images",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("campaign_id", ID),
        sa.Column("character_id", ID),
        sa.Column("account_id", ID),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("alt", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.ForeignKeyConstraint(["guild_id"], ["guilds.id"], name="fk_images_guild_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_images_campaign_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["character_id"], ["characters.id"], name="fk_images_character_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_images_account_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_images"),
    )
    op.create_index("ix_images_character_id", "images", ["character_id"])
    op.create_index("ix_images_campaign_id_kind", "images", ["campaign_id", "kind"])
    op.create_index("ix_images_account_id_made_at", "images", ["account_id", "made_at"])
    op.create_index("ix_images_file", "images", ["file"])
