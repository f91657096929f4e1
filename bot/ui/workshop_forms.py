"""The forms of a workshop; what is filled in is found by the form's id, also after a restart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.domain.campaign import NAME_LENGTH
from bot.domain.sheet import DESCRIPTION_LENGTH, HISTORY_LENGTH
from bot.domain.sketch import WORDS_LENGTH
from bot.domain.workshop import base_scores, complete
from bot.i18n import N_, translate
from bot.services.workbench import Bench
from bot.ui.forms import filled_in, sent
from bot.ui.workshop_items import PREFIX

_FORM = re.compile(r"form:([0-9]{1,18}):([a-z]+)")
_SCORES_LENGTH = 60
_TITLE, _ABOUT = 45, 100


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as somebody sent it: the workshop's campaign, the form's deed, and what stands in its fields."""

    campaign_id: int
    deed: str
    fields: Mapping[str, str]


def workshop_form(interaction: discord.Interaction[Any]) -> Filled | None:
    """Read a workshop's form from an interaction; None for anything else."""
    found = _FORM.fullmatch(sent(interaction, PREFIX) or "")
    return None if found is None else Filled(int(found[1]), found[2], filled_in(interaction))


def name_form(bench: Bench, language: str, deed: str = "name") -> discord.ui.Modal:
    """Ask for a name; with the deed `finish`, it is the last thing that was missing."""
    title = translate(N_("A name, and it is done") if deed == "finish" else N_("What are they called?"), language)
    form = _form(bench, deed, title)
    field = discord.ui.TextInput[Any](custom_id="name", max_length=NAME_LENGTH, default=bench.draft.name or None)
    form.add_item(discord.ui.Label(text=translate(N_("Name"), language), component=field))
    return form


def words_form(bench: Bench, language: str) -> discord.ui.Modal:
    """Ask whom somebody wants to play, in their own words."""
    form = _form(bench, "words", translate(N_("In your own words"), language))
    field = discord.ui.TextInput[Any](
        custom_id="words",
        style=discord.TextStyle.paragraph,
        max_length=WORDS_LENGTH,
        placeholder=translate(N_("Kira, a half-elf thief who grew up in a caravan and fears the sea"), language)[:100],
    )
    about = translate(N_("One line is enough. The game master makes a sheet of it, and you confirm it."), language)
    form.add_item(
        discord.ui.Label(
            text=translate(N_("Whom do you want to play?"), language), description=about[:_ABOUT], component=field
        )
    )
    return form


def scores_form(bench: Bench, language: str) -> discord.ui.Modal:
    """Ask for six numbers in the order of the abilities."""
    form = _form(bench, "place", translate(N_("Place the numbers"), language))
    now = " ".join(map(str, base_scores(complete(bench.draft))))
    field = discord.ui.TextInput[Any](custom_id="scores", max_length=_SCORES_LENGTH, default=now)
    about = translate(N_("Before what your people add, in this order: Str Dex Con Int Wis Cha"), language)
    form.add_item(
        discord.ui.Label(text=translate(N_("Six numbers"), language), description=about[:_ABOUT], component=field)
    )
    return form


def story_form(bench: Bench, language: str) -> discord.ui.Modal:
    """Ask what a character lived through, and how they look."""
    form = _form(bench, "story", translate(N_("History and looks"), language))
    for custom_id, text, length, now in (
        ("history", N_("What they lived through before"), HISTORY_LENGTH, bench.draft.history),
        ("looks", N_("How they look, what they want"), DESCRIPTION_LENGTH, bench.draft.description),
    ):
        field = discord.ui.TextInput[Any](
            custom_id=custom_id,
            style=discord.TextStyle.paragraph,
            max_length=length,
            required=False,
            default=now or None,
        )
        form.add_item(discord.ui.Label(text=translate(text, language), component=field))
    return form


def _form(bench: Bench, deed: str, title: str) -> discord.ui.Modal:
    form = discord.ui.Modal(title=title[:_TITLE], custom_id=f"{PREFIX}form:{bench.campaign_id}:{deed}")
    # It is answered by its id, so discord.py need not remember each form that was ever shown.
    form.stop()
    return form
