"""The button that stops a scene for somebody who need not say who they are, nor why."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

XCARD_ID = "skald:xcard"
EMOJI = discord.PartialEmoji(name="✋")


class XCardButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=XCARD_ID):
    """Raise the X-card in the channel where it stands; the cog listens for `xcard_pressed`."""

    def __init__(self) -> None:
        super().__init__(xcard_button())

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("xcard_pressed", interaction)


def xcard_button() -> discord.ui.Button[discord.ui.View]:
    """Build the button, the same one under every reply."""
    return discord.ui.Button(style=discord.ButtonStyle.secondary, emoji=EMOJI, custom_id=XCARD_ID)
