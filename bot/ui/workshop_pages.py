"""The pages of a workshop: the sheet as it would be, and the few things that are chosen on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.domain.abilities import POINTS, Thrown, cost, counted
from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.character import ABILITIES
from bot.domain.plaintext import escape, shorten
from bot.domain.skills import ABILITY_SHORT, check_name
from bot.domain.workshop import (
    Draft,
    base_scores,
    complete,
    fixed_skills,
)
from bot.i18n import N_, translate
from bot.services.workbench import Bench
from bot.ui.rows import row_of
from bot.ui.sheet_card import sheet_card
from bot.ui.workshop_items import CraftButton
from bot.ui.workshop_lists import ability_lists, people_lists, skill_lists, story_lists

_FIELD = 1024
_MESSAGE = 2000
_PAGES = (N_("Who"), N_("Abilities"), N_("Skills and kit"), N_("Story"))
_HELP = (
    N_(
        "**A new character.** Choose what you like: whatever stays open gets the usual choice. In a hurry? "
        "*Roll me one*, then *Finish*."
    ),
    N_("**Abilities.** The usual order for the class is set already; change it or leave it."),
    N_("**Skills and kit.** The usual ones are chosen already; change them or leave them."),
    N_("**Story.** A name is all it takes; the rest can come while you play."),
)
_METHODS: dict[str, str] = {
    "standard": N_("Standard array: {numbers}"),
    "points": N_("Point buy: {cost} of {points} points"),
    "rolled": N_("Rolled, four dice and the lowest left out. They stay as they fell:"),
}


def workshop_page(bench: Bench, language: str) -> tuple[str, discord.Embed, discord.ui.View]:
    """Build the message of a workshop: its text, the sheet, and what can be done on the open page."""
    return _text(bench, language), _card(bench, language), row_of(*_items(bench, language))


def _text(bench: Bench, language: str) -> str:
    def t(sentence: str) -> str:
        return translate(sentence, language)

    page = bench.draft.page
    lines = [t(_HELP[page - 1])]
    if page == 2:
        lines += _abilities(complete(bench.draft), language)
    if page == 3 and (brought := fixed_skills(complete(bench.draft))):
        names = ", ".join(check_name(skill, language) for skill in brought)
        lines.append(t(N_("From people and background: {skills}")).format(skills=names))
    if bench.reader:
        lines.append(
            t(N_("-# {model} read your words. Look it over, change what you like, then Finish.")).format(
                model=escape(t(bench.reader))
            )
        )
    elif bench.unread:
        lines.append(t(N_("-# No model could make a sheet of your words, so only single words in them were taken.")))
    elif bench.draft.origin == "told":
        lines.append(t(N_("-# Only single words were taken from what you wrote. Look it over, then Finish.")))
    lines += [f"-# {warning.say(language)}" for warning in bench.warnings]
    if bench.plays:
        sentence = N_("-# **{name}** plays here already; the new one rests until you change: /character use")
        lines.append(t(sentence).format(name=escape(bench.plays)))
    return shorten("\n".join(lines), _MESSAGE)


def _abilities(draft: Draft, language: str) -> Iterable[str]:
    scores = base_scores(draft)
    numbers = " ".join(map(str, sorted(scores, reverse=True)))
    spent = cost(scores) if draft.method == "points" else 0
    yield translate(_METHODS[draft.method], language).format(numbers=numbers, cost=spent, points=POINTS)
    if draft.method == "rolled":
        yield " · ".join(_dice(thrown) for thrown in draft.rolls)
    names = (
        f"{ABILITY_SHORT[ability].say(language)} {score}" for ability, score in zip(ABILITIES, scores, strict=True)
    )
    placed = translate(N_("Placed: {scores}, before what your people add"), language)
    yield placed.format(scores=", ".join(names))


def _dice(thrown: Thrown) -> str:
    lowest = thrown.index(min(thrown))
    faces = " ".join(f"~~{face}~~" if place == lowest else str(face) for place, face in enumerate(thrown))
    return f"🎲 {faces} = **{counted(thrown)}**"


def _card(bench: Bench, language: str) -> discord.Embed:
    whole = complete(bench.draft)
    embed = sheet_card(bench.sheet, language)
    if not bench.draft.name:
        begun = bench.draft.origin or bench.draft.race or bench.draft.class_
        embed.title = translate(N_("No name yet") if begun else N_("Nobody yet"), language)
    background = BACKGROUNDS[whole.background]
    told = (
        f"**{background.name.say(language)}** · {background.training.say(language)}\n{background.feature.say(language)}"
    )
    embed.add_field(name=translate(N_("Background"), language), value=told, inline=False)
    if whole.history:
        lived = shorten(escape(whole.history), _FIELD)
        embed.add_field(name=translate(N_("History"), language), value=lived, inline=False)
    return embed


def _items(bench: Bench, language: str) -> list[discord.ui.Item[Any]]:
    draft = bench.draft
    lists = (people_lists, ability_lists, skill_lists, story_lists)[draft.page - 1]
    items: list[discord.ui.Item[Any]] = [*lists(bench.campaign_id, draft, language)]
    row = len(items)
    for deed, label, emoji in _deeds(draft):
        style = discord.ButtonStyle.primary if deed == "finish" else discord.ButtonStyle.secondary
        label = translate(label, language)
        items.append(CraftButton(bench.campaign_id, deed, label, emoji=emoji, style=style, row=row))
    for number, label in enumerate(_PAGES, 1):
        shown = f"{number} · {translate(label, language)}"
        here = number == draft.page
        items.append(CraftButton(bench.campaign_id, f"page{number}", shown, disabled=here, row=row + 1))
    over = translate(N_("Start over"), language)
    items.append(CraftButton(bench.campaign_id, "over", over, style=discord.ButtonStyle.danger, row=row + 1))
    return items


def _deeds(draft: Draft) -> Sequence[tuple[str, str, str]]:
    finish = ("finish", N_("Finish"), "✅")
    name = ("name", N_("Name…"), "✏️")
    if draft.page == 1:
        again = N_("Again") if draft.origin == "rolled" else N_("Roll me one")
        return ("roll", again, "🎲"), ("words", N_("In my own words…"), "💬"), name, finish
    if draft.page == 2:
        return ("place", N_("Place the numbers…"), "✏️"), ("auto", N_("Auto"), "🪄"), finish
    if draft.page == 3:
        return (finish,)
    return ("names", N_("Other names"), "🎲"), name, ("story", N_("History and looks…"), "📖"), finish
