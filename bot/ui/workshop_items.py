"""The buttons and lists of a workshop, which work as long as its draft is kept, also after a restart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import discord

from bot.domain.crafting import CHOICES

PREFIX = "skald:craft:"
_PAGES = ("page1", "page2", "page3", "page4")
_DEEDS = "|".join(("roll", "words", "name", "place", "auto", "names", "story", "finish", "over", *_PAGES))


class CraftButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"{PREFIX}do:(?P<campaign>[0-9]{{1,18}}):(?P<deed>{_DEEDS})",
):
    """Ask for a deed in the workshop of a campaign; the cog listens for `craft_pressed`."""

    def __init__(
        self,
        campaign_id: int,
        deed: str,
        label: str | None = None,
        *,
        emoji: str | None = None,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        disabled: bool = False,
        row: int | None = None,
    ) -> None:
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            label=label,
            emoji=emoji or (None if label else "🔨"),
            style=style,
            disabled=disabled,
            custom_id=f"{PREFIX}do:{campaign_id}:{deed}",
            row=row,
        )
        super().__init__(button)
        self.campaign_id = campaign_id
        self.deed = deed

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), match["deed"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("craft_pressed", interaction, self.campaign_id, self.deed)


class CraftSelect(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]],
    template=rf"{PREFIX}pick:(?P<campaign>[0-9]{{1,18}}):(?P<what>{'|'.join(CHOICES)})",
):
    """Choose something in the workshop of a campaign; the cog listens for `craft_picked`."""

    def __init__(
        self,
        campaign_id: int,
        what: str,
        options: Sequence[discord.SelectOption] = (),
        *,
        placeholder: str | None = None,
        count: int = 1,
        row: int | None = None,
    ) -> None:
        select: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            custom_id=f"{PREFIX}pick:{campaign_id}:{what}",
            # Discord takes no list without options; one that is only matched by its id is never sent.
            options=list(options) or [discord.SelectOption(label="–")],
            placeholder=placeholder,
            min_values=count,
            max_values=count,
            row=row,
        )
        super().__init__(select)
        self.campaign_id = campaign_id
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("craft_picked", interaction, self.campaign_id, self.what, self.item.values)
