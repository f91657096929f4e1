"""Introduce a new character to the table."""

from __future__ import annotations

from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.workbench import Made
from bot.ui.answers import Answer
from bot.ui.sheet_card import sheet_card


async def present(answer: Answer, made: Made, language: str) -> None:
    """Tell everybody of a new character and show its sheet."""
    name = escape(made.character.name)
    if made.plays:
        sentence = N_("**{name}** is ready and rests, because **{plays}** plays here. To change: /character use {name}")
        text = translate(sentence, language).format(name=name, plays=escape(made.plays))
    else:
        text = translate(N_("**{name}** joins the party."), language).format(name=name)
    await answer.say(text, embed=sheet_card(made.character, language))
