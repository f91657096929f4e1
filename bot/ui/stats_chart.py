"""The button under a chart that shows its figures as a table, also after a restart, and the table itself."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final, Self

import discord

from bot.domain.plaintext import cell, escape
from bot.i18n import N_, translate
from bot.services.asking import Wish
from bot.services.chart_words import Table
from bot.services.charting import Chart, Sheet
from bot.ui.cards import COLOUR
from bot.ui.rows import row_of
from bot.ui.stats_options import HOURS, hours_of, window_in

_LONGEST_ID: Final = 100
_ROOM: Final = 3_800
_TEMPLATE: Final = (
    rf"skald:chart:(?P<kind>[a-z-]{{1,30}}):{HOURS}"
    r":(?P<campaign>\d{0,18}):(?P<everywhere>[01]):(?P<model>[^\n]{0,60})"
)


class ChartTableButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=_TEMPLATE):
    """Ask for the figures of a chart as a table; the cog listens for `chart_table_asked`."""

    def __init__(self, kind: str, wish: Wish, label: str = "As a table") -> None:
        super().__init__(discord.ui.Button(emoji="📋", label=label, custom_id=_id(kind, wish)))
        self.kind = kind
        self.wish = wish

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        everywhere = match["everywhere"] == "1"
        campaign, model = match["campaign"] or None, match["model"] or None
        return cls(match["kind"], Wish(campaign=campaign, model=model, everywhere=everywhere, window=window_in(match)))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("chart_table_asked", interaction, self.kind, self.wish)


def table_button(kind: str, wish: Wish, language: str) -> discord.ui.View | None:
    """Build the row under a chart; None where the name of its model is too long for a button to remember."""
    if len(_id(kind, wish)) > _LONGEST_ID:
        return None
    return row_of(ChartTableButton(kind, wish, translate(N_("As a table"), language)))


def chart_file(chart: Chart) -> discord.File:
    """Return the picture of a chart with what those hear who cannot see it."""
    return discord.File(io.BytesIO(chart.png), f"{chart.kind}.png", description=chart.alt)


def table_card(sheet: Sheet, language: str) -> tuple[discord.Embed, discord.File | None]:
    """Show the figures of a chart in lines; where they are too many, the whole is in a file beside the first."""
    lines = [_line(sheet.table, row) for row in sheet.table.rows]
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > _ROOM:
            break
        kept.append(line)
    embed = discord.Embed(title=sheet.title, colour=COLOUR)
    embed.description = "\n".join((f"-# {escape(sheet.subtitle)}", *kept))
    embed.set_footer(text=sheet.foot)
    if len(kept) == len(lines):
        return embed, None
    embed.description += "\n" + translate(N_("… all of it is in the file."), language)
    return embed, discord.File(io.BytesIO(_written(sheet.table)), f"{sheet.kind}.csv")


def _line(table: Table, row: tuple[str, ...]) -> str:
    rest = " · ".join(f"{head} {escape(words)}" for head, words in zip(table.head[1:], row[1:], strict=True))
    return f"**{escape(row[0])}** · {rest}"


def _written(table: Table) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.head)
    # What somebody named a model must not be a formula in a spreadsheet.
    writer.writerows([cell(words) for words in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _id(kind: str, wish: Wish) -> str:
    rest = (wish.campaign or "", f"{int(wish.everywhere)}", wish.model or "")
    return ":".join(("skald:chart", kind, hours_of(wish.window), *rest))
