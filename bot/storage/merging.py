"""Make two accounts one: whatever one of them had is the other's then."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, Literal

from sqlalchemy import Column, Table, Text, delete, func, or_, select, type_coerce, union, update

from bot.domain.campaign import Role
from bot.errors import SkaldError
from bot.i18n import N_
from bot.storage import compared
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import (
    accounts,
    actions,
    budgets,
    campaigns,
    characters,
    credentials,
    drafts,
    duels,
    facts,
    ledger,
    members,
    metadata,
    turns,
)

# Whoever was removed does not come back by being somebody else as well.
_STRONGEST_FIRST: Final[tuple[Role, ...]] = ("owner", "gm", "removed", "player", "spectator", "invited")
# Documents that say whose a character is.
_DOCUMENTS: Final = (
    (campaigns, campaigns.c.id, ("state",)),
    (turns, turns.c.campaign_id, ("state_before", "state_after")),
    (ledger, ledger.c.campaign_id, ("detail", "changes")),
    (duels, duels.c.campaign_id, ("frozen",)),
)


class BothPlay(SkaldError):
    sentence = N_(
        "Both accounts have a character in play in {campaign}. Let one of them go first, for example with "
        "/character retire; then link again."
    )


class NothingToMerge(Exception):
    """One of the accounts is not there any more, or signs in by itself by now."""


def stronger(one: Role, other: Role) -> Role:
    """Return what somebody is in a campaign who was two people there."""
    return one if _STRONGEST_FIRST.index(one) <= _STRONGEST_FIRST.index(other) else other


class Merging:
    """Move everything from one account to another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def campaigns_of(self, account_id: int) -> set[int]:
        """Return the campaigns that know an account."""
        async with self._database.autocommit() as connection:
            return await _campaigns_of(connection, account_id)

    async def merge(self, old: int, new: int, held: Collection[int]) -> bool:
        """Move everything from the old account to the new one and remove the old, all or nothing.

        `held` are the campaigns nobody else changes meanwhile; False when the old account is in others by now, and
        nothing is moved. Raises `BothPlay` and `NothingToMerge`.
        """
        async with self._database.begin() as connection:
            rows = select(accounts.c.id).where(accounts.c.id.in_((old, new))).order_by(accounts.c.id)
            found = (await connection.execute(rows.with_for_update())).all()
            signs_in = select(credentials.c.account_id).where(credentials.c.account_id == old)
            if len(found) != 2 or (await connection.execute(signs_in)).first() is not None:
                raise NothingToMerge
            concerned = await _campaigns_of(connection, old)
            if not concerned <= set(held):
                return False
            await _refuse_two_in_play(connection, old, new)
            await _move_members(connection, old, new)
            await _move_budgets(connection, old, new)
            await _move_drafts(connection, old, new)
            await compared.merge(connection, old, new)
            for table, column in references():
                if table not in (members, drafts):
                    await connection.execute(update(table).where(column == old).values({column: new}))
            await _rewrite(connection, concerned, old, new)
            await connection.execute(delete(accounts).where(accounts.c.id == old))
        return True


def references() -> list[tuple[Table, Column[Any]]]:
    """Return every column of every table that names an account."""
    return [
        (table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column is accounts.c.id for key in column.foreign_keys)
    ]


async def _campaigns_of(connection: AsyncConnection, account_id: int) -> set[int]:
    mine = or_(campaigns.c.owner_id == account_id, campaigns.c.chair == account_id)
    others = (
        select(table.c.campaign_id).where(table.c.account_id == account_id, table.c.campaign_id.is_not(None))
        for table in (members, characters, actions, ledger, facts)
    )
    query = union(select(campaigns.c.id).where(mine), *others)
    return set((await connection.execute(query)).scalars())


async def _refuse_two_in_play(connection: AsyncConnection, old: int, new: int) -> None:
    other = characters.alias("other")
    in_play = (characters.c.sheet.is_(None), other.c.sheet.is_(None))
    query = (
        select(campaigns.c.name)
        .join(characters, characters.c.campaign_id == campaigns.c.id)
        .join(other, other.c.campaign_id == campaigns.c.id)
        .where(characters.c.account_id == old, other.c.account_id == new, *in_play)
        .limit(1)
    )
    name = (await connection.execute(query)).scalar_one_or_none()
    if name is not None:
        raise BothPlay(campaign=name)


async def _move_members(connection: AsyncConnection, old: int, new: int) -> None:
    query = select(members).where(members.c.account_id.in_((old, new)))
    roles: dict[int, dict[int, Role]] = {}
    for row in await connection.execute(query):
        roles.setdefault(row.campaign_id, {})[row.account_id] = row.role
    for campaign_id, known in roles.items():
        if old not in known:
            continue
        here = members.c.campaign_id == campaign_id
        if new in known:
            await connection.execute(delete(members).where(here, members.c.account_id == old))
            values: dict[str, Any] = {"role": stronger(known[old], known[new])}
            await connection.execute(update(members).where(here, members.c.account_id == new).values(values))
        else:
            await connection.execute(update(members).where(here, members.c.account_id == old).values(account_id=new))


async def _move_budgets(connection: AsyncConnection, old: int, new: int) -> None:
    """Of two limits on the same thing, the lower one stays."""
    query = select(budgets).where(budgets.c.scope == "player", budgets.c.subject.in_((old, new)))
    kept: dict[tuple[Any, ...], Any] = {}
    for row in (await connection.execute(query.order_by(budgets.c.amount, budgets.c.id))).all():
        if kept.setdefault((row.guild_id, row.period, row.unit), row) is not row:
            await connection.execute(delete(budgets).where(budgets.c.id == row.id))
    mine = (budgets.c.scope == "player", budgets.c.subject == old)
    await connection.execute(update(budgets).where(*mine).values(subject=new))


async def _move_drafts(connection: AsyncConnection, old: int, new: int) -> None:
    """What the new account has begun itself stays."""
    begun = drafts.alias("begun")
    same = (begun.c.account_id == new, begun.c.kind == drafts.c.kind, begun.c.subject == drafts.c.subject)
    await connection.execute(
        delete(drafts).where(drafts.c.account_id == old, select(begun.c.kind).where(*same).exists())
    )
    await connection.execute(update(drafts).where(drafts.c.account_id == old).values(account_id=new))


async def _rewrite(connection: AsyncConnection, concerned: Collection[int], old: int, new: int) -> None:
    for table, campaign, names in _DOCUMENTS:
        for name in names:
            await _rewrite_column(connection, table.c[name], campaign.in_(concerned), old, new)
    for column, account in ((characters.c.sheet, characters.c.account_id), (drafts.c.content, drafts.c.account_id)):
        await _rewrite_column(connection, column, account == new, old, new)


async def _rewrite_column(connection: AsyncConnection, column: Column[Any], where: Any, old: int, new: int) -> None:
    """Replace the account in JSON, all of which this program wrote without blanks.

    A quote within a text is escaped there, so `"account_id":7` can only be a name and its value.
    """
    ends: tuple[Literal[",", "}"], ...] = (",", "}")
    for end in ends:
        was, now = f'"account_id":{old}{end}', f'"account_id":{new}{end}'
        text = type_coerce(column, Text)
        found = text.contains(was, autoescape=True)
        await connection.execute(
            update(column.table).where(where, found).values({column: func.replace(text, was, now)})
        )
