"""The form in which a player changes the words on a sheet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import Character
from bot.domain.sheet import DESCRIPTION_LENGTH, HISTORY_LENGTH
from bot.i18n import N_, translate

FORM_SECONDS = 900

Submitted = Callable[[discord.Interaction[Any], int, str, str, str], Awaitable[None]]


class CharacterForm(discord.ui.Modal):
    """Ask for a character's name, looks and history. Numbers are the rules' business."""

    def __init__(self, character: Character, language: str, submitted: Submitted) -> None:
        super().__init__(title=translate(N_("Change a character"), language)[:45], timeout=FORM_SECONDS)
        self._id = character.id
        self._submitted = submitted
        long = discord.TextStyle.paragraph
        self._name: discord.ui.TextInput[CharacterForm] = discord.ui.TextInput(
            custom_id="name", default=character.name, max_length=NAME_LENGTH
        )
        self._looks: discord.ui.TextInput[CharacterForm] = discord.ui.TextInput(
            custom_id="looks",
            style=long,
            default=character.description or None,
            max_length=DESCRIPTION_LENGTH,
            required=False,
        )
        self._history: discord.ui.TextInput[CharacterForm] = discord.ui.TextInput(
            custom_id="history",
            style=long,
            default=character.history or None,
            max_length=HISTORY_LENGTH,
            required=False,
        )
        about = translate(N_("Numbers change by the rules, or by the game master with /gm set."), language)
        for text, description, field in (
            (N_("Name"), about, self._name),
            (N_("Looks and nature"), None, self._looks),
            (N_("History"), None, self._history),
        ):
            label = discord.ui.Label["CharacterForm"](
                text=translate(text, language), description=description, component=field
            )
            self.add_item(label)

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        await self._submitted(interaction, self._id, self._name.value, self._looks.value, self._history.value)
