"""Keep the addresses and the hashed passwords that people sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import SkaldError
from bot.i18n import N_
from bot.storage.engine import Database
from bot.storage.tables import credentials

_OF = select(credentials).where(credentials.c.account_id == bindparam("account_id"))
_FIND = select(credentials).where(credentials.c.folded == bindparam("folded"))


class AddressTaken(SkaldError):
    sentence = N_("This address cannot be used. Try another one.")


class RegisteredAlready(SkaldError):
    sentence = N_("Your account is registered already. /account login signs you in, /account password changes it.")


@dataclass(frozen=True, slots=True)
class Credential:
    """How an account is signed in to; `password` and `recovery` are hashes, `folded` is what addresses are found by."""

    account_id: int
    email: str
    folded: str
    password: str
    recovery: str | None
    made_at: datetime
    changed_at: datetime


class Credentials:
    """What people sign in with, one for each registered account."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._add = database.insert(credentials).on_conflict_do_nothing().returning(credentials.c.account_id)

    async def of(self, account_id: int) -> Credential | None:
        """Return what an account is signed in to with, None when it is not registered."""
        return await self._one(_OF, account_id=account_id)

    async def find(self, folded: str) -> Credential | None:
        """Return what belongs to an address, None when nobody registered it."""
        return await self._one(_FIND, folded=folded)

    async def add(self, credential: Credential) -> None:
        """Register an account; raises `RegisteredAlready` and `AddressTaken`."""
        row = {
            "account_id": credential.account_id,
            "email": credential.email,
            "folded": credential.folded,
            "password": credential.password,
            "recovery": credential.recovery,
            "made_at": credential.made_at,
            "changed_at": credential.changed_at,
        }
        async with self._database.autocommit() as connection:
            added = (await connection.execute(self._add, row)).first()
        if added is None:
            raise RegisteredAlready if await self.of(credential.account_id) else AddressTaken

    async def change(self, account_id: int, now: datetime, **values: str) -> None:
        """Change `password`, `recovery`, or `email` with `folded`; raises `AddressTaken`, and changes nothing then."""
        changed = update(credentials).where(credentials.c.account_id == account_id)
        try:
            async with self._database.autocommit() as connection:
                await connection.execute(changed.values(**values, changed_at=now))
        except IntegrityError:
            raise AddressTaken from None

    async def use_recovery(self, account_id: int, used: str, fresh: str) -> bool:
        """Put another recovery code's hash in the place of the one that was used; False when that was used before."""
        row = credentials.c
        used_now = update(credentials).where(row.account_id == account_id, row.recovery == used)
        async with self._database.autocommit() as connection:
            return (await connection.execute(used_now.values(recovery=fresh))).rowcount == 1

    async def _one(self, query: Any, **values: object) -> Credential | None:
        async with self._database.autocommit() as connection:
            row = (await connection.execute(query, values)).one_or_none()
        return None if row is None else _credential(row)


def _credential(row: Row[Any]) -> Credential:
    return Credential(row.account_id, row.email, row.folded, row.password, row.recovery, row.made_at, row.changed_at)
