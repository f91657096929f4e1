"""The form in which a player changes the words on a sheet."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import Character
from bot.domain.sheet import DESCRIPTION_LENGTH, HISTORY_LENGTH
from bot.i18n import N_, translate
from bot.ui.forms import ready

FORM: Final = "skald:character-words:"


def character_form(character: Character, language: str) -> discord.ui.Modal:
    """Ask for a character's name, looks and history. Numbers are the rules' business."""
    form = discord.ui.Modal(title=translate(N_("Change a character"), language)[:45], custom_id=f"{FORM}{character.id}")
    about = translate(N_("Numbers change by the rules, or by the game master with /gm set."), language)
    name: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="name", default=character.name, max_length=NAME_LENGTH
    )
    form.add_item(discord.ui.Label(text=translate(N_("Name"), language), description=about, component=name))
    for text, field, was, most in (
        (N_("Looks and nature"), "looks", character.description, DESCRIPTION_LENGTH),
        (N_("History"), "history", character.history, HISTORY_LENGTH),
    ):
        written: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=field,
            style=discord.TextStyle.paragraph,
            default=was or None,
            max_length=most,
            required=False,
        )
        form.add_item(discord.ui.Label(text=translate(text, language), component=written))
    return ready(form)
