"""The button that throws a player's dice."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.i18n import N_, translate
from bot.ui.rows import row_of

THROW = N_("Throw the dice")
PREFIX = "skald:throw:"


class RollButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{PREFIX}(?P<campaign>[0-9]+)"):
    """Throw the dice that a campaign waits for; the cog listens for `throw_pressed`."""

    def __init__(self, campaign_id: int, language: str) -> None:
        super().__init__(
            discord.ui.Button(label=translate(THROW, language), emoji="🎲", custom_id=f"{PREFIX}{campaign_id}")
        )
        self.campaign_id = campaign_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), "en")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("throw_pressed", interaction, self.campaign_id)


def roll_view(campaign_id: int, language: str) -> discord.ui.View:
    """Build the row under a telling that waits for dice."""
    return row_of(RollButton(campaign_id, language))
