"""Whose words and ballots stand in what compares models, and what becomes of them when somebody goes or is two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, Text, delete, select, type_coerce, update

from bot.domain.erasure import Eraser
from bot.storage.connections import AsyncConnection
from bot.storage.tables import complaints, duels, members, replay_tellings, replays, schedules, turns, votes

ASKED_BY = (replays.c.account_id, schedules.c.account_id)
"""Who asked for something that goes on without them."""


async def without(
    connection: AsyncConnection, campaign_id: int, eraser: Eraser
) -> list[tuple[Table, int, Mapping[str, Any]]]:
    """Return what the rows of a campaign say without a person."""
    cleaned: list[tuple[Table, int, Mapping[str, Any]]] = []
    for row in await connection.execute(select(duels).where(duels.c.campaign_id == campaign_id)):
        told = {name: eraser.text(getattr(row, name) or "") for name in ("story_a", "story_b")}
        frozen = None if row.frozen is None else _thawed(row.frozen, eraser)
        why = None if row.why is None else eraser.text(row.why)
        cleaned.append((duels, row.id, {**told, "frozen": frozen, "why": why}))
    of_turns = select(complaints.c.id, complaints.c.words).join(turns, turns.c.id == complaints.c.turn_id)
    said = await connection.execute(of_turns.where(turns.c.campaign_id == campaign_id))
    cleaned += [(complaints, row.id, {"words": eraser.text(row.words)}) for row in said]
    asked = select(replays.c.id).where(replays.c.campaign_id == campaign_id)
    for row in await connection.execute(select(replay_tellings).where(replay_tellings.c.replay_id.in_(asked))):
        told = {name: eraser.value(getattr(row, name)) for name in ("story", "findings", "figures", "error")}
        cleaned.append((replay_tellings, row.id, told))
    return cleaned


def _thawed(frozen: Any, eraser: Eraser) -> Any:
    """Return what a turn came to without a person; what changed in it stays fit to be applied."""
    cleaned = cast("dict[str, Any]", eraser.value(frozen))
    given = cast("list[dict[str, Any]]", frozen.get("entries", []))
    for entry, was in zip(cast("list[dict[str, Any]]", cleaned.get("entries", [])), given, strict=True):
        entry["changes"] = eraser.changes(was["changes"])
    return cleaned


async def leave(connection: AsyncConnection, account_id: int) -> None:
    """Take away somebody's words, and that they asked for something; a ballot is of nobody then, and still counts."""
    mine = complaints.c.account_id == account_id
    await connection.execute(update(complaints).where(mine).values(words=""))
    for column in ASKED_BY:
        await connection.execute(update(column.table).where(column == account_id).values({column.name: None}))


async def drop_words(connection: AsyncConnection, campaign_id: int) -> None:
    """Let the words of a campaign go that is removed: its duels outlive it as figures."""
    theirs = duels.c.campaign_id == campaign_id
    await connection.execute(delete(duels).where(theirs, duels.c.status == "wished"))
    kept: dict[str, Any] = {"frozen": None, "voters": (), "message_ids": (), "why": None}
    await connection.execute(update(duels).where(theirs).values(story_a="", story_b="", **kept))


async def merge(connection: AsyncConnection, old: int, new: int) -> None:
    """Make the ballots and complaints of two accounts one person's: in each duel and of each turn the last one."""
    for table, thing, when in (
        (votes, votes.c.duel_id, votes.c.voted_at),
        (complaints, complaints.c.turn_id, complaints.c.made_at),
    ):
        newest: dict[int, tuple[Any, int]] = {}
        rows = select(thing, when, table.c.account_id).where(table.c.account_id.in_((old, new)))
        for row in (await connection.execute(rows.order_by(when))).all():
            earlier = newest.get(row[0])
            newest[row[0]] = (row[1], row[2])
            if earlier is not None:
                await connection.execute(delete(table).where(thing == row[0], table.c.account_id == earlier[1]))
    # Most duels know nothing of the old account; which do is certain only when their list is read.
    listed = type_coerce(duels.c.voters, Text).contains(str(old))
    for row in (await connection.execute(select(duels.c.id, duels.c.voters).where(listed))).all():
        if old in row.voters:
            voters = sorted({new if one == old else one for one in row.voters})
            await connection.execute(update(duels).where(duels.c.id == row.id).values(voters=voters))


async def out_of(connection: AsyncConnection, campaign_id: int) -> set[int]:
    """Return who may have played when a duel was told, and does not any more."""
    gone = (members.c.campaign_id == campaign_id, members.c.role.in_(("removed", "spectator")))
    return set((await connection.execute(select(members.c.account_id).where(*gone))).scalars())
