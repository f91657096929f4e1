"""Keep who is signed in to which account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from bot.storage.engine import Database
from bot.storage.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A Discord user who is signed in to an account, which need not be the one they play as."""

    id: int
    account_id: int
    discord_id: int
    started_at: datetime
    seen_at: datetime


class Sessions:
    """Who is signed in; a Discord user has one live session at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, discord_id: int, account_id: int, now: datetime) -> None:
        """Sign a Discord user in; the session they had ends."""
        row = {"account_id": account_id, "discord_id": discord_id, "started_at": now, "seen_at": now}
        async with self._database.begin() as connection:
            await connection.execute(_ended(now, sessions.c.discord_id == discord_id))
            await connection.execute(insert(sessions), row)

    async def renew(self, discord_id: int, now: datetime, since: datetime) -> Session | None:
        """Return a Discord user's session and keep that they were seen; None when the last time was before `since`."""
        live = (sessions.c.discord_id == discord_id, sessions.c.ended_at.is_(None), sessions.c.seen_at > since)
        seen = update(sessions).where(*live).values(seen_at=now).returning(sessions)
        async with self._database.autocommit() as connection:
            # Of two that began at the same moment on two processes, the later one counts.
            rows = (await connection.execute(seen)).all()
        return max(map(_session, rows), key=lambda one: one.id, default=None)

    async def live(self, discord_id: int, since: datetime) -> Session | None:
        """Return a Discord user's session as it is, None when they were not seen since a moment."""
        row = sessions.c
        query = select(sessions).where(row.discord_id == discord_id, row.ended_at.is_(None), row.seen_at > since)
        async with self._database.autocommit() as connection:
            found = (await connection.execute(query.order_by(row.id.desc()).limit(1))).one_or_none()
        return None if found is None else _session(found)

    async def end(self, discord_id: int, now: datetime) -> None:
        """Sign a Discord user out."""
        async with self._database.autocommit() as connection:
            await connection.execute(_ended(now, sessions.c.discord_id == discord_id))

    async def end_all(self, account_id: int, now: datetime, *, but: int | None = None) -> None:
        """Sign everybody out of an account, but for one session."""
        others = (sessions.c.account_id == account_id, *(() if but is None else (sessions.c.id != but,)))
        async with self._database.autocommit() as connection:
            await connection.execute(_ended(now, *others))

    async def drop_before(self, moment: datetime) -> None:
        """Forget sessions of those who were not seen since a moment."""
        gone = or_(sessions.c.seen_at < moment, sessions.c.ended_at < moment)
        async with self._database.autocommit() as connection:
            await connection.execute(delete(sessions).where(gone))


def _ended(now: datetime, *which: Any) -> Any:
    return update(sessions).where(*which, sessions.c.ended_at.is_(None)).values(ended_at=now)


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.account_id, row.discord_id, row.started_at, row.seen_at)
