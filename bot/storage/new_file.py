"""Give a new SQLite file its tables at once, rather than step by step: Alembic would take half of a first start.

`migrations/newest.sql` holds what all steps together come to. After adding a step, write it anew with
`python -m bot.storage.new_file`; a test holds the two together.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Final

from bot.storage.engine import Database
from bot.storage.errors import speaking
from bot.storage.versions import newest

NEWEST: Final = resources.files("migrations") / "newest.sql"
BETWEEN: Final = ";\n\n"
_NAMED: Final = "\tCONSTRAINT "
# The tables as they came, each with its indexes and triggers: some steps make a table anew, with those in any order.
_MADE: Final = """
    SELECT name, sql FROM sqlite_master AS made WHERE sql IS NOT NULL
    ORDER BY (SELECT rowid FROM sqlite_master WHERE name = made.tbl_name), type <> 'table', name
"""


async def fill(database: Database) -> None:
    """Make every table in a file that holds nothing yet; one that holds something stays as it is."""
    with speaking(database.place):
        async with database.begin() as connection:
            if (await connection.exec_driver_sql("SELECT 1 FROM sqlite_master")).first() is not None:
                return
            for statement in NEWEST.read_text(encoding="utf-8").split(BETWEEN):
                await connection.exec_driver_sql(statement)


def written_down(file: Path) -> str:
    """Return the statements that make another file what this one is, without the rows of its tables."""
    connection = sqlite3.connect(file)
    try:
        # What belongs to a full-text index comes with it, as SQLite's own tables do.
        shadows = {row[1] for row in connection.execute("PRAGMA table_list") if row[2] == "shadow"}
        made = connection.execute(_MADE)
        statements = [_in_order(sql) for name, sql in made if name not in shadows and not name.startswith("sqlite_")]
    finally:
        connection.close()
    return BETWEEN.join((*statements, f"INSERT INTO alembic_version VALUES ('{newest()}')")) + "\n"  # noqa: S608


def _in_order(statement: str) -> str:
    """Put the constraints of a table in order, which stand last in it."""
    lines = statement.split("\n")
    named = sorted(line.removesuffix(", ") for line in lines if line.startswith(_NAMED))
    *columns, end = (line for line in lines if not line.startswith(_NAMED))
    return "\n".join((*columns, ", \n".join(named), end)) if named else statement


def main() -> int:
    """Take all the steps in a file that is thrown away, and write down what came of them."""
    from bot.storage.migrate import migrate

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "skald.db"
        migrate(f"sqlite:///{file}")
        Path(str(NEWEST)).write_text(written_down(file), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
