"""Introduce a new character to the table."""

from __future__ import annotations

from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.sheets import SheetService
from bot.services.workbench import Made
from bot.ui.answers import Answer
from bot.ui.sheet_picture import show_sheet


async def present(answer: Answer, made: Made, sheets: SheetService, language: str) -> None:
    """Tell everybody of a new character and show its sheet."""
    name = escape(made.character.name)
    if made.plays:
        sentence = N_("**{name}** is ready and rests, because **{plays}** plays here. To change: /character use {name}")
        text = translate(sentence, language).format(name=name, plays=escape(made.plays))
    else:
        text = translate(N_("**{name}** joins the party."), language).format(name=name)
    # The picture alone: the same once more as text would fill the channel, and /character show has it.
    await show_sheet(answer, await sheets.draw(made.character, language), language, text, alone=True)
