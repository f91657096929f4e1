"""The list of models one may hear the last turn told again by, also after a restart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.i18n import N_, translate
from bot.ui.choices import LONGEST, MOST, Offered
from bot.ui.rows import row_of

PICK = N_("Who tells it again?")


class RetellMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=r"skald:retell:(?P<message>[0-9]{1,20})"
):
    """Ask for a turn to be told again; the cog listens for `retell_chosen`."""

    def __init__(self, message_id: int, models: Sequence[Offered] = (), language: str = "en") -> None:
        options = [
            discord.SelectOption(label=translate(one.label, language)[:LONGEST], value=one.name)
            for one in models[:MOST]
        ]
        menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            custom_id=f"skald:retell:{message_id}", placeholder=translate(PICK, language), options=options
        )
        super().__init__(menu)
        self.message_id = message_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["message"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("retell_chosen", interaction, self.message_id, "".join(self.item.values[:1]))


def retell_view(message_id: int, models: Sequence[Offered], language: str) -> discord.ui.View:
    """Build the list for the turn that a message tells."""
    return row_of(RetellMenu(message_id, models, language))
