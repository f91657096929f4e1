"""Write the month of samples into a server's figures, and take every row of it away again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, update

from bot.domain.statistics import SAMPLE
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.marks import CALLS, EPOCH, SEEN, marks
from bot.storage.measured import told
from bot.storage.rollups import turn_rows
from bot.storage.samples.month import COMMITMENT, Month
from bot.storage.tables import account_identities, accounts, campaigns, duels, guilds, llm_calls, members, rollup_marks
from bot.storage.tables import turns as tellings
from bot.storage.tables.statistics import ROLL_UPS

TITLE: Final = "Sample: {}"
"""What the names of campaigns and people are set in, in every language: nobody may take them for real ones."""


class Samples:
    """The months of samples, one at most on a server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def servers(self) -> dict[int, str]:
        """Return the names of the servers that are known, by id."""
        async with self._database.autocommit() as connection:
            rows = await connection.execute(select(guilds.c.id, guilds.c.name).order_by(guilds.c.id))
            return {row.id: row.name for row in rows}

    async def write(self, guild_id: int, now: datetime, days: int) -> int:
        """Write so many days up to now, in the place of those that were there; return how many turns.

        All of it or nothing; the server must be known.
        """
        async with self._database.begin() as connection:
            await _take_away(connection, guild_id)
            month = Month(guild_id, now, days=days, title=TITLE)
            await month.play(connection)
            of_month = tellings.c.campaign_id.in_(month.campaigns)
            await _roll_up(connection, of_month)
            return (await connection.execute(select(func.count()).where(of_month))).scalar_one()

    async def remove(self, guild_id: int) -> int:
        """Take every row away again; return how many turns that were."""
        async with self._database.begin() as connection:
            return await _take_away(connection, guild_id)


async def _roll_up(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Add the turns of hours that are rolled up already, where nobody looks for single turns any more."""
    reach = await marks(connection)
    if reach.told_before <= EPOCH:
        return
    for table, rows in turn_rows(await connection.execute(told(which & (tellings.c.told_at < reach.told_before)))):
        if rows:
            await connection.execute(insert(table), rows)


async def _take_away(connection: AsyncConnection, guild_id: int) -> int:
    mine = select(campaigns.c.id).where(campaigns.c.guild_id == guild_id, campaigns.c.commitment == COMMITMENT)
    ids = list((await connection.execute(mine)).scalars())
    players = select(members.c.account_id).where(members.c.campaign_id.in_(ids))
    # Whoever has a user at Discord is somebody.
    made_up = players.where(~select(account_identities.c.id).where(members.c.account_id == _IDENTITY).exists())
    people = list((await connection.execute(made_up.distinct())).scalars())
    count = select(func.count()).where(tellings.c.campaign_id.in_(ids))
    turns = (await connection.execute(count)).scalar_one()
    await connection.execute(delete(llm_calls).where(llm_calls.c.guild_id == guild_id, llm_calls.c.provider == SAMPLE))
    await connection.execute(delete(duels).where(duels.c.campaign_id.in_(ids)))
    await connection.execute(delete(campaigns).where(campaigns.c.id.in_(ids)))
    await connection.execute(delete(accounts).where(accounts.c.id.in_(people)))
    for rollup in ROLL_UPS:
        for table in (rollup.hours, rollup.days):
            rolled = table.c.guild_id == guild_id, table.c.model.startswith(f"{SAMPLE}/")
            await connection.execute(delete(table).where(*rolled))
        await _draw_back(connection, rollup.days.name, rollup.hours)
    for mark in (CALLS, SEEN):
        await _draw_back(connection, mark, llm_calls)
    return turns


async def _draw_back(connection: AsyncConnection, mark: str, table: Table) -> None:
    """Put a mark at the newest row that is left: SQLite gives the numbers of those that went to the next ones."""
    newest: Any = select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
    beyond = rollup_marks.c.up_to > newest
    await connection.execute(update(rollup_marks).where(rollup_marks.c.name == mark, beyond).values(up_to=newest))


_IDENTITY = account_identities.c.account_id
