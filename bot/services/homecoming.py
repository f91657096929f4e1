"""Tell the story so far when a table comes back to it after days."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.domain.turn import Turn
from bot.errors import SkaldError
from bot.i18n import N_, NN_, plural, translate
from bot.services.ports import Replies
from bot.services.recap import Recap, RecapService
from bot.services.story import note, told
from bot.services.table import Table

log = structlog.stdlib.get_logger(__name__)

PREVIOUSLY: Final = N_("Previously")
SUMMED_UP: Final = NN_(
    "Summed up by {model}, because it has been {n} day.", "Summed up by {model}, because it has been {n} days."
)
QUOTED: Final = NN_(
    "No AI at work here: sentences of the last turns, because it has been {n} day.",
    "No AI at work here: sentences of the last turns, because it has been {n} days.",
)
LONGEST_WAIT: Final = 5.0
"""Seconds a turn waits for the recap that is to stand above it."""


class Homecoming:
    """Have a recap told once when play resumes; it never keeps a turn from being told."""

    def __init__(
        self,
        recaps: RecapService,
        replies: Replies,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: float = LONGEST_WAIT,
    ) -> None:
        self._recaps = recaps
        self._replies = replies
        self._now = now
        self._patience = patience
        self._greeted: dict[int, int] = {}
        self._greeting: set[asyncio.Task[None]] = set()

    async def greet(self, table: Table, turn: Turn, account_id: int) -> None:
        """Tell a table what happened before a turn, if the last was days ago; who acts first pays where it costs."""
        days = self._away(table)
        if not days or self._greeted.get(table.campaign_id) == turn.number:
            return
        self._greeted[table.campaign_id] = turn.number
        task = asyncio.create_task(self._tell(table, turn.channel_id, account_id, days))
        self._greeting.add(task)
        task.add_done_callback(self._greeting.discard)
        await asyncio.wait({task}, timeout=self._patience)

    async def close(self) -> None:
        """Tell nothing more."""
        for task in self._greeting:
            task.cancel()
        await asyncio.gather(*self._greeting, return_exceptions=True)

    def _away(self, table: Table) -> int:
        """Return for how many days nothing was told, 0 where that is not long for this table."""
        after, last = table.state.campaign.rules.recap_after, table.told
        if not after or last is None or last.turn.started_at is None:
            return 0
        gone = self._now() - last.turn.started_at
        return gone.days if gone >= timedelta(days=after) else 0

    async def _tell(self, table: Table, channel_id: int, account_id: int, days: int) -> None:
        language = table.state.campaign.language
        try:
            recap = await self._recaps.of(table, account_id)
            await self._say(channel_id, _text(recap, language, days))
        except SkaldError as error:
            log.info("a table that came back hears no recap", reason=str(error))
        except Exception:
            log.exception("a table that came back hears no recap", campaign=table.campaign_id)

    async def _say(self, channel_id: int, text: str) -> tuple[int, ...]:
        return await self._replies.say(channel_id, text)


def _text(recap: Recap, language: str, days: int) -> str:
    sentence = plural(QUOTED if recap.source == "gist" else SUMMED_UP, days, language)
    small = note("📖", sentence, language, model=translate(recap.model, language), n=str(days))
    return f"**{translate(PREVIOUSLY, language)}**\n{told(recap.text)}\n-# {small}"
