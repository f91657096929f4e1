"""The buttons under a duel: a ballot each while the vote is open, and both tellings to be read again after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self

import discord

from bot.domain.duel import CHOICES
from bot.i18n import N_, translate
from bot.ui.rows import row_of
from bot.ui.xcard_button import xcard_button

READ: Final = "read"
_LETTERS: Final = {"a": "A", "b": "B"}
_WORDS: Final[Mapping[str, str]] = {"tie": N_("Equal"), "bad": N_("Both bad")}
READ_AGAIN = N_("Read both again")


class DuelButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=r"skald:duel:(?P<duel>[0-9]{1,19}):(?P<choice>a|b|tie|bad|read)",
):
    """Vote in a duel, or read it again; the cog listens for `duel_voted` and `duel_read`."""

    def __init__(self, duel_id: int, choice: str, language: str = "en") -> None:
        super().__init__(_button(duel_id, choice, language))
        self.duel_id = duel_id
        self.choice = choice

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["duel"]), match["choice"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        if self.choice == READ:
            interaction.client.dispatch("duel_read", interaction, self.duel_id)
        else:
            interaction.client.dispatch("duel_voted", interaction, self.duel_id, self.choice)


def choice_name(choice: str, language: str) -> str:
    """Say what a ballot is called; A and B are the same in every language."""
    return _LETTERS.get(choice) or translate(_WORDS[choice], language)


def _button(duel_id: int, choice: str, language: str) -> discord.ui.Button[discord.ui.View]:
    style = discord.ButtonStyle.primary if choice in ("a", "b") else discord.ButtonStyle.secondary
    label = translate(READ_AGAIN, language) if choice == READ else choice_name(choice, language)
    return discord.ui.Button(style=style, label=label, custom_id=f"skald:duel:{duel_id}:{choice}")


def ballot_view(duel_id: int, language: str) -> discord.ui.View:
    """Build the row under an open duel: its four ballots, and the X-card as under every telling."""
    return row_of(*(DuelButton(duel_id, choice, language) for choice in CHOICES), xcard_button())


def read_view(duel_id: int, language: str) -> discord.ui.View:
    """Build the row under a duel whose models are known."""
    return row_of(DuelButton(duel_id, READ, language))
