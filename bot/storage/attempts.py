"""Keep who tried to sign in, and count it, so that nobody guesses a password."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update

from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import login_attempts

Outcome = Literal["trying", "wrong", "locked", "taken", "registered", "in", "recovered", "changed"]
"""How an attempt ended; one that is `trying` was never finished, and counts as one that failed."""

_SUCCESSES: tuple[Outcome, ...] = ("registered", "in", "recovered", "changed")
_AT_AN_ADDRESS: tuple[Outcome, ...] = ("trying", "wrong")
_BY_A_PERSON: tuple[Outcome, ...] = ("trying", "wrong", "locked", "taken")


@dataclass(frozen=True, slots=True)
class Limits:
    """So many failures in a row, within so long of one another, lock for so long."""

    most: int
    lock: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to sign in; `address` is a digest."""

    account_id: int | None
    address: str
    discord_id: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reserved:
    """What became of an attempt before anything was checked.

    `locked_until` is None when it may be made. `by_person` says that the Discord user is locked, whatever the address.
    `last` says that if it fails, too, the address is locked.
    """

    id: int
    locked_until: datetime | None = None
    by_person: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class KeptAttempt:
    """An attempt as its account's owner may see it."""

    at: datetime
    discord_id: int
    name: str
    outcome: Outcome


class Attempts:
    """The attempts to sign in; failures in a row are counted for each address and for each Discord user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, attempt: Attempt, limits: Limits) -> Reserved:
        """Count an attempt as failed before it is made, so that of many at once only so many are made.

        One that may not be made is kept as such, but not when the Discord user is locked: they could fill the table.
        """
        by, at = login_attempts.c.discord_id == attempt.discord_id, login_attempts.c.address == attempt.address
        async with self._database.begin() as connection:
            await self._alone(connection, attempt)
            by_person = await _failures(connection, by, _same_person(), _BY_A_PERSON, attempt.at, limits)
            until = _locked_until(by_person, attempt.at, limits)
            if until is not None:
                return Reserved(0, until, by_person=True)
            at_it = await _failures(connection, at, _same_address(), _AT_AN_ADDRESS, attempt.at, limits)
            until = _locked_until(at_it, attempt.at, limits)
            kept = await _keep(connection, attempt, "trying" if until is None else "locked")
        recent = [failed for failed in at_it if attempt.at - failed <= limits.lock]
        return Reserved(kept, until, last=len(recent) == limits.most - 1)

    async def person_locked(self, discord_id: int, now: datetime, limits: Limits) -> datetime | None:
        """Return until when a Discord user is locked, None when they are not."""
        async with self._database.autocommit() as connection:
            mine = login_attempts.c.discord_id == discord_id
            failures = await _failures(connection, mine, _same_person(), _BY_A_PERSON, now, limits)
        return _locked_until(failures, now, limits)

    async def settle(self, attempt_id: int, outcome: Outcome) -> None:
        """Keep how a reserved attempt ended."""
        async with self._database.autocommit() as connection:
            await connection.execute(
                update(login_attempts).where(login_attempts.c.id == attempt_id).values(outcome=outcome)
            )

    async def note(self, attempt: Attempt, outcome: Outcome) -> None:
        """Keep an attempt that needed no reservation."""
        async with self._database.autocommit() as connection:
            await _keep(connection, attempt, outcome)

    async def recovered(self, discord_id: int, account_id: int, at: datetime) -> bool:
        """Tell whether what a Discord user last did with an account was to sign in with its code, at this moment."""
        row = login_attempts.c
        mine = (row.discord_id == discord_id, row.account_id == account_id, row.outcome.in_(_SUCCESSES))
        query = select(row.outcome, row.at).where(*mine).order_by(row.id.desc()).limit(1)
        async with self._database.autocommit() as connection:
            last = (await connection.execute(query)).one_or_none()
        return last is not None and last.outcome == "recovered" and last.at == at

    async def of_account(self, account_id: int, most: int) -> list[KeptAttempt]:
        """Return the newest attempts at an account, the newest first."""
        row = login_attempts.c
        query = select(row.at, row.discord_id, row.name, row.outcome).where(row.account_id == account_id)
        async with self._database.autocommit() as connection:
            rows = await connection.execute(query.order_by(row.id.desc()).limit(most))
            return [KeptAttempt(one.at, one.discord_id, one.name, one.outcome) for one in rows]

    async def names(self, discord_ids: Sequence[int]) -> dict[int, str]:
        """Return what Discord users were called when they last tried to sign in."""
        row = login_attempts.c
        query = select(row.discord_id, row.name).where(row.discord_id.in_(discord_ids)).order_by(row.id)
        async with self._database.autocommit() as connection:
            return {one.discord_id: one.name for one in await connection.execute(query)}

    async def drop_before(self, moment: datetime) -> None:
        """Forget attempts from before a moment."""
        async with self._database.autocommit() as connection:
            await connection.execute(delete(login_attempts).where(login_attempts.c.at < moment))

    async def _alone(self, connection: AsyncConnection, attempt: Attempt) -> None:
        """Let attempts at one address, or of one person, be counted one after the other; SQLite does so anyway."""
        if self._database.on_sqlite:
            return
        for key in sorted((_key(f"address {attempt.address}"), _key(f"person {attempt.discord_id}"))):
            await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def _keep(connection: AsyncConnection, attempt: Attempt, outcome: Outcome) -> int:
    row = {
        "account_id": attempt.account_id,
        "address": attempt.address,
        "discord_id": attempt.discord_id,
        "name": attempt.name,
        "outcome": outcome,
        "at": attempt.at,
    }
    return (await connection.execute(insert(login_attempts).returning(login_attempts.c.id), row)).scalar_one()


_later = login_attempts.alias("later")


def _same_address() -> ColumnElement[bool]:
    return _later.c.address == login_attempts.c.address


def _same_person() -> ColumnElement[bool]:
    """Somebody who signs in to an account of their own in between is still counted at others' addresses."""
    return _same_address() & (_later.c.discord_id == login_attempts.c.discord_id)


async def _failures(
    connection: AsyncConnection,
    whose: ColumnElement[bool],
    same: ColumnElement[bool],
    counted: Sequence[Outcome],
    now: datetime,
    limits: Limits,
) -> list[datetime]:
    """Return when the last attempts failed that no success came after, the newest first."""
    row = login_attempts.c
    made_good = exists().where(same, _later.c.id > row.id, _later.c.outcome.in_(_SUCCESSES))
    query = select(row.at).where(whose, row.outcome.in_(counted), row.at > now - 2 * limits.lock, ~made_good)
    return list((await connection.execute(query.order_by(row.at.desc()).limit(limits.most))).scalars())


def _locked_until(failures: Sequence[datetime], now: datetime, limits: Limits) -> datetime | None:
    if len(failures) < limits.most or failures[0] - failures[-1] > limits.lock:
        return None
    until = failures[0] + limits.lock
    return until if now < until else None


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)
