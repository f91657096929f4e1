"""Read turns and attempts one by one, for those who want to reckon themselves: figures, and nobody's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, select

from bot.domain.statistics import Filters
from bot.storage.engine import Database
from bot.storage.measured import COUNTED
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

Row = dict[str, Any]


class RawFigures:
    """What was measured of some campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turns(self, campaign_ids: Sequence[int], filters: Filters, most: int) -> list[Row]:
        """Return the newest told turns, the newest first."""
        window = filters.window
        wanted = [turns.c.status == "told", turns.c.told_at >= window.start, turns.c.told_at < window.end]
        if filters.model is not None:
            wanted.append(turns.c.model == filters.model)
        return await self._rows(_query(turns, _TURNS, campaign_ids, filters, wanted), turns, most)

    async def attempts(self, campaign_ids: Sequence[int], filters: Filters, most: int) -> list[Row]:
        """Return the newest attempts that figures are made of, the newest first."""
        window, one = filters.window, llm_calls.c
        wanted = [COUNTED, one.started_at >= window.start, one.started_at < window.end]
        if filters.model is not None:
            wanted.append(one.provider + "/" + one.model == filters.model)
        return await self._rows(_query(llm_calls, _ATTEMPTS, campaign_ids, filters, wanted), llm_calls, most)

    async def _rows(self, query: Select[Any], table: Table, most: int) -> list[Row]:
        found: list[Row] = []
        last: int | None = None
        while len(found) < most:
            page = query.order_by(table.c.id.desc()).limit(min(PAGE, most - len(found)))
            if last is not None:
                page = page.where(table.c.id < last)
            async with self._database.reading() as connection:
                rows = [dict(row) for row in (await connection.execute(page)).mappings()]
            found += rows
            if len(rows) < PAGE:
                break
            last = rows[-1]["id"]
        return found


def _query(
    table: Table,
    columns: Sequence[str],
    campaign_ids: Sequence[int],
    filters: Filters,
    wanted: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    chosen = [table.c[name] for name in columns]
    joined = table.join(campaigns, campaigns.c.id == table.c.campaign_id)
    query = select(*chosen, campaigns.c.name.label("campaign"), campaigns.c.language).select_from(joined)
    query = query.where(table.c.campaign_id.in_(campaign_ids), *wanted)
    return query if filters.language is None else query.where(campaigns.c.language == filters.language)
