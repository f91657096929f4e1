"""The catalogue of themes, one at a time, with a select for the others and a button that starts with one."""

from __future__ import annotations

import io
import re
from typing import Any, Final, Self

import discord

from bot.domain.plaintext import shorten
from bot.domain.themes import THEMES, Theme
from bot.i18n import N_, translate
from bot.ui.choices import LONGEST, MOST
from bot.ui.rows import row_of

PICK: Final = "skald:themes"
START: Final = "skald:theme:"
PICTURE: Final = "theme.png"


class ThemeSelect(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=PICK):
    """Show another theme; the cog listens for `theme_picked`."""

    def __init__(self, item: discord.ui.Select[Any]) -> None:
        super().__init__(item)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item) if isinstance(item, discord.ui.Select) else cls(discord.ui.Select(custom_id=PICK))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("theme_picked", interaction, next(iter(self.item.values), ""))


class ThemeButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{START}(?P<key>[a-z_]{{1,40}})"
):
    """Start a campaign with a theme; a cog listens for `campaign_wanted`."""

    def __init__(self, key: str, label: str) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(discord.ui.Button(style=style, label=label, emoji="🎲", custom_id=f"{START}{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["key"], "…")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("campaign_wanted", interaction, self.key)


def theme_card(theme: Theme, language: str) -> discord.Embed:
    """Show a theme; its picture is attached beside."""
    colour = discord.Colour.from_str(theme.colours[1])
    embed = discord.Embed(title=theme.name.say(language), description=theme.blurb.say(language), colour=colour)
    embed.add_field(name=translate(N_("What it is about"), language), value=theme.words.say(language), inline=False)
    places = "\n".join(f"- {place.say(language)}" for place in theme.places)
    embed.add_field(name=translate(N_("Where it may begin"), language), value=places, inline=False)
    return embed


def theme_picture(theme: Theme, drawn: bytes, embed: discord.Embed, language: str) -> discord.File:
    """Attach a theme's picture to its card; the card's words say what it shows."""
    embed.set_image(url=f"attachment://{PICTURE}")
    return discord.File(io.BytesIO(drawn), PICTURE, description=theme.blurb.say(language))


def theme_controls(theme: Theme, language: str) -> discord.ui.View:
    """Build what leads to the other themes, and to a campaign with this one."""
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id=PICK)
    for one in THEMES[:MOST]:
        about = shorten(one.blurb.say(language), LONGEST)
        select.add_option(value=one.key, label=one.name.say(language), description=about, default=one is theme)
    return row_of(ThemeSelect(select), ThemeButton(theme.key, translate(N_("Start with this"), language)))
