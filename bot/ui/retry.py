"""The button that tries a failed turn again, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.i18n import N_, translate
from bot.ui.rows import row_of

RETRY = N_("Try again")


class RetryButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"skald:retry"):
    """Ask for the failed turn of the channel again; the cog listens for `retry_pressed`."""

    def __init__(self, language: str) -> None:
        super().__init__(discord.ui.Button(label=translate(RETRY, language), emoji="🔁", custom_id="skald:retry"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("en")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("retry_pressed", interaction)


def retry_view(language: str) -> discord.ui.View:
    """Build the row under a failure."""
    return row_of(RetryButton(language))
