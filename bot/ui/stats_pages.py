"""The buttons that turn the pages of compared models, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.services.asking import Question, Wish
from bot.ui.rows import row_of
from bot.ui.stats_options import HOURS, hours_of, window_in

_TEMPLATE: Final = (
    rf"skald:stats:(?P<page>\d{{1,4}}):{HOURS}"
    r":(?P<campaign>\d{0,18}):(?P<language>[A-Za-z_-]{0,10}):(?P<size>[a-z]{0,7}):(?P<everywhere>[01])"
)


class StatsPageButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=_TEMPLATE):
    """Ask for a page of the same question; the cog listens for `stats_page_turned`."""

    def __init__(self, page: int, wish: Wish, emoji: str = "▶️", *, disabled: bool = False) -> None:
        custom_id = f"skald:stats:{page}:{_asked(wish)}"
        super().__init__(discord.ui.Button(emoji=emoji, custom_id=custom_id, disabled=disabled))
        self.page = page
        self.wish = wish

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        wish = Wish(
            campaign=match["campaign"] or None,
            language=match["language"] or None,
            size=match["size"] or None,
            everywhere=match["everywhere"] == "1",
            window=window_in(match),
        )
        return cls(int(match["page"]), wish)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("stats_page_turned", interaction, self.page, self.wish)


def page_buttons(question: Question, wish: Wish, number: int, pages: int) -> discord.ui.View | None:
    """Build the row under a page, None where there is but one."""
    if pages == 1:
        return None
    same = Wish(
        campaign=wish.campaign,
        language=question.filters.language,
        size=question.filters.size,
        everywhere=wish.everywhere,
        window=question.filters.window,
    )
    return row_of(
        StatsPageButton(number - 1, same, "◀️", disabled=number == 1),
        StatsPageButton(number + 1, same, "▶️", disabled=number == pages),
    )


def _asked(wish: Wish) -> str:
    rest = (wish.campaign or "", wish.language or "", wish.size or "", f"{int(wish.everywhere)}")
    return ":".join((hours_of(wish.window), *rest))
