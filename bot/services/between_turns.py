"""Change a game only while no turn of it is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.play import PlayService
from bot.services.ports import CannotSpeak
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


async def look_again(play: PlayService, channel_id: int | None) -> None:
    """Let a table look again whom it waits for, in a channel that tells it; None where none does."""
    if channel_id is not None:
        # What was asked for is done; that nothing can be told there just now is no failure of it.
        with suppress(CannotSpeak):
            await play.go_on(channel_id)
