"""The picture of a sheet as Discord shows it: with words for whoever does not see it, and a button to share it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Final, Self

import discord

from bot.domain.character import Character
from bot.domain.plaintext import clean, shorten
from bot.domain.rules.armour import armour_class
from bot.domain.sheet import class_name, race_name
from bot.i18n import N_, translate
from bot.services.sheets import DrawnSheet
from bot.ui.answers import Answer
from bot.ui.rows import row_of
from bot.ui.sheet_card import sheet_card
from bot.ui.sheet_words import conditions, health

PREFIX: Final = "skald:sheet:"
_DESCRIPTION: Final = 1024


class ShareButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{PREFIX}(?P<character>[0-9]+)"
):
    """Ask for a character's sheet to be shown to everybody; the cog listens for `sheet_shared`."""

    def __init__(self, character_id: int, language: str = "en") -> None:
        super().__init__(
            discord.ui.Button(
                style=discord.ButtonStyle.secondary,
                emoji=discord.PartialEmoji(name="📣"),
                label=translate(N_("Share"), language),
                custom_id=f"{PREFIX}{character_id}",
            )
        )
        self.character_id = character_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["character"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("sheet_shared", interaction, self.character_id)


async def show_sheet(
    answer: Answer,
    sheet: DrawnSheet,
    language: str,
    content: str | None = None,
    *,
    shareable: bool = False,
    alone: bool = False,
) -> None:
    """Answer with a sheet: the picture, and the same as text unless the picture is to stand alone.

    There is a button for its player when it is shareable.
    """
    view = row_of(ShareButton(sheet.character.id, language)) if shareable and sheet.own else None
    file = sheet_file(sheet, language)
    embed = None if alone and file is not None else sheet_card(sheet.character, language)
    await answer.say(content, embed=embed, view=view, file=file)


def sheet_file(sheet: DrawnSheet, language: str) -> discord.File | None:
    """Return the picture as an attachment, None where it was not drawn."""
    if sheet.picture is None:
        return None
    alt = described(sheet.character, language)
    return discord.File(BytesIO(sheet.picture), f"sheet-{sheet.character.id}.png", description=alt)


def described(character: Character, language: str) -> str:
    """Say in a few words what the picture of a sheet shows."""
    sentence = translate(
        N_("Sheet of {name}: {race}, {class_} {level}. Hit points {health}, armour class {armour}{state}."), language
    )
    state = conditions(character, language)
    told = sentence.format(
        name=character.name,
        race=race_name(character.race, language),
        class_=class_name(character.class_, language),
        level=character.level,
        health=health(character, language),
        armour=armour_class(character),
        state=f"; {state}" if state else "",
    )
    return shorten(clean(told), _DESCRIPTION)
