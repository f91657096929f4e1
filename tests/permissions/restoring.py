"""Put a SQLite database back to how it was, so that what one person did does not change what the next may do."""

from __future__ import annotations

import sqlite3
from typing import Any

# What SQLite keeps for itself; triggers keep the words of `recall`, and the rule book is the same for everybody.
_OWN = ("sqlite_", "recall", "compendium")

Rows = dict[tuple[Any, ...], tuple[Any, ...]]


class Baseline:
    """What stood in every table at one moment, seen from a connection of its own."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        # Rows come back one by one; nothing must go with those that are replaced.
        self._connection.execute("PRAGMA foreign_keys = OFF")
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE T%'")
        self._keys = {name: self._key(name) for (name,) in names.fetchall() if not name.startswith(_OWN)}
        self._rows: dict[str, Rows] = {}
        self._version = 0
        self.keep()

    def keep(self) -> None:
        """Let what stands now be what is put back."""
        self._rows = {name: self._read(name) for name in self._keys}
        self._version = self._now()

    def is_touched(self) -> bool:
        """Tell whether anybody wrote anything since, be it the same again."""
        return self._now() != self._version

    def changed(self) -> list[str]:
        """Name the tables that are not as they were."""
        if not self.is_touched():
            return []
        return [name for name in self._keys if self._read(name) != self._rows[name]]

    def restore(self) -> None:
        """Put every row back."""
        self._connection.execute("BEGIN IMMEDIATE")
        for name, key in self._keys.items():
            was, now = self._rows[name], self._read(name)
            where = " AND ".join(f'"{column}" IS ?' for column in key)
            for one in [one for one, row in now.items() if was.get(one) != row]:
                self._connection.execute(f'DELETE FROM "{name}" WHERE {where}', one)  # noqa: S608
            for row in [row for one, row in was.items() if now.get(one) != row]:
                places = ", ".join("?" for _ in row)
                self._connection.execute(f'INSERT INTO "{name}" VALUES ({places})', row)  # noqa: S608
        self._connection.execute("COMMIT")
        self._version = self._now()

    def close(self) -> None:
        self._connection.close()

    def _now(self) -> int:
        return self._connection.execute("PRAGMA data_version").fetchone()[0]

    def _key(self, name: str) -> list[str]:
        columns = self._connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        return [column[1] for column in columns if column[5]] or [column[1] for column in columns]

    def _read(self, name: str) -> Rows:
        cursor = self._connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608
        columns = [each[0] for each in cursor.description]
        places = [columns.index(column) for column in self._keys[name]]
        return {tuple(row[place] for place in places): row for row in cursor.fetchall()}
