"""The form a campaign is started with, and the button that opens it again."""

from __future__ import annotations

import re
from typing import Any, Final, Self

import discord

from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH
from bot.domain.plaintext import shorten
from bot.domain.themes import SURPRISE, THEMES, TONES
from bot.i18n import N_, language_names, translate
from bot.services.founding import OWN_WORDS, PLACE_LENGTH, Wish
from bot.ui.choices import LONGEST, MOST
from bot.ui.forms import filled_in, number_in, ready
from bot.ui.places import Where, lacks
from bot.ui.rows import row_of

FORM: Final = "skald:found:"
AGAIN: Final = "skald:found-again:"

_PLACES: Final[dict[Where, str]] = {
    "channel": N_("a new channel"),
    "thread": N_("a new thread, here"),
    "here": N_("this channel"),
}
# A tone somebody typed stands in their draft and not in the form; this is how the form names it.
_TYPED: Final = "typed"


def campaign_form(
    interaction: discord.Interaction[Any], number: int, wish: Wish, language: str, *, taken: bool
) -> discord.ui.Modal:
    """Build a form, with what is known filled in; `taken` says that this channel tells a campaign already."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    form = discord.ui.Modal(title=t(N_("A new campaign")), custom_id=f"{FORM}{number}")
    name: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="name", required=False, max_length=NAME_LENGTH, default=wish.name or None
    )
    words: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words",
        required=False,
        style=discord.TextStyle.paragraph,
        max_length=THEMES_LENGTH + PLACE_LENGTH + 1,
        placeholder=shorten(t(N_("smugglers, fog\nan old lighthouse")), LONGEST),
        default=wish.words or None,
    )
    fields: list[tuple[str, str, discord.ui.Item[Any]]] = [
        (t(N_("Name")), t(N_("Left empty, chance finds one.")), name),
        (t(N_("Theme")), t(N_("What kind of story it is.")), _themes(wish, language)),
        (t(N_("In your own words")), t(N_("First line: what it is about. Second line: where it begins.")), words),
        (t(N_("Language and tone")), t(N_("Of the story.")), _manner(wish, language)),
        (t(N_("Where it is played")), "", _where(interaction, wish, language, taken=taken)),
    ]
    for label, about, field in fields:
        form.add_item(discord.ui.Label(text=label, description=about or None, component=field))
    return ready(form)


def wish_of(interaction: discord.Interaction[Any], kept: Wish) -> Wish:
    """Return what a form that was sent asks for; `kept` holds what the form has no field for."""
    filled = filled_in(interaction)
    words = filled.get("words", "").strip("\n").split("\n", 1)
    language, _, tone = filled.get("manner", "").partition(":")
    return Wish(
        name=filled.get("name", ""),
        themes=words[0],
        language=language,
        model=kept.model,
        theme=filled.get("theme", ""),
        tone=kept.tone if tone == _TYPED else tone,
        place=words[1] if len(words) > 1 else "",
        where=filled.get("where", ""),
    )


def where_of(wish: Wish) -> Where:
    """Return where a campaign is to be played; whatever is not known means the channel one writes in."""
    return wish.where if wish.where in _PLACES else "here"


def _themes(wish: Wish, language: str) -> discord.ui.Select[Any]:
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id="theme")
    chosen = wish.theme or (OWN_WORDS if wish.themes else SURPRISE)
    offered = [
        (
            SURPRISE,
            translate(N_("Surprise me"), language),
            translate(N_("Chance picks what you leave open."), language),
        ),
        (OWN_WORDS, translate(N_("My own words"), language), ""),
        *((theme.key, theme.name.say(language), theme.blurb.say(language)) for theme in THEMES),
    ]
    for value, label, about in offered[:MOST]:
        select.add_option(
            value=value, label=label, description=shorten(about, LONGEST) or None, default=value == chosen
        )
    return select


def _manner(wish: Wish, language: str) -> discord.ui.Select[Any]:
    """Offer every language with every tone, and the tone that was typed before."""
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id="manner")
    tones = {"": "", **{key: tone.say(language) for key, tone in TONES.items()}}
    if wish.tone and wish.tone not in TONES:
        tones = {"": "", _TYPED: wish.tone, **tones}
    wanted = _TYPED if _TYPED in tones else wish.tone
    names = language_names()
    # The language somebody speaks comes first, should there ever be more than Discord shows.
    for code in sorted(names, key=lambda one: one != wish.language):
        for tone, said in tones.items():
            if len(select.options) < MOST:
                label = shorten(f"{names[code]} · {said}" if said else names[code], LONGEST)
                default = (code, tone) == (wish.language, wanted)
                select.add_option(value=f"{code}:{tone}", label=label, default=default)
    return select


def _where(interaction: discord.Interaction[Any], wish: Wish, language: str, *, taken: bool) -> discord.ui.Select[Any]:
    """Offer the places, and say of those that cannot be had what is in the way."""
    select: discord.ui.Select[Any] = discord.ui.Select(custom_id="where")
    hindrances = {where: _hindrance(interaction, where, language, taken=taken) for where in _PLACES}
    possible = [where for where, hindrance in hindrances.items() if not hindrance]
    wanted = wish.where if wish.where in possible else next(iter(possible), "here")
    for where, label in _PLACES.items():
        about = shorten(hindrances[where], LONGEST) or None
        select.add_option(value=where, label=translate(label, language), description=about, default=where == wanted)
    return select


def _hindrance(interaction: discord.Interaction[Any], where: Where, language: str, *, taken: bool) -> str:
    if where == "here" and taken:
        return translate(N_("A campaign is played here already."), language)
    missing = ", ".join(translate(label, language) for label in lacks(interaction, where))
    return translate(N_("I lack: {missing}"), language).format(missing=missing) if missing else ""


class FormAgainButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=rf"{AGAIN}(?P<form>[0-9]{{1,20}})"
):
    """Open a form that could not be used once more; the cog listens for `campaign_form_wanted`."""

    def __init__(self, form: int, label: str) -> None:
        super().__init__(discord.ui.Button(label=label, emoji="✏️", custom_id=f"{AGAIN}{form}"))
        self.form = form

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(number_in(match["form"]), "…")  # the label already stands on the message

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("campaign_form_wanted", interaction, self.form)


def again_view(form: int, language: str) -> discord.ui.View:
    """Build the row under a sentence that says why a form could not be used."""
    return row_of(FormAgainButton(form, translate(N_("Change it"), language)))
