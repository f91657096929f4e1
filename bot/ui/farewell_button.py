"""The button that removes a character for good."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.i18n import N_, translate

PREFIX = "skald:character:delete:"


class FarewellButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{PREFIX}(?P<id>[0-9]{{1,18}})"
):
    """Remove the character it stands for; the cog listens for `farewell_pressed` and checks whose it is."""

    def __init__(self, character_id: int, language: str = "en") -> None:
        label = translate(N_("Delete for good"), language)
        super().__init__(
            discord.ui.Button(style=discord.ButtonStyle.danger, label=label, custom_id=f"{PREFIX}{character_id}")
        )
        self.character_id = character_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("farewell_pressed", interaction, self.character_id)
