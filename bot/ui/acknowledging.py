"""Acknowledge an interaction within Discord's three seconds, but only when the work takes longer than people wait."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self

import discord

from bot.services.answering import answering


class Acknowledging:
    """Work on an interaction, which is acknowledged after `patience` seconds unless it was answered by then."""

    def __init__(self, interaction: discord.Interaction[Any], patience: float) -> None:
        self._interaction = interaction
        self._patience = patience
        self._late = False
        self._timer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        answering(self._interaction.id, self._interaction.user.id)
        self._timer = asyncio.create_task(self._acknowledge_when_late())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._settle()

    async def _acknowledge(self) -> None:
        """Say that an answer is on its way."""
        await self._interaction.response.defer()

    async def _acknowledge_when_late(self) -> None:
        await asyncio.sleep(self._patience)
        self._late = True
        await self._acknowledge()

    async def _settle(self) -> None:
        """End the timer; an acknowledgement that is on its way is waited for, because a second one is refused."""
        if self._timer is None:
            return
        timer, self._timer = self._timer, None
        if not self._late:
            timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
