"""Keep what is posted by the clock, and let each posting be made once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, delete, func, insert, select, update

from bot.domain.schedule import Order, Run, Schedule
from bot.storage.engine import Database
from bot.storage.tables import guilds, job_runs, schedules

DRAWING: Final = "drawing"
SENDING: Final = "sending"
"""From here on it may stand there already: whoever finds it unfinished does not send it again."""
_OPTIONS: Final = ("days", "campaign_id")


class Schedules:
    """The schedules of every server, and their runs: one for each slot."""

    def __init__(self, database: Database) -> None:
        self._database = database
        row = database.insert(guilds)
        self._greet = row.on_conflict_do_nothing(index_elements=["id"])
        run = database.insert(job_runs)
        self._run = run.on_conflict_do_nothing(index_elements=["job", "slot"]).returning(job_runs.c.id)

    async def add(
        self, order: Order, guild_name: str, account_id: int, due_at: datetime, now: datetime, *, most: int
    ) -> int | None:
        """Keep an order and return its id; None where the server has as many as it may."""
        values = {name: getattr(order, name) for name in ("guild_id", "channel_id", "what", "cron", "zone", "language")}
        values |= {"options": {name: getattr(order, name) for name in _OPTIONS}, "account_id": account_id}
        values |= {"status": "active", "made_at": now, "due_at": due_at}
        async with self._database.begin() as connection:
            await connection.execute(self._greet, {"id": order.guild_id, "name": guild_name, "created_at": now})
            # Several who add at once come one after the other, or together they would have more than they may.
            await connection.execute(select(guilds.c.id).where(guilds.c.id == order.guild_id).with_for_update())
            count = select(func.count()).select_from(schedules).where(schedules.c.guild_id == order.guild_id)
            if (await connection.execute(count)).scalar_one() >= most:
                return None
            return (await connection.execute(insert(schedules).values(values).returning(schedules.c.id))).scalar_one()

    async def of_guild(self, guild_id: int) -> tuple[Schedule, ...]:
        """Return a server's schedules, oldest first."""
        return await self._read(_SCHEDULES.where(schedules.c.guild_id == guild_id).order_by(schedules.c.id))

    async def due(self, now: datetime, most: int) -> tuple[Schedule, ...]:
        """Return active schedules whose slot has come, those that wait longest first."""
        query = _SCHEDULES.where(schedules.c.status == "active", schedules.c.due_at <= now)
        return await self._read(query.order_by(schedules.c.due_at).limit(most))

    async def claim(self, schedule: Schedule, slot: datetime, next_due: datetime, now: datetime) -> Run | None:
        """Begin the run of a slot; None when it is made elsewhere, or the schedule is gone, paused or further on."""
        mine = (
            schedules.c.id == schedule.id,
            schedules.c.status == "active",
            schedules.c.due_at == schedule.due_at,
        )
        async with self._database.begin() as connection:
            moved = update(schedules).where(*mine).values(due_at=next_due).returning(schedules.c.id)
            if (await connection.execute(moved)).first() is None:
                return None
            run = _begun(f"schedule:{schedule.id}", schedule.id, slot, now)
            run_id = (await connection.execute(self._run, run)).scalar_one_or_none()
        return None if run_id is None else Run(run_id, schedule, slot)

    async def begin(self, schedule: Schedule, slot: datetime, now: datetime) -> Run | None:
        """Begin a run by hand; None when one of that slot was begun before."""
        run = _begun(f"schedule:{schedule.id}:hand", schedule.id, slot, now)
        async with self._database.begin() as connection:
            run_id = (await connection.execute(self._run, run)).scalar_one_or_none()
        return None if run_id is None else Run(run_id, schedule, slot, by_hand=True)

    async def abandoned(self, now: datetime, after: timedelta) -> Run | None:
        """Take up one run that nobody has gone on with for so long; one caller gets it.

        What may have been sent is given up at the same time: it could stand there twice.
        """
        old = (job_runs.c.schedule_id.is_not(None), job_runs.c.ended_at.is_(None), job_runs.c.began_at <= now - after)
        first = (
            select(job_runs.c.id).where(*old, job_runs.c.outcome == DRAWING).order_by(job_runs.c.id).limit(1)
        ).scalar_subquery()
        again = (
            update(job_runs)
            .where(job_runs.c.id == first, *old)
            .values(began_at=now)
            .returning(job_runs.c.id, job_runs.c.schedule_id, job_runs.c.slot, job_runs.c.job)
        )
        given_up = update(job_runs).where(*old, job_runs.c.outcome == SENDING)
        async with self._database.begin() as connection:
            await connection.execute(given_up.values(ended_at=now, outcome="unknown"))
            taken = (await connection.execute(again)).one_or_none()
        if taken is None:
            return None
        found = await self._read(_SCHEDULES.where(schedules.c.id == taken.schedule_id))
        return Run(taken.id, found[0], taken.slot, taken.job.endswith(":hand")) if found else None

    async def note(self, run: Run, outcome: str, now: datetime) -> bool:
        """Note how far a run came, and that somebody is at it; False where its schedule is gone."""
        query = update(job_runs).where(job_runs.c.id == run.id).values(outcome=outcome, began_at=now)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query.returning(job_runs.c.id))).first() is not None

    async def end(self, run: Run, outcome: str, now: datetime, message_id: int | None = None) -> None:
        """Note how a run ended."""
        values = {"outcome": outcome, "ended_at": now, "message_id": message_id}
        async with self._database.autocommit() as connection:
            await connection.execute(update(job_runs).where(job_runs.c.id == run.id).values(values))

    async def pause(self, schedule_id: int, guild_id: int, why: str | None = None) -> bool:
        """Post no more until somebody resumes it; False where there is none that is active."""
        return await self._change(schedule_id, guild_id, "active", {"status": "paused", "why": why})

    async def resume(self, schedule_id: int, guild_id: int, due_at: datetime) -> bool:
        """Post again from the next slot on; False where there is none that is paused."""
        values = {"status": "active", "why": None, "due_at": due_at}
        return await self._change(schedule_id, guild_id, "paused", values)

    async def remove(self, schedule_id: int, guild_id: int) -> bool:
        """Forget a schedule and its runs; False where there is none."""
        query = delete(schedules).where(*_mine(schedule_id, guild_id)).returning(schedules.c.id)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query)).first() is not None

    async def explain(self, schedule_id: int, why: str | None) -> None:
        """Keep why it was not posted the last time, None when it was."""
        async with self._database.autocommit() as connection:
            await connection.execute(update(schedules).where(schedules.c.id == schedule_id).values(why=why))

    async def drop_runs_before(self, moment: datetime) -> None:
        """Forget the runs that ended before a moment."""
        old = (job_runs.c.schedule_id.is_not(None), job_runs.c.ended_at < moment)
        async with self._database.autocommit() as connection:
            await connection.execute(delete(job_runs).where(*old))

    async def _change(self, schedule_id: int, guild_id: int, was: str, values: Mapping[str, Any]) -> bool:
        query = update(schedules).where(*_mine(schedule_id, guild_id), schedules.c.status == was).values(values)
        async with self._database.autocommit() as connection:
            return (await connection.execute(query.returning(schedules.c.id))).first() is not None

    async def _read(self, query: Select[Any]) -> tuple[Schedule, ...]:
        async with self._database.autocommit() as connection:
            return tuple(_schedule(row) for row in await connection.execute(query))


_SCHEDULES: Final = select(schedules)


def _mine(schedule_id: int, guild_id: int) -> tuple[Any, ...]:
    return schedules.c.id == schedule_id, schedules.c.guild_id == guild_id


def _begun(job: str, schedule_id: int, slot: datetime, now: datetime) -> dict[str, Any]:
    return {"job": job, "schedule_id": schedule_id, "slot": slot, "began_at": now, "outcome": DRAWING}


def _schedule(row: Row[Any]) -> Schedule:
    order = Order(
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        what=row.what,
        cron=row.cron,
        zone=row.zone,
        language=row.language,
        **{name: row.options[name] for name in _OPTIONS},
    )
    return Schedule(row.id, order, row.account_id, row.status, row.why, row.due_at)
