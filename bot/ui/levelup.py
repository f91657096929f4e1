"""A level on its way: what it asks, with buttons and lists to choose from; they work after a restart, too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Self, cast

import discord

from bot.domain.character import Ability
from bot.domain.plaintext import escape
from bot.domain.skills import ABILITY_NAMES, ABILITY_SHORT
from bot.i18n import N_, translate
from bot.services.levelling import LevelView
from bot.ui.cards import COLOUR
from bot.ui.rows import row_of
from bot.ui.sheet_words import spell_name

PREFIX = "skald:level:"


class LevelButton(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]],
    template=rf"{PREFIX}(?P<what>average|roll|page|confirm):(?P<id>[0-9]{{1,18}})",
):
    """A step of a level; the cog listens for `level_pressed`."""

    def __init__(self, button: discord.ui.Button[discord.ui.View], what: str, character_id: int) -> None:
        super().__init__(button)
        self.what, self.character_id = what, character_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("discord.ui.Button[discord.ui.View]", item), match["what"], int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("level_pressed", interaction, self.what, self.character_id, ())


class LevelSelect(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]],
    template=rf"{PREFIX}(?P<what>scores|cantrips|spells):(?P<id>[0-9]{{1,18}})",
):
    """What is chosen of a level's list; the cog listens for `level_pressed`."""

    def __init__(self, select: discord.ui.Select[discord.ui.View], what: str, character_id: int) -> None:
        super().__init__(select)
        self.what, self.character_id = what, character_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(cast("discord.ui.Select[discord.ui.View]", item), match["what"], int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        chosen = cast("dict[str, Any]", interaction.data or {}).get("values", [])
        values = tuple(str(value) for value in chosen)
        interaction.client.dispatch("level_pressed", interaction, self.what, self.character_id, values)


def level_card(view: LevelView, language: str) -> discord.Embed:
    """Show what a level asks and what is chosen."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    plan, step = view.plan, view.step
    title = t(N_("{name}: level {level}")).format(name=escape(view.character.name), level=step.level)
    embed = discord.Embed(title=title[:256], colour=COLOUR)
    if plan.face is not None:
        told = t(N_("d{die} rolled: {face}, which makes +{gain}"))
        points = told.format(die=step.die, face=plan.face, gain=step.rolled(plan.face))
    elif plan.how:
        points = t(N_("the average: +{average}")).format(average=step.average)
    else:
        points = t(N_("the average, or the die?"))
    embed.add_field(name=t(N_("Hit points")), value=points)
    if view.improvements:
        embed.add_field(name=t(N_("Ability scores")), value=_raised(plan.scores, language) or "…")
    for name, most, offered, chosen in (
        (N_("New cantrips"), step.cantrips, view.cantrips, plan.cantrips),
        (N_("New spells"), step.spells, view.spells, plan.spells),
    ):
        if most:
            spells = ", ".join(spell_name(one, language) for one in chosen)
            rest = t(N_("the usual ones")) if len(chosen) < most else ""
            told = "; ".join(part for part in (spells, rest) if part)
            embed.add_field(name=f"{t(name)} ({len(chosen) if offered else most}/{most})", value=told, inline=False)
    embed.set_footer(text=t(N_("What you leave open comes as it usually does. A die is thrown once.")))
    return embed


def level_row(view: LevelView, language: str) -> discord.ui.View:
    """Build the buttons and lists of a level."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    plan, step, me = view.plan, view.step, view.character.id
    thrown = plan.face is not None
    average = t(N_("Average: +{average}")).format(average=step.average)
    roll = t(N_("Roll {dice}")).format(dice=f"d{step.die}{step.bonus:+d}" if step.bonus else f"d{step.die}")
    items: list[discord.ui.Item[Any]] = [
        _button("average", average, me, off=thrown, row=0),
        _button("roll", roll, me, off=thrown, row=0),
    ]
    if view.pages > 1:
        items.append(_button("page", t(N_("More spells")), me, row=0))
    ready = discord.ButtonStyle.success
    items.append(_button("confirm", t(N_("Take the level")), me, style=ready, off=not view.complete, row=0))
    if view.improvements:
        options = [
            discord.SelectOption(
                label=_raised(scores, language), value=",".join(scores), default=plan.scores == tuple(scores)
            )
            for scores in view.improvements
        ]
        items.append(_select("scores", t(N_("Which ability scores rise?")), me, options, 1, row=1))
    for row, what, asked, offered, chosen, most in (
        (2, "cantrips", N_("Which cantrips are new?"), view.cantrips, plan.cantrips, step.cantrips),
        (3, "spells", N_("Which spells are new?"), view.spells, plan.spells, step.spells),
    ):
        if offered and most:
            options = [
                discord.SelectOption(label=spell_name(one, language)[:100], value=one, default=one in chosen)
                for one in offered
            ]
            items.append(_select(what, t(asked), me, options, min(most, len(options)), row=row))
    return row_of(*items)


def _button(
    what: str,
    label: str,
    character_id: int,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    off: bool = False,
    row: int,
) -> LevelButton:
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        style=style, label=label[:80], custom_id=f"{PREFIX}{what}:{character_id}", disabled=off, row=row
    )
    return LevelButton(button, what, character_id)


def _select(
    what: str, asked: str, character_id: int, options: list[discord.SelectOption], most: int, *, row: int
) -> LevelSelect:
    select: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"{PREFIX}{what}:{character_id}",
        placeholder=asked[:150],
        options=options,
        min_values=0 if what != "scores" else 1,
        max_values=most,
        row=row,
    )
    return LevelSelect(select, what, character_id)


def _raised(scores: Sequence[str], language: str) -> str:
    counted = Counter(scores)
    names = ABILITY_NAMES if len(counted) == 1 else ABILITY_SHORT
    return ", ".join(f"{names[cast('Ability', one)].say(language)} +{points}" for one, points in counted.items())
