"""What is remembered of a table that does not play freely: its wait, and who it went on without."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.tempo import whose_turn
from bot.services.table import Table

Key = tuple[int, int, int]
"""What is waited for: the turn and take it comes after, and in a fight by initiative whose turn it is."""


@dataclass(slots=True)
class Wait:
    """One wait for one or several characters; `since` is when its time began to run, None when it has not."""

    key: Key
    since: datetime | None = None
    timer: asyncio.Task[None] | None = None
    over: bool = False


@dataclass(slots=True)
class Pace:
    """How one table goes on."""

    wait: Wait | None = None
    # The actions that were kept in somebody's name, and how many turns in a row were made of nothing else.
    stand_ins: set[int] = field(default_factory=set[int])
    alone: int = 0
    counted: int = 0
    # Accounts that know already that what they wrote has to wait for their turn.
    informed: set[int] = field(default_factory=set[int])

    def current(self, table: Table) -> Wait | None:
        """Return the wait that the table is still in."""
        return self.wait if self.wait is not None and self.wait.key == key_of(table) else None

    def count(self, table: Table) -> None:
        """Count the turns in a row in which nobody at the table did anything themselves."""
        if table.told is None or table.state.turn == self.counted:
            return
        self.counted = table.state.turn
        answered = set(table.told.turn.action_ids)
        self.alone = self.alone + 1 if answered and answered <= self.stand_ins else 0
        self.stand_ins -= answered


def key_of(table: Table) -> Key:
    """Name what a table waits for now."""
    current = whose_turn(table.state)
    return table.state.turn, table.last_take, current.id if current else 0


def channel_of(table: Table) -> int | None:
    """Return where people are waiting."""
    if table.waiting:
        return table.waiting[-1].channel_id
    return table.told.turn.channel_id if table.told else None
