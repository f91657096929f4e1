"""The small button under a reply that shows its receipt, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

PREFIX = "skald:receipt:"
EMOJI = discord.PartialEmoji(name="🧾")


class ReceiptButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    # However large: a number that no turn has gets a sentence, and not Discord's "interaction failed".
    template=rf"{PREFIX}(?P<campaign>[0-9]+):(?P<number>[0-9]+):(?P<take>[0-9]+)",
):
    """Ask for the receipt of the turn under which it stands; the cog listens for `receipt_pressed`."""

    def __init__(self, campaign_id: int, number: int, take: int) -> None:
        super().__init__(receipt_button(f"{campaign_id}:{number}:{take}"))
        self.campaign_id = campaign_id
        self.number = number
        self.take = take

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), int(match["number"]), int(match["take"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("receipt_pressed", interaction, self.campaign_id, self.number, self.take)


def receipt_button(receipt: str) -> discord.ui.Button[discord.ui.View]:
    """Build the button of a turn: its campaign's id, its number and its take, with colons."""
    return discord.ui.Button(style=discord.ButtonStyle.secondary, emoji=EMOJI, custom_id=f"{PREFIX}{receipt}")
