"""Keep the pace of a table: who is answered now, for whom it waits, and what comes of those who do not act."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.tempo import Ready, Waiting, able_to_act, awaited_by, may_answer, out_of_turn, whose_turn
from bot.domain.turn import Action
from bot.services.absentees import Absentees
from bot.services.awaiting import AwaitedNotices, awaited, kept_for_later, kept_privately
from bot.services.marks import Marks
from bot.services.pace import Pace, Wait, channel_of, key_of
from bot.services.ports import Board
from bot.services.table import Table
from bot.storage import Stores


class Tempo:
    """Let through what a table's turn mode answers now. A table that plays freely costs nothing here."""

    def __init__(
        self,
        stores: Stores,
        board: Board,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._board = board
        self._now = now
        self._sleep = sleep
        self._absentees = Absentees(stores, board, now, sleep)
        self._notices = AwaitedNotices(board)
        self._marks = Marks(board, sleep)
        self._paces: dict[int, Pace] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake: Callable[[Table], None] = lambda _: None

    def wakes(self, wake: Callable[[Table], None]) -> None:
        """Name what lets a table go on when the time of somebody who is awaited is over."""
        self._wake = wake

    async def close(self) -> None:
        """Stop all timers; what waits is timed anew after the next start."""
        tasks: list[asyncio.Task[Any]] = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._notices.close()
        await self._marks.close()

    def busy(self, table: Table) -> None:
        """Note that something came in while a table is telling; a message that waits longer gets its mark."""
        self._marks.busy(table)

    def lets(self, table: Table) -> bool:
        """Tell whether a table can be answered now, and let through only what its turn mode answers."""
        pace = self._paces.get(table.campaign_id)
        if table.state.campaign.chair is not None:
            if pace is not None:
                self._rest(table, pace)
            return self._waits_for_the_chair(table)
        if table.state.campaign.rules.mode == "free":
            if pace is not None:
                self._rest(table, pace)
                self._notices.forget(table)
                del self._paces[table.campaign_id]
            table.allowed = None
            self._marks.only(table, ())
            return bool(table.waiting)
        pace = pace or self._paces.setdefault(table.campaign_id, Pace())
        pace.count(table)
        decision = self._begun(table) or self._decide(table, pace)
        if isinstance(decision, Ready):
            table.allowed = frozenset(decision.actions)
            self._rest(table, pace)
            _speak_as(table, decision)
        else:
            table.allowed = frozenset()
            self._wait(table, pace, decision)
        behind = [action for action in table.waiting if action.id not in table.allowed]
        self._marks.only(table, behind)
        self._inform(table, pace, behind)
        return bool(table.allowed)

    def _waits_for_the_chair(self, table: Table) -> bool:
        """Let nothing through until the person who is the game master tells it; who asks to stop is always heard."""
        told = any(action.kind == "narration" for action in table.waiting)
        table.allowed = frozenset(action.id for action in table.waiting if told or action.kind == "xcard")
        self._marks.only(table, [action for action in table.waiting if action.id not in table.allowed])
        return bool(table.allowed)

    def assume(self, table: Table) -> None:
        """Let through what a reply that stands already must have answered, before a table is asked what it was."""
        if table.state.campaign.rules.mode == "free":
            return
        decision = may_answer(table.state, table.waiting, self._now(), None, table.strangers)
        table.allowed = frozenset(decision.actions) if isinstance(decision, Ready) and decision.actions else None

    def note(self, table: Table, action: Action) -> str:
        """Return what the author of a new action should be told: once, that it has to wait for their turn."""
        current = out_of_turn(table.state, action) if table.state.campaign.chair is None else None
        if current is None or action.kind != "act" or self._friends_act(table):
            return ""
        pace = self._paces.setdefault(table.campaign_id, Pace())
        if action.account_id in pace.informed:
            return ""
        pace.informed.add(action.account_id)
        return kept_privately(table.state.campaign.language, current)

    def _decide(self, table: Table, pace: Pace) -> Ready | Waiting:
        wait = pace.current(table)
        if wait is None:
            return may_answer(table.state, table.waiting, self._now(), None, table.strangers)
        decision = may_answer(table.state, table.waiting, self._now(), wait.since, table.strangers)
        if isinstance(decision, Waiting) and decision.until is not None and wait.over:
            # The clock that slept and the one that is read may differ by a little.
            return may_answer(table.state, table.waiting, max(self._now(), decision.until), wait.since, table.strangers)
        return decision

    def _begun(self, table: Table) -> Ready | None:
        """Return what a reply that was begun before a stop answers: what it answered then."""
        if table.begun is None:
            return None
        kept = tuple(action.id for action in table.waiting if action.id in table.begun.action_ids)
        return Ready(kept) if kept else None

    def _wait(self, table: Table, pace: Pace, decision: Waiting) -> None:
        wait = pace.current(table)
        if wait is None:
            self._rest(table, pace)
            wait = pace.wait = Wait(key_of(table))
        policy = table.state.campaign.rules.absent
        # Who slept in a fight is not killed in their sleep: without anybody at the table, nobody is stood in for.
        company = bool(table.waiting) or pace.alone < len(able_to_act(table.state, table.strangers)) - 1
        if wait.since is None and policy != "wait" and company:
            seconds = table.state.campaign.rules.wait
            wait.since = self._now()
            wait.timer = self._spawn(self._time(table, wait, seconds))
            table.timed = True
            decision = Waiting(decision.characters, wait.since + timedelta(seconds=seconds))
        if channel_id := channel_of(table):
            self._notices.show(table, channel_id, wait.key, awaited(table, decision, policy, over=wait.over))

    def _rest(self, table: Table, pace: Pace) -> None:
        """Stop waiting; how long it was stays known until something is told, for a turn that fails."""
        wait = pace.wait
        self._notices.clear(table)
        if wait is not None and wait.timer is not None and not wait.over:
            # One whose time is over writes something down and must come to its end.
            wait.timer.cancel()
            wait.timer, wait.since = None, None
        table.timed = False

    async def _time(self, table: Table, wait: Wait, seconds: float) -> None:
        await self._sleep(seconds)
        wait.over = True
        policy = table.state.campaign.rules.absent
        if policy == "nudge":
            await self._absentees.call(table, awaited_by(table.state, table.waiting, table.strangers))
        elif policy == "dodge":
            kept = await self._absentees.stand_in(table, wait.key)
            self._paces.setdefault(table.campaign_id, Pace()).stand_ins |= kept
        table.timed = False
        self._wake(table)

    def _inform(self, table: Table, pace: Pace, behind: list[Action]) -> None:
        """Tell in one line whoever wrote out of turn; each of them once until it is answered."""
        pace.informed &= {action.account_id for action in table.waiting}
        current = whose_turn(table.state)
        if current is None or self._friends_act(table):
            return
        new = {one.account_id: one for one in behind if out_of_turn(table.state, one)}
        authors = [action for account_id, action in new.items() if account_id not in pace.informed]
        if not authors:
            return
        pace.informed |= new.keys()
        said = kept_for_later(table.state.campaign.language, [action.author for action in authors], current)
        self._spawn(self._board.say(authors[0].channel_id, said))

    def _friends_act(self, table: Table) -> bool:
        """Tell whether whoever writes now acts for the character whose turn it is."""
        pace = self._paces.get(table.campaign_id)
        wait = pace.current(table) if pace is not None else None
        return wait is not None and wait.over and table.state.campaign.rules.absent == "friend"

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _speak_as(table: Table, decision: Ready) -> None:
    """Let what a friend wrote be told as done for the character they act for."""
    if decision.acting_for is None:
        return
    for action in [one for one in table.waiting if one.id in decision.actions]:
        table.replace_action(action, replace(action, author=decision.acting_for.name))
