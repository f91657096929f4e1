"""Take a person out of everything that is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, delete, or_, select, text, union, update

from bot.domain.erasure import GONE, Eraser
from bot.storage import compared
from bot.storage.accounts import DISCORD
from bot.storage.connections import AsyncConnection
from bot.storage.engine import Database
from bot.storage.tables import (
    account_identities,
    accounts,
    actions,
    budgets,
    campaigns,
    chapters,
    characters,
    credentials,
    drafts,
    facts,
    images,
    ledger,
    llm_calls,
    login_attempts,
    members,
    messages,
    provider_keys,
    sessions,
    turns,
)

CHUNK = 100
"""So many turns are cleaned at once; others can use the database in between."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What leads to a person: their Discord users, their names and their characters."""

    discord_ids: tuple[int, ...]
    names: frozenset[str]
    characters: frozenset[int]


class Forgetting:
    """The people who want to be forgotten, and how that is done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, account_id: int, at: datetime | None) -> None:
        """Keep when somebody wants all of it gone; None when they have thought better of it."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(accounts).where(accounts.c.id == account_id).values(delete_after=at))

    async def asked(self, account_id: int) -> datetime | None:
        """Return when somebody wants all of it gone, None when they do not."""
        async with self._database.autocommit() as connection:
            query = select(accounts.c.delete_after).where(accounts.c.id == account_id)
            return (await connection.execute(query)).scalar_one_or_none()

    async def due(self, now: datetime) -> list[int]:
        """Return the accounts whose time is up."""
        async with self._database.autocommit() as connection:
            return list(
                (await connection.execute(select(accounts.c.id).where(accounts.c.delete_after <= now))).scalars()
            )

    async def traces(self, account_id: int) -> Traces:
        """Return what leads to a person."""
        discord = select(account_identities.c.identity).where(
            account_identities.c.account_id == account_id, account_identities.c.provider == DISCORD
        )
        async with self._database.autocommit() as connection:
            ids = tuple((await connection.execute(discord)).scalars())
            mine = (
                await connection.execute(
                    select(characters.c.id, characters.c.name).where(characters.c.account_id == account_id)
                )
            ).all()
            names = union(
                select(accounts.c.name).where(accounts.c.id == account_id),
                select(actions.c.author).where(actions.c.account_id == account_id),
                select(login_attempts.c.name).where(login_attempts.c.discord_id.in_(ids)),
            )
            called = {*(await connection.execute(names)).scalars(), *(one.name for one in mine)}
        return Traces(ids, frozenset(called), frozenset(one.id for one in mine))

    async def campaigns(self, account_id: int) -> list[int]:
        """Return the campaigns in which a person left something."""
        places = union(
            *(
                select(column).where(who == account_id, column.is_not(None))
                for column, who in (
                    (campaigns.c.id, campaigns.c.owner_id),
                    (campaigns.c.id, campaigns.c.chair),
                    (members.c.campaign_id, members.c.account_id),
                    (characters.c.campaign_id, characters.c.account_id),
                    (actions.c.campaign_id, actions.c.account_id),
                    (ledger.c.campaign_id, ledger.c.account_id),
                    (facts.c.campaign_id, facts.c.account_id),
                )
            )
        )
        async with self._database.autocommit() as connection:
            return sorted((await connection.execute(places)).scalars())

    async def erase_story(self, campaign_id: int, account_id: int, eraser: Eraser, alias: str) -> None:
        """Take a person out of a campaign's story; what they wrote goes last, because it says what to look for."""
        last = 0
        while True:
            async with self._database.begin() as connection:
                query = select(turns).where(turns.c.campaign_id == campaign_id, turns.c.id > last)
                found = (await connection.execute(query.order_by(turns.c.id).limit(CHUNK))).all()
                if not found:
                    break
                await self._erase_turns(connection, found, account_id, eraser, alias)
                last = found[-1].id
        async with self._database.begin() as connection:
            await self._erase_beside(connection, campaign_id, account_id, eraser)
            mine = (actions.c.campaign_id == campaign_id) & (actions.c.account_id == account_id)
            # The id of a message leads to whoever wrote it; one of our own is as unique.
            values = {"text": GONE, "author": alias, "discord_id": -actions.c.id}
            await connection.execute(update(actions).where(mine).values(values))

    async def _erase_turns(
        self, connection: AsyncConnection, found: Sequence[Row[Any]], account_id: int, eraser: Eraser, alias: str
    ) -> None:
        ids = [row.id for row in found]
        said: dict[int, list[str]] = {}
        spoken = select(actions.c.turn_id, actions.c.text).where(
            actions.c.turn_id.in_(ids), actions.c.account_id == account_id, actions.c.text != GONE
        )
        for row in await connection.execute(spoken):
            said.setdefault(row.turn_id, []).append(row.text)
        wrote = (await connection.execute(select(messages).where(messages.c.turn_id.in_(ids)))).all()
        entries = (await connection.execute(select(ledger).where(ledger.c.turn_id.in_(ids)))).all()

        def clean() -> list[tuple[Table, int, Mapping[str, Any]]]:
            return [
                *((turns, row.id, _turn(row, eraser, said.get(row.id, []))) for row in found),
                *((messages, row.id, _message(row, eraser, said.get(row.turn_id, []), alias)) for row in wrote),
                *((ledger, row.id, _entry(row, eraser, said.get(row.turn_id, []))) for row in entries),
            ]

        await _write(connection, await asyncio.to_thread(clean))

    async def _erase_beside(
        self, connection: AsyncConnection, campaign_id: int, account_id: int, eraser: Eraser
    ) -> None:
        """Take a person out of what a campaign keeps beside its turns."""
        of_campaign = facts.c.campaign_id == campaign_id
        await connection.execute(delete(facts).where(of_campaign, facts.c.account_id == account_id))
        by_hand = select(ledger).where(ledger.c.campaign_id == campaign_id, ledger.c.turn_id.is_(None))
        cleaned: list[tuple[Table, int, Mapping[str, Any]]] = [
            (ledger, row.id, _entry(row, eraser, [])) for row in await connection.execute(by_hand)
        ]
        for table, columns in ((facts, ("subject", "text")), (chapters, ("text",)), (actions, ("text", "author"))):
            rows = await connection.execute(select(table).where(table.c.campaign_id == campaign_id))
            cleaned += [(table, row.id, _texts(row, columns, eraser)) for row in rows]
        rows = await connection.execute(select(images).where(images.c.campaign_id == campaign_id))
        cleaned += [(images, row.id, _texts(row, ("prompt", "alt"), eraser)) for row in rows]
        cleaned += await compared.without(connection, campaign_id, eraser)
        state = (await connection.execute(select(campaigns).where(campaigns.c.id == campaign_id))).one()
        if state.state is not None:
            cleaned.append((campaigns, campaign_id, {"state": eraser.document(state.state)}))
        await _write(connection, cleaned)

    async def erase_account(self, account_id: int, discord_ids: Sequence[int], alias: str) -> None:
        """Take away what a person is known by; an empty account stays, so that a story keeps its order."""
        mine: list[ColumnElement[bool]] = [
            images.c.account_id == account_id,
            images.c.character_id.in_(select(characters.c.id).where(characters.c.account_id == account_id)),
        ]
        async with self._database.begin() as connection:
            await connection.execute(delete(images).where(or_(*mine)))
            for table in (credentials, sessions, drafts, members, characters, account_identities, login_attempts):
                await connection.execute(delete(table).where(table.c.account_id == account_id))
            for table in (sessions, login_attempts):
                await connection.execute(delete(table).where(table.c.discord_id.in_(discord_ids)))
            for column in (llm_calls.c.account_id, ledger.c.account_id, provider_keys.c.added_by, budgets.c.set_by):
                await connection.execute(update(column.table).where(column == account_id).values({column.name: None}))
            await compared.leave(connection, account_id)
            await connection.execute(update(campaigns).where(campaigns.c.chair == account_id).values(chair=None))
            await connection.execute(
                delete(budgets).where(budgets.c.scope == "player", budgets.c.subject == account_id)
            )
            nobody = {"name": alias, "language": None, "delete_after": None}
            await connection.execute(update(accounts).where(accounts.c.id == account_id).values(nobody))

    async def compact(self) -> None:
        """Overwrite what was deleted and still stands in the file; it holds the database up for a moment."""
        if not self._database.on_sqlite:
            return  # PostgreSQL cleans up after itself
        async with self._database.autocommit() as connection:
            for statement in (
                "INSERT INTO recall(recall) VALUES ('optimize')",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ):
                await connection.execute(text(statement))


