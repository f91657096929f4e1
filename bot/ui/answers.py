"""Answer interactions within Discord's three seconds, whatever the work takes."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any, Self

import discord

# Discord waits 3 s for an acknowledgement, people less: whatever takes longer than this shows "thinking" first.
PATIENCE = 0.15


class Answer:
    """One answer: the first thing the person sees when the work is quick, after "thinking" when it is not.

    A public "thinking" cannot become a private failure without leaving a trace, so it comes only when it must.
    """

    def __init__(
        self, interaction: discord.Interaction[Any], *, ephemeral: bool = False, patience: float | None = None
    ) -> None:
        self._interaction = interaction
        self._ephemeral = ephemeral
        self._patience = PATIENCE if patience is None else patience
        self._late = False
        self._timer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._timer = asyncio.create_task(self._acknowledge_when_late())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._settle()

    async def say(
        self,
        content: str | None = None,
        *,
        embed: discord.Embed | None = None,
        view: discord.ui.View | None = None,
        file: discord.File | None = None,
        mentions: discord.AllowedMentions | None = None,
    ) -> None:
        """Send the answer; it pings nobody but whom `mentions` allows."""
        await self._settle()
        shown: dict[str, Any] = {"content": content, "ephemeral": self._ephemeral}
        if embed is not None:
            shown["embed"] = embed
        if view is not None:
            shown["view"] = view
        if file is not None:
            shown["file"] = file
        if mentions is not None:
            shown["allowed_mentions"] = mentions
        if self._interaction.response.is_done():
            await self._interaction.followup.send(**{name: value for name, value in shown.items() if value is not None})
        else:
            await self._interaction.response.send_message(**shown)

    async def _acknowledge_when_late(self) -> None:
        await asyncio.sleep(self._patience)
        self._late = True
        await self._interaction.response.defer(ephemeral=self._ephemeral)

    async def _settle(self) -> None:
        """End the timer; an acknowledgement that is on its way is waited for, because a second one is refused."""
        if self._timer is None:
            return
        timer, self._timer = self._timer, None
        if not self._late:
            timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
