"""Keep replays: what is asked again of whom, and each telling once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Row, func, insert, or_, select, update

from bot.domain.attempt import Attempt
from bot.domain.replay import Replay, ReplayTelling, StopReason
from bot.storage.calls import rows_of
from bot.storage.engine import Database
from bot.storage.tables import llm_calls, replay_tellings, replays

LEASE: Final = timedelta(seconds=45)
"""A process that said nothing for so long is taken for gone; its replays may be taken over."""

_OPTIONS = ("language", "first", "last", "at_once", "unattended", "why")


class Replays:
    """Every replay, its tellings and what they took."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tell = database.insert(replay_tellings).on_conflict_do_nothing().returning(replay_tellings.c.id)

    async def add(self, replay: Replay) -> int:
        """Keep a new replay and return its id."""
        row = {
            "guild_id": replay.guild_id,
            "campaign_id": replay.campaign_id,
            "account_id": replay.account_id,
            "channel_id": replay.channel_id,
            "scenes": replay.scenes,
            "models": replay.models,
            "options": {name: getattr(replay, name) for name in _OPTIONS},
            "limit_usd": replay.limit_usd,
            "status": "stopped",
            "made_at": replay.made_at,
        }
        async with self._database.autocommit() as connection:
            return (await connection.execute(insert(replays).returning(replays.c.id), row)).scalar_one()

    async def get(self, replay_id: int) -> Replay | None:
        """Return a replay by its id, None when there is none."""
        async with self._database.autocommit() as connection:
            row = (await connection.execute(select(replays).where(replays.c.id == replay_id))).one_or_none()
        return None if row is None else _replay(row)

    async def of_guild(self, guild_id: int, most: int = 25, channel_id: int | None = None) -> tuple[Replay, ...]:
        """Return a server's replays, or those begun in one of its channels, newest first."""
        query = select(replays).where(replays.c.guild_id == guild_id).order_by(replays.c.id.desc()).limit(most)
        if channel_id is not None:
            query = query.where(replays.c.channel_id == channel_id)
        async with self._database.autocommit() as connection:
            return tuple(_replay(row) for row in await connection.execute(query))

    async def left(self, now: datetime) -> tuple[Replay, ...]:
        """Return what a bot has begun and no process works at any more."""
        query = select(replays).where(replays.c.status == "running", _free(now)).order_by(replays.c.id)
        async with self._database.autocommit() as connection:
            found = [_replay(row) for row in await connection.execute(query)]
        return tuple(replay for replay in found if not replay.unattended)

    async def claim(self, replay: Replay, now: datetime) -> bool:
        """Take a replay to work at; False while another process does."""
        mine = (replays.c.id == replay.id, or_(replays.c.status != "running", _free(now)))
        options = {name: getattr(replay, name) for name in _OPTIONS} | {"why": ""}
        values = {"status": "running", "beat_at": now, "ended_at": None, "options": options}
        query = update(replays).where(*mine).values(values).returning(replays.c.id)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None

    async def beat(self, replay_id: int, now: datetime | None) -> bool:
        """Say that this process is at work at it, or with None that it lets go; False when it was stopped meanwhile."""
        query = update(replays).where(replays.c.id == replay_id, replays.c.status == "running").values(beat_at=now)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query.returning(replays.c.id))).scalar_one_or_none() is not None

    async def end(self, replay: Replay, why: StopReason, now: datetime) -> None:
        """Close a replay: done where nothing stopped it, else stopped, and why."""
        options = {name: getattr(replay, name) for name in _OPTIONS} | {"why": why}
        values = {"status": "stopped" if why else "done", "ended_at": now, "beat_at": None, "options": options}
        async with self._database.autocommit() as connection:
            await connection.execute(update(replays).where(replays.c.id == replay.id).values(values))

    async def keep(
        self, replay: Replay, telling: ReplayTelling | None, attempts: Sequence[Attempt], now: datetime
    ) -> None:
        """Keep a telling and what it took together; without a telling, only what was tried."""
        rows = rows_of(attempts, guild_id=replay.guild_id or 0, account_id=replay.account_id)
        for row in rows:
            row["guild_id"] = replay.guild_id
        async with self._database.begin() as connection:
            if telling is not None:
                row = {
                    "replay_id": replay.id,
                    "number": telling.number,
                    "model": telling.model,
                    "story": telling.story,
                    "figures": dict(telling.figures),
                    "findings": telling.findings,
                    "error": telling.error,
                    "made_at": now,
                }
                await connection.execute(self._tell, row)
            if rows:
                await connection.execute(insert(llm_calls), rows)

    async def held(self, guild_id: int, now: datetime) -> set[int]:
        """Return the replays of a server that a process was at work at until a moment ago."""
        at_work = (replays.c.status == "running", replays.c.beat_at >= now - LEASE)
        async with self._database.autocommit() as connection:
            found = await connection.execute(select(replays.c.id).where(replays.c.guild_id == guild_id, *at_work))
            return set(found.scalars())

    async def told(self, replay_id: int) -> set[tuple[int, str]]:
        """Return what was told already, by turn and model."""
        query = select(replay_tellings.c.number, replay_tellings.c.model).where(
            replay_tellings.c.replay_id == replay_id
        )
        async with self._database.autocommit() as connection:
            return {(row.number, row.model) for row in await connection.execute(query)}

    async def counts(self, replay_id: int) -> dict[tuple[str, bool], int]:
        """Count the tellings by model, and by whether there is one or only its failure."""
        whole = replay_tellings.c.error.is_(None)
        query = (
            select(replay_tellings.c.model, whole, func.count())
            .where(replay_tellings.c.replay_id == replay_id)
            .group_by(replay_tellings.c.model, whole)
        )
        async with self._database.autocommit() as connection:
            return {(row[0], bool(row[1])): row[2] for row in await connection.execute(query)}

    async def tellings(self, replay_id: int) -> tuple[ReplayTelling, ...]:
        """Return every telling, by turn."""
        query = (
            select(replay_tellings)
            .where(replay_tellings.c.replay_id == replay_id)
            .order_by(replay_tellings.c.number, replay_tellings.c.id)
        )
        async with self._database.autocommit() as connection:
            return tuple(
                ReplayTelling(row.number, row.model, row.story, row.figures, tuple(row.findings), row.error)
                for row in await connection.execute(query)
            )

    async def spent(self, replay_id: int) -> Decimal:
        """Return what a replay has cost as far as that is known, what failed included."""
        query = select(func.sum(llm_calls.c.cost_usd)).where(llm_calls.c.replay == replay_id)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).scalar_one() or Decimal(0)


def _free(now: datetime) -> Any:
    return or_(replays.c.beat_at.is_(None), replays.c.beat_at < now - LEASE)


def _replay(row: Row[Any]) -> Replay:
    return Replay(
        id=row.id,
        guild_id=row.guild_id,
        campaign_id=row.campaign_id,
        account_id=row.account_id,
        channel_id=row.channel_id,
        models=tuple(row.models),
        made_at=row.made_at,
        status=row.status,
        scenes=None if row.scenes is None else tuple(row.scenes),
        limit_usd=row.limit_usd,
        beat_at=row.beat_at,
        ended_at=row.ended_at,
        **row.options,
    )
