"""The button that lets the others act, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.i18n import N_, translate
from bot.ui.rows import row_of

PASS = N_("Pass")
_ID = "skald:pass"


class PassButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"skald:pass"):
    """Let the others go on without oneself this time; the cog listens for `pass_pressed`."""

    def __init__(self, language: str) -> None:
        label = translate(PASS, language)
        super().__init__(discord.ui.Button(style=discord.ButtonStyle.secondary, label=label, emoji="⏭️", custom_id=_ID))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls("en")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("pass_pressed", interaction)


def pass_view(language: str) -> discord.ui.View:
    """Build the row under a notice of who is awaited."""
    return row_of(PassButton(language))
