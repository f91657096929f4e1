"""What people see when they take their data along, or have it removed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final, Self

import discord
from discord.utils import format_dt

from bot.i18n import N_, translate
from bot.ui.forms import ready
from bot.ui.rows import row_of

FORM: Final = "skald:data:sure"
WORD = "SKALD"

WHAT_GOES = N_(
    "**Delete everything Skald keeps of you?**\n"
    "Your address, your sign-ins, your characters, their portraits and everything you wrote are removed. Stories that "
    "others play with you go on; there you become “somebody”. Campaigns that nobody else plays are deleted, others get "
    "another owner. Take your data along first, if you want it: /account export.\n"
    "It happens after a day. Until then you can change your mind here."
)
IS_TO_GO = N_("Everything Skald keeps of you goes {when}. Until then you can keep it.")
STAYS = N_("Everything stays as it is.")
NOTHING_WAS_TO_GO = N_("Nothing was to be deleted. Everything stays as it is.")
WRONG_WORD = N_("That was not the word. Nothing is deleted.")


class LeaveButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"skald:data:(?P<what>delete|keep)"
):
    """Ask for everything to go, or to stay; the cog listens for `leave_pressed`."""

    def __init__(self, what: str, language: str = "en") -> None:
        super().__init__(_button(what, language))
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["what"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("leave_pressed", interaction, self.what)


def sure_form(language: str) -> discord.ui.Modal:
    """Ask a second time, in a way that no slip of a finger passes."""
    form = discord.ui.Modal(title=translate(N_("Delete everything"), language)[:45], custom_id=FORM)
    word: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="word", max_length=20)
    asked = translate(N_("Type {word} if you are sure"), language).format(word=WORD)
    form.add_item(discord.ui.Label(text=asked, component=word))
    return ready(form)


def leave_view(leaves: datetime | None, language: str) -> tuple[str, discord.ui.View]:
    """Say what is to go or would, with the button that decides it."""
    if leaves is None:
        return translate(WHAT_GOES, language), row_of(LeaveButton("delete", language))
    return translate(IS_TO_GO, language).format(when=format_dt(leaves, "R")), row_of(LeaveButton("keep", language))


def _button(what: str, language: str) -> discord.ui.Button[discord.ui.View]:
    if what == "delete":
        label, style = N_("Delete everything"), discord.ButtonStyle.danger
    else:
        label, style = N_("Keep everything"), discord.ButtonStyle.success
    return discord.ui.Button(style=style, label=translate(label, language), custom_id=f"skald:data:{what}")