def _texts(row: Row[Any], columns: Iterable[str], eraser: Eraser) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in columns}
    return {name: value if value is None else eraser.text(value) for name, value in found.items()}


def _turn(row: Row[Any], eraser: Eraser, said: Sequence[str]) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("narration", "error")}
    lists = {name: getattr(row, name) for name in ("notes", "memories", "findings")}
    states = {name: getattr(row, name) for name in ("state_before", "state_after")}
    return {
        **{name: value if value is None else eraser.text(value, said) for name, value in told.items()},
        **{name: eraser.value(value, said) for name, value in lists.items()},
        **{name: value if value is None else eraser.document(value, said) for name, value in states.items()},
    }


def _message(row: Row[Any], eraser: Eraser, said: Sequence[str], alias: str) -> dict[str, Any]:
    if row.role == "user" and row.content in said:
        return {"author": alias, "content": GONE}
    author = row.author if row.author is None else eraser.text(row.author)
    return {"author": author, "content": eraser.text(row.content, said)}


def _entry(row: Row[Any], eraser: Eraser, said: Sequence[str]) -> dict[str, Any]:
    return {
        "actor": eraser.text(row.actor, said),
        "summary": eraser.text(row.summary, said),
        "detail": eraser.value(row.detail, said),
        "changes": eraser.changes(row.changes, said),
    }


async def _write(connection: AsyncConnection, cleaned: Iterable[tuple[Table, int, Mapping[str, Any]]]) -> None:
    for table, row_id, values in cleaned:
        column = cast("ColumnElement[int]", table.c.id)
        await connection.execute(update(table).where(column == row_id).values(values))
