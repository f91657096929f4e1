"""What all tables share: how their constraints are called, and how a row belongs to another."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, MetaData

from bot.storage.columns import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def belongs_to(column: str, target: str, *, index: bool = False, primary_key: bool = False) -> Column[int]:
    """Return a reference that goes when its target goes."""
    return Column(
        column, Id, ForeignKey(target, ondelete="CASCADE"), nullable=False, index=index, primary_key=primary_key
    )
