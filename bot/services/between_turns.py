"""Change a game only while no turn of it is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.services.retelling import StillTelling
from bot.services.table import Table


@asynccontextmanager
async def between_turns(table: Table) -> AsyncGenerator[None]:
    """Keep a table from beginning a turn; raises `StillTelling` while one is told."""
    async with table.door:
        if table.worker is not None:
            raise StillTelling
        yield
