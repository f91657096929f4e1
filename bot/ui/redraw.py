"""Change the message a button stands on within Discord's three seconds, whatever the work takes."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Any, Self

import discord

# Whoever presses a button wants to see at once that it was heard.
PATIENCE = 0.25


class Redraw:
    """One change of a message by a press, a choice or a form on it; acknowledged first when the work takes longer."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction
        self._late = False
        self._timer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._timer = asyncio.create_task(self._acknowledge_when_late())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._settle()

    async def show(
        self,
        content: str | None,
        *,
        embed: discord.Embed | None = None,
        view: discord.ui.View | None = None,
    ) -> None:
        """Put this in the place of everything the message showed."""
        await self._settle()
        if self._interaction.response.is_done():
            await self._interaction.edit_original_response(content=content, embed=embed, view=view)
        else:
            await self._interaction.response.edit_message(content=content, embed=embed, view=view)

    async def _acknowledge_when_late(self) -> None:
        await asyncio.sleep(PATIENCE)
        self._late = True
        # What was shown already needs no acknowledgement.
        with contextlib.suppress(discord.InteractionResponded):
            await self._interaction.response.defer()

    async def _settle(self) -> None:
        """End the timer; an acknowledgement that is on its way is waited for, because a second one is refused."""
        if self._timer is None:
            return
        timer, self._timer = self._timer, None
        if not self._late:
            timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
