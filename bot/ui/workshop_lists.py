"""The lists to choose from in a workshop, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import discord

from bot.domain.abilities import METHODS
from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.label import Label
from bot.domain.packages import package_extras, package_name, packages
from bot.domain.plaintext import fold, shorten
from bot.domain.skills import ABILITY_NAMES, check_name
from bot.domain.srd import CLASSES, RACES
from bot.domain.workshop import (
    Draft,
    chosen_class_skills,
    chosen_extra_skills,
    class_skills,
    complete,
    extra_skills,
    raised,
    raised_options,
)
from bot.i18n import N_, translate
from bot.ui.workshop_items import CraftSelect

# Discord takes no longer text in an option, and no more options.
_LONGEST, _MOST = 100, 25

_METHODS: Mapping[str, tuple[str, str]] = {
    "standard": (N_("Standard array"), N_("15 14 13 12 10 8: fair to everybody, and quick.")),
    "points": (N_("Point buy"), N_("27 points for scores from 8 to 15, as you like them.")),
    "rolled": (N_("Honest dice"), N_("Four dice, the lowest left out, six times. Thrown once, and they stay.")),
}


def people_lists(campaign_id: int, draft: Draft, language: str) -> Iterator[CraftSelect]:
    """Offer peoples, classes and backgrounds, with a line on each."""
    books = (
        ("race", N_("Which people?"), {key: (one.name, one.line) for key, one in RACES.items()}, draft.race),
        ("class", N_("Which calling?"), {key: (one.name, one.line) for key, one in CLASSES.items()}, draft.class_),
        (
            "background",
            N_("What did they do before?"),
            {key: (one.name, one.line) for key, one in BACKGROUNDS.items()},
            draft.background,
        ),
    )
    for row, (what, asked, book, chosen) in enumerate(books):
        options = _described(book, chosen, language)
        yield CraftSelect(campaign_id, what, options, placeholder=translate(asked, language), row=row)


def ability_lists(campaign_id: int, draft: Draft, language: str) -> Iterator[CraftSelect]:
    """Offer the ways to come by scores, and the abilities that a half-elf raises."""
    options = [
        discord.SelectOption(
            label=translate(_METHODS[method][0], language),
            description=translate(_METHODS[method][1], language)[:_LONGEST],
            value=method,
            default=method == draft.method,
        )
        for method in METHODS
    ]
    yield CraftSelect(campaign_id, "method", options, placeholder=translate(N_("How?"), language), row=0)
    whole = complete(draft)
    if offered := raised_options(whole):
        chosen = raised(whole)
        names = [
            discord.SelectOption(label=ABILITY_NAMES[one].say(language), value=one, default=one in chosen)
            for one in offered
        ]
        asked = translate(N_("Which abilities rise by one?"), language)
        yield CraftSelect(campaign_id, "raised", names, placeholder=asked, count=len(chosen), row=1)


def skill_lists(campaign_id: int, draft: Draft, language: str) -> Iterator[CraftSelect]:
    """Offer the skills of the class, those that are free to choose, and what to begin with."""
    whole = complete(draft)
    lists = (
        ("skills", N_("Skills of the class"), class_skills(whole), chosen_class_skills(whole)),
        ("extra", N_("Skills of your choice"), extra_skills(whole), chosen_extra_skills(whole)),
    )
    row = 0
    for what, asked, offered, chosen in lists:
        if not chosen:
            continue
        names = sorted(((check_name(skill, language), skill) for skill in offered), key=lambda pair: fold(pair[0]))
        options = [discord.SelectOption(label=name, value=skill, default=skill in chosen) for name, skill in names]
        told = translate(asked, language)
        yield CraftSelect(campaign_id, what, options[:_MOST], placeholder=told, count=len(chosen), row=row)
        row += 1
    kits = [
        discord.SelectOption(
            label=shorten(package_name(outfit, language), _LONGEST),
            description=shorten(package_extras(outfit, language), _LONGEST) or None,
            value=str(place),
            default=place == draft.package,
        )
        for place, outfit in enumerate(packages(whole.class_))
    ]
    yield CraftSelect(campaign_id, "package", kits, placeholder=translate(N_("What do they carry?"), language), row=row)


def story_lists(campaign_id: int, draft: Draft, language: str) -> Iterator[CraftSelect]:
    """Offer names that fit the people."""
    if draft.ideas:
        options = [
            discord.SelectOption(label=idea, value=idea, default=idea == draft.name) for idea in draft.ideas[:_MOST]
        ]
        yield CraftSelect(campaign_id, "idea", options, placeholder=translate(N_("A name that fits"), language), row=0)


def _described(book: Mapping[str, tuple[Label, Label]], chosen: str, language: str) -> Sequence[discord.SelectOption]:
    named = sorted(((name.say(language), line.say(language), key) for key, (name, line) in book.items()), key=_by_name)
    return [
        discord.SelectOption(label=name, description=shorten(line, _LONGEST), value=key, default=key == chosen)
        for name, line, key in named[:_MOST]
    ]


def _by_name(entry: tuple[str, str, str]) -> str:
    return fold(entry[0])
