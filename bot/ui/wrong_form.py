"""The form in which players say what is wrong with a telling, and the one that makes a fact of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import discord

from bot.domain.complaint import WORDS_LENGTH, Complained
from bot.domain.memory import FACT_LENGTH, SUBJECT_LENGTH
from bot.i18n import N_, translate
from bot.services.complaints import Telling
from bot.ui.forms import filled_in, number_in, ready, sent

FORM: Final = "skald:wrong-form:"
FACT_FORM: Final = "skald:correct-form:"

WHAT: Final[Mapping[Complained, str]] = {
    "rules": N_("The rules or the dice"),
    "story": N_("The story: it was different before"),
    "character": N_("My character would not do that"),
    "language": N_("The language"),
    "other": N_("Something else"),
}


def wrong_form(telling: str, language: str) -> discord.ui.Modal:
    """Ask what is wrong with a telling; words are welcome and not needed."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    what: discord.ui.Select[Any] = discord.ui.Select(custom_id="what")
    for value, label in WHAT.items():
        what.add_option(value=value, label=t(label), default=value == "story")
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words", style=discord.TextStyle.paragraph, max_length=WORDS_LENGTH, required=False
    )
    form = discord.ui.Modal(title=t(N_("That’s wrong"))[:45], custom_id=f"{FORM}{telling}")
    form.add_item(discord.ui.Label(text=t(N_("What is wrong?")), component=what))
    about = t(N_("It counts for the model that told this. What holds instead can become a fact."))
    form.add_item(discord.ui.Label(text=t(N_("In your words")), description=about[:100], component=words))
    return ready(form)


def fact_form(number: int, words: str, language: str) -> discord.ui.Modal:
    """Ask what holds, with what somebody complained of to begin with."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    about: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="about", max_length=SUBJECT_LENGTH)
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="text",
        style=discord.TextStyle.paragraph,
        max_length=FACT_LENGTH,
        default=words[:FACT_LENGTH],
    )
    form = discord.ui.Modal(title=t(N_("What holds instead"))[:45], custom_id=f"{FACT_FORM}{number}")
    form.add_item(discord.ui.Label(text=t(N_("Whom or what it is about")), component=about))
    form.add_item(discord.ui.Label(text=t(N_("What holds and must not be forgotten")), component=text))
    return ready(form)


def wrong_sent(interaction: discord.Interaction[Any]) -> tuple[Telling, str, str] | None:
    """Return which telling is wrong, what and in which words; None for any other interaction."""
    named = sent(interaction, FORM)
    if named is None:
        return None
    given = filled_in(interaction)
    return telling_of(named), given.get("what", ""), given.get("words", "")


def fact_sent(interaction: discord.Interaction[Any]) -> tuple[int, str, str] | None:
    """Return of which complaint a fact is made, about whom, and what holds; None for any other interaction."""
    number = sent(interaction, FACT_FORM)
    if number is None:
        return None
    given = filled_in(interaction)
    return number_in(number), given.get("about", ""), given.get("text", "")


def telling_of(named: str) -> Telling:
    """Read which telling an id names; one that no telling has for anything else."""
    parts = [number_in(part) for part in named.split(":")]
    return Telling(*parts) if len(parts) == 3 else Telling(0, 0, 0)
