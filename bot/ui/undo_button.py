"""The button that takes the last turn back; it listens to the campaign's owner only."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

PREFIX = "skald:undo:"
EMOJI = discord.PartialEmoji(name="↩️")


class UndoButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{PREFIX}(?P<number>[0-9]+)"):
    """Ask for the turn under which it stands to be taken back; the cog listens for `undo_pressed`."""

    def __init__(self, number: int) -> None:
        super().__init__(undo_button(number))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("undo_pressed", interaction, self.number)


def undo_button(number: int) -> discord.ui.Button[discord.ui.View]:
    """Build the button of a turn."""
    return discord.ui.Button(style=discord.ButtonStyle.secondary, emoji=EMOJI, custom_id=f"{PREFIX}{number}")
