"""Make a character: at once, by the dice, in one's own words, or step by step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.campaign import NAME_LENGTH
from bot.domain.crafting import CHOICES, Choice, choose, named, place, storied, turned
from bot.domain.dice import Dice
from bot.domain.plaintext import escape
from bot.domain.sheet import DESCRIPTION_LENGTH, described_backgrounds, described_classes, described_races
from bot.domain.workshop import Draft
from bot.i18n import N_, translate
from bot.services.answering import answering
from bot.services.creation import CreationService
from bot.services.people import Person
from bot.services.sheets import SheetService
from bot.services.workbench import Bench, WorkshopClosed
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.groups import group_of
from bot.ui.newcomer import present
from bot.ui.redraw import Redraw
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of
from bot.ui.workshop_forms import Filled, name_form, scores_form, story_form, words_form, workshop_form
from bot.ui.workshop_pages import workshop_page

Interaction = discord.Interaction[Any]
_FORMS: dict[str, Callable[[Bench, str], discord.ui.Modal]] = {
    "name": name_form,
    "words": words_form,
    "place": scores_form,
    "story": story_form,
}
_READING = N_("⏳ The game master reads what you wrote…")
_DONE = N_("**{name}** is made.")


class Workshop(commands.Cog):
    """Answer what is pressed, chosen and filled in while a character is made."""

    def __init__(self, creation: CreationService, sheets: SheetService) -> None:
        self.creation = creation
        self.sheets = sheets

    @commands.Cog.listener()
    async def on_craft_pressed(self, interaction: Interaction, campaign_id: int, deed: str) -> None:
        """Do what a button of a workshop says."""
        await _told(interaction, self._press(interaction, campaign_id, deed))

    @commands.Cog.listener()
    async def on_craft_picked(self, interaction: Interaction, campaign_id: int, what: str, values: list[str]) -> None:
        """Take over what was chosen from a list of a workshop."""
        choice: Choice | None = next((one for one in CHOICES if one == what), None)
        if choice is not None:

            def chosen(draft: Draft, dice: Dice, choice: Choice = choice) -> Draft:
                return choose(draft, choice, values, dice)

            step = self.creation.change(campaign_id, _person(interaction), chosen)
            await _told(interaction, _redraw(interaction, step))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Take over what was filled into a form of a workshop, whenever it was opened."""
        if (filled := workshop_form(interaction)) is not None:
            await _told(interaction, self._fill_in(interaction, filled))

    async def _press(self, interaction: Interaction, campaign_id: int, deed: str) -> None:
        person, language = _person(interaction), tongue(interaction)
        if form := _FORMS.get(deed):
            await interaction.response.send_modal(form(await self.creation.show(campaign_id, person), language))
        elif deed == "finish":
            await self._finish(interaction, campaign_id)
        elif deed == "roll":
            await _redraw(interaction, self.creation.roll_one(campaign_id, person, language))
        elif deed == "over":
            await _redraw(interaction, self.creation.start_over(campaign_id, person))
        elif deed == "names":
            await _redraw(interaction, self.creation.offer_names(campaign_id, person, language))
        elif deed == "page4":
            await _redraw(interaction, self.creation.offer_names(campaign_id, person, language, page=4))
        elif deed == "auto":
            await _redraw(interaction, self.creation.place_usually(campaign_id, person))
        elif deed.startswith("page") and deed[4:].isdigit():
            page = int(deed[4:5])
            await _redraw(interaction, self.creation.change(campaign_id, person, lambda draft, _: turned(draft, page)))

    async def _fill_in(self, interaction: Interaction, filled: Filled) -> None:
        person, fields, campaign_id = _person(interaction), filled.fields, filled.campaign_id
        if filled.deed == "words":
            await self._read_words(interaction, campaign_id, fields.get("words", ""))
        elif filled.deed == "finish":
            await self._make(interaction, campaign_id, fields.get("name", ""))
        elif filled.deed == "name":
            name = fields.get("name", "")
            await _redraw(interaction, self.creation.change(campaign_id, person, lambda draft, _: named(draft, name)))
        elif filled.deed == "place":
            text = fields.get("scores", "")
            await _redraw(interaction, self.creation.change(campaign_id, person, lambda draft, _: place(draft, text)))
        elif filled.deed == "story":
            history, looks = fields.get("history", ""), fields.get("looks", "")
            step = self.creation.change(campaign_id, person, lambda draft, _: storied(draft, history, looks))
            await _redraw(interaction, step)

    async def _read_words(self, interaction: Interaction, campaign_id: int, words: str) -> None:
        """Show at once that somebody reads, because a model takes its time."""
        language, person = tongue(interaction), _person(interaction)
        # Who may not go on here keeps the workshop in view.
        await self.creation.show(campaign_id, person)
        await interaction.response.edit_message(content=translate(_READING, language), embed=None, view=None)
        answering(interaction.id, interaction.user.id)
        try:
            bench = await self.creation.describe(campaign_id, person, words)
        except WorkshopClosed:
            raise
        except Exception as error:
            await tell_failure(interaction, error)
            bench = await self.creation.show(campaign_id, person)
        await _show(Redraw(interaction), bench, language)

    async def _finish(self, interaction: Interaction, campaign_id: int) -> None:
        """Make the character, or ask for the name that is still missing."""
        bench = await self.creation.show(campaign_id, _person(interaction))
        if bench.draft.name:
            await self._make(interaction, campaign_id)
        else:
            await interaction.response.send_modal(name_form(bench, tongue(interaction), "finish"))

    async def _make(self, interaction: Interaction, campaign_id: int, name: str | None = None) -> None:
        language = tongue(interaction)
        async with Redraw(interaction) as redraw:
            made = await self.creation.finish(campaign_id, _person(interaction), name=name)
            await redraw.show(translate(_DONE, language).format(name=escape(made.character.name)))
        await present(Answer(interaction), made, self.sheets, language)


