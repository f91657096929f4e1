"""Read the calls of a server that are newer than those added up already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.shares import Bill, Call
from bot.storage.sums import OVER, TOLD, within
from bot.storage.tables import actions, llm_calls, turns

_AUTHORS: Final = select(actions.c.id, actions.c.account_id).where(actions.c.id.in_(bindparam("ids", expanding=True)))
_OPEN: Final = (
    select(llm_calls.c.id)
    .join(turns, turns.c.id == llm_calls.c.turn_id)
    .where(within(), llm_calls.c.id <= bindparam("through"), ~OVER)
)
_EARLIER: Final = select(llm_calls.c.id).where(
    llm_calls.c.turn_id.in_(bindparam("turn_ids", expanding=True)), llm_calls.c.id <= bindparam("through")
)


def _calls() -> Select[Any]:
    columns = (llm_calls.c[name] for name in ("id", "turn_id", "campaign_id", "account_id", "started_at", "cost_usd"))
    return select(*columns, turns.c.action_ids, TOLD.label("told"), OVER.label("over")).select_from(
        llm_calls.outerjoin(turns, turns.c.id == llm_calls.c.turn_id)
    )


# The sum keeps the databases from reading a whole server by its index: there are few newer calls, whoever's they are.
_NEWER: Final = _calls().where(llm_calls.c.id > bindparam("through"), llm_calls.c.guild_id + 0 == bindparam("guild_id"))
_BOTH: Final = union_all(_NEWER, _calls().where(llm_calls.c.id.in_(bindparam("open", expanding=True))))


async def open_calls(
    connection: AsyncConnection, guild_id: int, through: int, begins: datetime, ends: datetime
) -> frozenset[int]:
    """Return the calls of a period, up to the call `through`, whose turns are not over or have later calls, too."""
    which = {"guild_id": guild_id, "through": through, "begins": begins, "ends": ends}
    waiting = frozenset((await connection.execute(_OPEN, which)).scalars())
    later = {row.turn_id for row in await newer_calls(connection, guild_id, through, ()) if row.turn_id is not None}
    if not later:
        return waiting
    earlier = await connection.execute(_EARLIER, {"turn_ids": list(later), "through": through})
    return waiting.union(earlier.scalars())


async def newer_calls(
    connection: AsyncConnection, guild_id: int, through: int, open_: Collection[int]
) -> Sequence[Row[Any]]:
    """Return the calls after `through`, and those before it that are open."""
    which: dict[str, Any] = {"guild_id": guild_id, "through": through}
    if not open_:
        return (await connection.execute(_NEWER, which)).all()
    return (await connection.execute(_BOTH, which | {"open": list(open_)})).all()


async def bills(
    connection: AsyncConnection, guild_id: int, rows: Iterable[Row[Any]], *, by_player: bool
) -> tuple[Bill, ...]:
    """Put calls together by turn; who shares a turn is looked up only where players are charged.

    A turn names the actions it answers also while they wait for its end.
    """
    together: defaultdict[tuple[int, int], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        together[(row.turn_id, 0) if row.turn_id is not None else (0, row.id)].append(row)
    author: dict[int, int] = {}
    wanted = {action_id for found in together.values() for action_id in found[0].action_ids or ()}
    if by_player and wanted:
        authors = await connection.execute(_AUTHORS, {"ids": list(wanted)})
        author = {row.id: row.account_id for row in authors}
    return tuple(_bill(guild_id, found, author) for found in together.values())


def _bill(guild_id: int, rows: Sequence[Row[Any]], author: dict[int, int]) -> Bill:
    first = rows[0]
    if first.turn_id is None:
        accounts = frozenset(() if first.account_id is None else (first.account_id,))
    else:
        accounts = frozenset(author[action_id] for action_id in first.action_ids if action_id in author)
    return Bill(
        guild_id=guild_id,
        campaign_id=first.campaign_id,
        account_ids=accounts,
        told=bool(first.told),
        over=first.turn_id is None or bool(first.over),
        calls=tuple(Call(row.id, row.started_at, row.cost_usd) for row in rows),
    )
