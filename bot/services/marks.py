"""Mark the messages that have to wait for their answer, and take the mark away when it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.domain.turn import Action
from bot.services.ports import Board
from bot.services.table import Table

# Most messages are being answered by then; only a longer wait needs a sign.
MARK_AFTER = 1.5

Place = tuple[int, int]


@dataclass(slots=True)
class _Marked:
    """The messages of one campaign, by channel and message, that should carry a mark, and that do."""

    wanted: set[Place] = field(default_factory=set[Place])
    shown: set[Place] = field(default_factory=set[Place])
    pump: asyncio.Task[None] | None = None
    check: asyncio.Task[None] | None = None


class Marks:
    """The marks in all campaigns; nothing waits for Discord to show them."""

    def __init__(self, board: Board, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._board = board
        self._sleep = sleep
        self._marked: dict[int, _Marked] = {}

    def only(self, table: Table, waiting: Iterable[Action]) -> None:
        """Mark the messages of these actions of a table, and none of its others."""
        wanted = {(action.channel_id, action.discord_id) for action in waiting if action.kind == "message"}
        marked = self._marked.get(table.campaign_id)
        if marked is None:
            if not wanted:
                return
            marked = self._marked[table.campaign_id] = _Marked()
        marked.wanted = wanted
        self._sync(table.campaign_id, marked)

    def busy(self, table: Table) -> None:
        """Mark what is still waiting in a moment; the table tells something else just now."""
        marked = self._marked.setdefault(table.campaign_id, _Marked())
        if marked.check is None:
            marked.check = asyncio.create_task(self._check(table, marked))

    async def close(self) -> None:
        """Leave the marks as they are."""
        tasks: list[asyncio.Task[Any]] = []
        for marked in self._marked.values():
            tasks += [task for task in (marked.pump, marked.check) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _check(self, table: Table, marked: _Marked) -> None:
        try:
            while behind := _behind(table, marked):
                await self._sleep(MARK_AFTER)
                if table.worker is None:
                    return  # the turn failed, and said so
                still = {action.id for action in behind} - set(table.telling)
                marked.wanted |= {(one.channel_id, one.discord_id) for one in table.waiting if one.id in still}
                self._sync(table.campaign_id, marked)
        finally:
            marked.check = None
            self._let_go(table.campaign_id, marked)

    def _sync(self, campaign_id: int, marked: _Marked) -> None:
        if marked.pump is None and marked.wanted != marked.shown:
            marked.pump = asyncio.create_task(self._show(campaign_id, marked))

    async def _show(self, campaign_id: int, marked: _Marked) -> None:
        try:
            while changed := marked.wanted ^ marked.shown:
                place = min(changed)
                if place in marked.wanted:
                    marked.shown.add(place)
                    await self._board.mark(*place)
                else:
                    marked.shown.discard(place)
                    await self._board.unmark(*place)
        finally:
            marked.pump = None
            self._let_go(campaign_id, marked)

    def _let_go(self, campaign_id: int, marked: _Marked) -> None:
        if not (marked.wanted or marked.shown or marked.pump or marked.check):
            self._marked.pop(campaign_id, None)


def _behind(table: Table, marked: _Marked) -> list[Action]:
    """Return the messages that wait without a mark while something else is told."""
    return [
        action
        for action in table.waiting
        if action.kind == "message"
        and action.id not in table.telling
        and (action.channel_id, action.discord_id) not in marked.wanted
    ]