def create_command(creation: CreationService, sheets: SheetService) -> app_commands.Command[Any, ..., None]:
    """Build /character create."""

    @app_commands.command(name="create")
    @app_commands.rename(class_="class")
    @app_commands.describe(
        name="What the character is called",
        race="Their people",
        class_="Their calling",
        background="What they did before",
        description="How they look, what they want, what they fear",
    )
    async def command(
        interaction: discord.Interaction[SkaldBot],
        name: app_commands.Range[str, 1, NAME_LENGTH] | None = None,
        race: str | None = None,
        class_: str | None = None,
        background: str | None = None,
        description: app_commands.Range[str, 0, DESCRIPTION_LENGTH] = "",
    ) -> None:
        """Make your character; give a name, a race and a class to have it at once."""
        language, person, channel_id = tongue(interaction), person_of(interaction.user), interaction.channel_id or 0
        chosen = {
            "name": name or "",
            "race": race or "",
            "class_": class_ or "",
            "background": background or "",
            "description": description,
        }
        if name and race and class_:
            async with Answer(interaction) as answer:
                await present(answer, await creation.create(channel_id, person, **chosen), sheets, language)
            return
        async with Answer(interaction, ephemeral=True) as answer:
            content, embed, view = workshop_page(await creation.open(channel_id, person, **chosen), language)
            await answer.say(content, embed=embed, view=view)

    @command.autocomplete("race")
    async def races(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(described_races(tongue(interaction)), current)

    @command.autocomplete("class_")
    async def classes(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(described_classes(tongue(interaction)), current)

    @command.autocomplete("background")
    async def backgrounds(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(described_backgrounds(tongue(interaction)), current)

    return cast("app_commands.Command[Any, ..., None]", command)


async def _told(interaction: Interaction, deed: Awaitable[None]) -> None:
    """Do something, and tell its person when it fails; a workshop that is closed says so in its own place."""
    try:
        await deed
    except WorkshopClosed as closed:
        await Redraw(interaction).show(closed.say(tongue(interaction)))
    except Exception as error:
        await tell_failure(interaction, error)


async def _redraw(interaction: Interaction, step: Awaitable[Bench]) -> None:
    async with Redraw(interaction) as redraw:
        await _show(redraw, await step, tongue(interaction))


async def _show(redraw: Redraw, bench: Bench, language: str) -> None:
    content, embed, view = workshop_page(bench, language)
    await redraw.show(content, embed=embed, view=view)


def _person(interaction: Interaction) -> Person:
    return person_of(interaction.user)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Workshop(bot.services.creation, bot.services.sheets))
    group_of(bot, "character").add_command(create_command(bot.services.creation, bot.services.sheets))
