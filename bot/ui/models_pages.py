"""The buttons that turn the pages of the table's models, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.ui.rows import row_of

NUMBER: Final = 4
"""Digits of a page's number; no catalogue has more pages."""


class ModelsPageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"skald:models:(?P<page>\d{{1,{NUMBER}}})"
):
    """Ask for a page; the cog listens for `models_page_turned`."""

    def __init__(self, page: int, emoji: str = "▶️", *, disabled: bool = False) -> None:
        super().__init__(discord.ui.Button(emoji=emoji, custom_id=f"skald:models:{page}", disabled=disabled))
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("models_page_turned", interaction, self.page)


def page_buttons(number: int, pages: int) -> discord.ui.View | None:
    """Build the row under a page, None where there is but one."""
    if pages == 1:
        return None
    return row_of(
        ModelsPageButton(number - 1, "◀️", disabled=number == 1),
        ModelsPageButton(number + 1, "▶️", disabled=number == pages),
    )
