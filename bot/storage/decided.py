"""Read the duels that were decided, with every ballot: what models are rated by."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, String, and_, bindparam, func, select, update
from sqlalchemy import cast as sql_cast

from bot.domain.duel import CHOICES, Choice, Decided
from bot.domain.statistics import SAMPLE
from bot.storage.engine import Database
from bot.storage.tables import duels, guilds, votes

# So many rows are read between two moments of the event loop.
_AT_ONCE: Final = 250


class Mark(NamedTuple):
    """What tells one state of the ballots from another: how many, by how many, and in which duels."""

    ballots: int
    voters: int
    duels: int


class DecidedDuels:
    """The closed duels that somebody voted on, of one server or of all that share theirs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_guild(self, guild_id: int) -> list[Decided]:
        """Return a server's duels."""
        return await self._read(duels.c.guild_id == guild_id, b"")

    async def shared(self, secret: bytes) -> list[Decided]:
        """Return the duels of every server that shares its ratings, which stands there by a number nobody can trace."""
        return await self._read(_SHARED, secret)

    async def mark(self, guild_id: int | None) -> Mark:
        """Return the mark of a server's ballots; None is for all servers that share."""
        place = _SHARED if guild_id is None else duels.c.guild_id == guild_id
        counted = (func.count(), func.count(votes.c.account_id.distinct()), func.coalesce(func.sum(duels.c.id), 0))
        query = select(*counted).select_from(duels).join(votes).where(_CLOSED, place)
        async with self._database.reading() as connection:
            return Mark(*(int(each) for each in (await connection.execute(query)).one()))

    async def shares(self, guild_id: int) -> bool:
        """Tell whether a server shares its ratings."""
        query = select(guilds.c.id).where(guilds.c.id == guild_id, guilds.c.shares_ratings)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).first() is not None

    async def share(self, guild_id: int, *, shares: bool) -> None:
        """Keep whether a known server shares its ratings."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(guilds).where(guilds.c.id == guild_id).values(shares_ratings=shares))

    async def _read(self, place: ColumnElement[bool], secret: bytes) -> list[Decided]:
        found: list[Decided] = []
        async with self._database.reading() as connection:
            ids = list((await connection.execute(select(duels.c.id).where(_CLOSED, place))).scalars())
            for start in range(0, len(ids), _AT_ONCE):
                rows = await connection.execute(_BALLOTS, {"ids": ids[start : start + _AT_ONCE]})
                found.extend(_decided(row, secret) for row in rows)
        return found


_CLOSED = duels.c.status == "closed"
# What is no model, and what is a sample of one, says nothing to other servers.
_NO_MODELS = ("offline/", f"{SAMPLE}/")
_MODELS = and_(*(~side.startswith(own) for side in (duels.c.model_a, duels.c.model_b) for own in _NO_MODELS))
_SHARED = duels.c.guild_id.in_(select(guilds.c.id).where(guilds.c.shares_ratings)) & _MODELS


_BALLOT = sql_cast(votes.c.account_id, String) + ":" + sql_cast(votes.c.choice, String)
# By their ids in so many words: asked for page after page, either database plans to sort all of them for each.
_BALLOTS = (
    select(
        *(duels.c.id, duels.c.guild_id, duels.c.model_a, duels.c.model_b, duels.c.closed_at, duels.c.made_at),
        func.length(duels.c.story_a).label("length_a"),
        func.length(duels.c.story_b).label("length_b"),
        func.aggregate_strings(_BALLOT, ",").label("ballots"),
    )
    .join(votes)
    .where(duels.c.id.in_(bindparam("ids", expanding=True)))
    .group_by(duels.c.id)
    .order_by(duels.c.id)
)


def _decided(row: Any, secret: bytes) -> Decided:
    return Decided(
        id=row.id,
        guild_id=_nameless(row.guild_id, secret) if secret else row.guild_id,
        model_a=row.model_a,
        model_b=row.model_b,
        votes=_votes(row.ballots),
        length_a=row.length_a,
        length_b=row.length_b,
        closed_at=row.closed_at or row.made_at,
    )


def _votes(ballots: str) -> Mapping[int, Choice]:
    pairs = (ballot.split(":", 1) for ballot in ballots.split(","))
    return {int(account): choice for account, choice in pairs if choice in CHOICES}


def _nameless(guild_id: int, secret: bytes) -> int:
    digest = hmac.digest(secret, guild_id.to_bytes(8, "big"), hashlib.sha256)
    return int.from_bytes(digest[:7], "big")
