"""The buttons that turn the pages of the leaderboard, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.ui.rows import row_of


class BoardPageButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"skald:board:(?P<whose>here|shared):(?P<page>\d{1,4})",
):
    """Ask for a page; the cog listens for `board_page_turned`."""

    def __init__(self, page: int, emoji: str = "▶️", *, shared: bool, disabled: bool = False) -> None:
        custom_id = f"skald:board:{'shared' if shared else 'here'}:{page}"
        super().__init__(discord.ui.Button(emoji=emoji, custom_id=custom_id, disabled=disabled))
        self.page = page
        self.shared = shared

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]), shared=match["whose"] == "shared")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("board_page_turned", interaction, self.page, self.shared)


def page_buttons(number: int, pages: int, *, shared: bool) -> discord.ui.View | None:
    """Build the row under a page, None where there is but one."""
    if pages == 1:
        return None
    return row_of(
        BoardPageButton(number - 1, "◀️", shared=shared, disabled=number == 1),
        BoardPageButton(number + 1, "▶️", shared=shared, disabled=number == pages),
    )
