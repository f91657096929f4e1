"""Read turns and attempts one by one, for those who want to reckon themselves: figures, and nobody's words."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, RowMapping, Table, select

from bot.domain.statistics import Filters
from bot.storage.engine import Database
from bot.storage.measured import COUNTED, PLAYED
from bot.storage.tables import campaigns, llm_calls, turns

PAGE: Final = 500
"""Rows that are read at once; turning more into values would hold up those who play."""

_TURNS: Final = (
    "id", "campaign_id", "number", "take", "attempt", "status", "model", "wanted_model", "duel", "started_at",
    "told_at", "first_word_ms", "last_word_ms", "reverted_at",
)  # fmt: skip
_ATTEMPTS: Final = (
    "id", "turn_id", "campaign_id", "duel", "purpose", "route", "attempt", "provider", "model", "model_returned",
    "started_at", "queue_ms", "ttft_ms", "first_text_ms", "e2e_ms", "max_gap_ms", "chunks", "input_tokens",
    "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "usage_source", "cost_usd",
    "price_date", "finish_reason", "withdrawn", "tool_calls", "tool_calls_valid", "error_class", "http_status",
    "prompt_version",
)  # fmt: skip

Row = RowMapping


class RawFigures:
    """What was measured of some campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turns(self, campaign_ids: Sequence[int], filters: Filters, most: int) -> AsyncGenerator[Sequence[Row]]:
        """Return pages of the newest told turns, the newest first."""
        window = filters.window
        wanted = [PLAYED, turns.c.told_at >= window.start, turns.c.told_at < window.end]
        if filters.model is not None:
            wanted.append(turns.c.model == filters.model)
        return self._pages(turns, _TURNS, campaign_ids, filters, wanted, most)

    def attempts(self, campaign_ids: Sequence[int], filters: Filters, most: int) -> AsyncGenerator[Sequence[Row]]:
        """Return pages of the newest attempts that figures are made of, the newest first."""
        window, one = filters.window, llm_calls.c
        wanted = [COUNTED, one.started_at >= window.start, one.started_at < window.end]
        if filters.model is not None:
            wanted.append(one.provider + "/" + one.model == filters.model)
        return self._pages(llm_calls, _ATTEMPTS, campaign_ids, filters, wanted, most)

    async def _pages(
        self,
        table: Table,
        columns: Sequence[str],
        campaign_ids: Sequence[int],
        filters: Filters,
        wanted: Sequence[ColumnElement[bool]],
        most: int,
    ) -> AsyncGenerator[Sequence[Row]]:
        joined = table.join(campaigns, campaigns.c.id == table.c.campaign_id)
        which = select(table.c.id).select_from(joined).where(table.c.campaign_id.in_(campaign_ids), *wanted)
        if filters.language is not None:
            which = which.where(campaigns.c.language == filters.language)
        # Which rows there are is looked up once; sorting them anew for each page would take longer than reading them.
        async with self._database.reading() as connection:
            ids = (await connection.execute(which.order_by(table.c.id.desc()).limit(most))).scalars().all()
        chosen = (*(table.c[name] for name in columns), campaigns.c.name.label("campaign"), campaigns.c.language)
        query = select(*chosen).select_from(joined).order_by(table.c.id.desc())
        for place in range(0, len(ids), PAGE):
            page = query.where(table.c.id.in_(ids[place : place + PAGE]))
            async with self._database.reading() as connection:
                rows = (await connection.execute(page)).mappings().all()
            yield rows
