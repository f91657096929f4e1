"""Compare the database's version with the newest migration, without loading Alembic."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from sqlalchemy import Connection, text

SchemaState = Literal["current", "behind", "newer", "empty"]

_HAS_VERSION = {
    "sqlite": text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"),
    "postgresql": text("SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL"),
}
_VERSION = text("SELECT version_num FROM alembic_version")


def newest() -> str:
    """Return the number of the newest migration this program has, such as `0001`."""
    steps = resources.files("migrations").joinpath("versions").iterdir()
    return max(step.name[:4] for step in steps if step.name[:4].isdigit())


def found_on(connection: Connection) -> str | None:
    """Return the number of the last migration a database has had, None for an empty one."""
    if connection.execute(_HAS_VERSION[connection.dialect.name]).first() is None:
        return None
    return connection.execute(_VERSION).scalar_one_or_none()


def state_of(version: str | None) -> SchemaState:
    """Tell whether a database at this version fits the program."""
    if version is None:
        return "empty"
    if version == newest():
        return "current"
    # The numbers have four digits, so they sort as text; what is no number of ours was not made by this program.
    return "behind" if version < newest() else "newer"
