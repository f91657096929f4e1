"""Keep what people have begun and not finished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, select

from bot.storage.engine import Database
from bot.storage.tables import drafts

MOST_OF_A_KIND: Final = 100
"""Whoever begins more has the oldest forgotten: forms are opened faster than anybody fills them in.

Of each kind for itself, or dice that were thrown for one thing could be forgotten by beginning many others.
"""


class Drafts:
    """One unfinished thing for each person, kind and subject, such as a character for a campaign."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(drafts)
        self._put = row.on_conflict_do_update(
            index_elements=["account_id", "kind", "subject"],
            set_={"content": row.excluded.content, "made_at": row.excluded.made_at},
        )

    async def put(self, account_id: int, kind: str, subject: int, content: Mapping[str, Any]) -> None:
        """Keep how far somebody came, in the place of what was kept before."""
        row = {"account_id": account_id, "kind": kind, "subject": subject, "content": dict(content)}
        mine = (drafts.c.account_id == account_id, drafts.c.kind == kind)
        newest = select(drafts.c.made_at).where(*mine).order_by(drafts.c.made_at.desc())
        oldest_kept = newest.offset(MOST_OF_A_KIND - 1).limit(1).scalar_subquery()
        async with self._database.begin() as connection:
            await connection.execute(self._put, {**row, "made_at": datetime.now(UTC)})
            await connection.execute(delete(drafts).where(*mine, drafts.c.made_at < oldest_kept))

    async def get(self, account_id: int, kind: str, subject: int) -> dict[str, Any] | None:
        """Return how far somebody came, None where nothing is begun."""
        query = select(drafts.c.content).where(*_key(account_id, kind, subject))
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def take(self, account_id: int, kind: str, subject: int) -> dict[str, Any] | None:
        """Return what somebody began and forget it, in one step: of two who ask at once, one gets it."""
        query = delete(drafts).where(*_key(account_id, kind, subject)).returning(drafts.c.content)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def drop_before(self, moment: datetime) -> None:
        """Forget what nobody went on with since a moment."""
        async with self._database.autocommit() as connection:
            await connection.execute(delete(drafts).where(drafts.c.made_at < moment))


def _key(account_id: int, kind: str, subject: int) -> tuple[Any, ...]:
    return drafts.c.account_id == account_id, drafts.c.kind == kind, drafts.c.subject == subject
