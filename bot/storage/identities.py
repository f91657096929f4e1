"""Keep which Discord users are one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, literal, select, update

from bot.storage.accounts import DISCORD
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import account_identities, accounts, budgets, members


@dataclass(frozen=True, slots=True)
class Identities:
    """An account and the Discord users it belongs to, in the order they came."""

    account_id: int
    name: str
    language: str | None
    since: datetime
    discord_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """The account a Discord user has from now on, and the campaigns it was taken out of."""

    account_id: int
    removed_from: tuple[int, ...]


class IdentityStore:
    """The Discord users behind each account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account_id: int) -> Identities:
        """Return an account's Discord users; raises `LookupError` for an account that is not there."""
        query = (
            select(accounts, account_identities.c.identity)
            .outerjoin(
                account_identities,
                (account_identities.c.account_id == accounts.c.id) & (account_identities.c.provider == DISCORD),
            )
            .where(accounts.c.id == account_id)
            .order_by(account_identities.c.id)
        )
        async with self._database.autocommit() as connection:
            rows = (await connection.execute(query)).all()
        if not rows:
            raise LookupError(f"no account {account_id}")
        ids = tuple(row.identity for row in rows if row.identity is not None)
        return Identities(account_id, rows[0].name, rows[0].language, rows[0].created_at, ids)

    async def part(self, account_id: int, discord_id: int, name: str) -> Parted | None:
        """Give a Discord user an account of their own; None when they are not one of several of that account.

        What was decided about them goes along: the campaigns they were taken out of, and the budgets they have.
        """
        mine = (account_identities.c.account_id == account_id, account_identities.c.provider == DISCORD)
        async with self._database.begin() as connection:
            # Two who part at once must not both leave, so they come one after the other.
            await connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update())
            ids = (await connection.execute(select(account_identities.c.identity).where(*mine))).scalars().all()
            if discord_id not in ids or len(ids) == 1:
                return None
            now = datetime.now(UTC)
            made = insert(accounts).values(name=name, created_at=now).returning(accounts.c.id)
            own = (await connection.execute(made)).scalar_one()
            await connection.execute(
                update(account_identities)
                .where(*mine, account_identities.c.identity == discord_id)
                .values(account_id=own, created_at=now)
            )
            return Parted(own, await _decided(connection, account_id, own))


async def _decided(connection: AsyncConnection, old: int, new: int) -> tuple[int, ...]:
    """Let a new account be held to what was decided about an old one; return the campaigns it was taken out of."""
    gone = members.c.account_id == old, members.c.role == "removed"
    removed = (await connection.execute(select(members.c.campaign_id).where(*gone))).scalars().all()
    for table, column, which in (
        (members, members.c.account_id, gone),
        (budgets, budgets.c.subject, (budgets.c.scope == "player", budgets.c.subject == old)),
    ):
        copied = [one for one in table.columns if one.name not in ("id", column.name)]
        rows = select(literal(new), *copied).where(*which)
        await connection.execute(insert(table).from_select([column.name, *(one.name for one in copied)], rows))
    return tuple(removed)
