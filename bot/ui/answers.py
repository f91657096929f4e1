"""Answer interactions within Discord's three seconds, whatever the work takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.ui.acknowledging import Acknowledging

# Discord waits 3 s for an acknowledgement, people less: whatever takes longer than this shows "thinking" first.
PATIENCE = 0.15


class Answer(Acknowledging):
    """One answer: the first thing the person sees when the work is quick, after "thinking" when it is not.

    A public "thinking" cannot become a private failure without leaving a trace, so it comes only when it must.
    """

    def __init__(
        self, interaction: discord.Interaction[Any], *, ephemeral: bool = False, patience: float | None = None
    ) -> None:
        super().__init__(interaction, PATIENCE if patience is None else patience)
        self._ephemeral = ephemeral

    async def say(
        self,
        content: str | None = None,
        *,
        embed: discord.Embed | None = None,
        embeds: Sequence[discord.Embed] | None = None,
        view: discord.ui.View | None = None,
        file: discord.File | None = None,
        mentions: discord.AllowedMentions | None = None,
    ) -> None:
        """Send the answer; it pings nobody but whom `mentions` allows."""
        await self._settle()
        shown: dict[str, Any] = {"content": content, "ephemeral": self._ephemeral}
        if embed is not None:
            shown["embed"] = embed
        if embeds is not None:
            shown["embeds"] = embeds
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

    async def _acknowledge(self) -> None:
        await self._interaction.response.defer(ephemeral=self._ephemeral)
