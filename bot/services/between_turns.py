"""Change a game only while no turn of it is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.table import Table


class StillTelling(SkaldError):
    sentence = N_("A turn is being told, or waits to be. Ask again when it stands.")


@asynccontextmanager
async def between_turns(table: Table) -> AsyncGenerator[None]:
    """Keep a table from beginning a turn; raises `StillTelling` while one is told."""
    async with table.door:
        if table.worker is not None:
            raise StillTelling
        yield


@asynccontextmanager
async def held_still(table: Table) -> AsyncGenerator[None]:
    """Keep a table from beginning a turn, and everybody from writing its state; raises `StillTelling` as well."""
    async with table.door, table.pen:
        # A turn may have begun while somebody else wrote.
        if table.worker is not None:
            raise StillTelling
        yield
