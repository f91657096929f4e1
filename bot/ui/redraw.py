"""Change the message a button stands on within Discord's three seconds, whatever the work takes."""

from __future__ import annotations

import contextlib
from typing import Any

import discord

from bot.ui.acknowledging import Acknowledging

# Whoever presses a button wants to see at once that it was heard.
PATIENCE = 0.25


class Redraw(Acknowledging):
    """One change of a message by a press, a choice or a form on it; acknowledged first when the work takes longer."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        super().__init__(interaction, PATIENCE)

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

    async def _acknowledge(self) -> None:
        # What was shown already needs no acknowledgement.
        with contextlib.suppress(discord.InteractionResponded):
            await self._interaction.response.defer()
