"""The small button under a reply by which players say what is wrong with it, also after a restart."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.i18n import N_, translate
from bot.ui.forms import number_in
from bot.ui.rows import row_of

PREFIX: Final = "skald:wrong:"
CORRECT: Final = "skald:correct:"
EMOJI = discord.PartialEmoji(name="🚩")
REMEMBER = N_("Have it remembered")


class WrongButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    # However large: a number that no turn has gets a sentence, and not Discord's "interaction failed".
    template=rf"{PREFIX}(?P<telling>[0-9]+:[0-9]+:[0-9]+)",
):
    """Open the form for the turn under which it stands; the cog listens for `wrong_pressed`."""

    def __init__(self, telling: str) -> None:
        super().__init__(wrong_button(telling))
        self.telling = telling

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["telling"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("wrong_pressed", interaction, self.telling)


class CorrectButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{CORRECT}(?P<number>[0-9]{{1,20}})"
):
    """Open the form that makes a fact of a complaint; the cog listens for `correction_wanted`."""

    def __init__(self, number: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, emoji="📌", custom_id=f"{CORRECT}{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(number_in(match["number"]), "…")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("correction_wanted", interaction, self.number)


def wrong_button(telling: str) -> discord.ui.Button[discord.ui.View]:
    """Build the button of a turn: its campaign's id, its number and its take, with colons."""
    return discord.ui.Button(style=discord.ButtonStyle.secondary, emoji=EMOJI, custom_id=f"{PREFIX}{telling}")


def correct_view(number: int, language: str) -> discord.ui.View:
    """Build the row that offers to make a fact of a complaint."""
    return row_of(CorrectButton(number, translate(REMEMBER, language)))
