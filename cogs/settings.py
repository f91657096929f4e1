"""Choose how a campaign is played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.campaign import AbsentPolicy, Difficulty, Entry, Guests, Levels, Rating, ReplyLength, TurnMode
from bot.services.settings import (
    HOUSE_RULES_LENGTH,
    LONGEST_RECAP,
    ROLL_WAITS,
    STORY_LANGUAGE_LENGTH,
    TONE_LENGTH,
    WAITS,
    SettingsService,
    Wishes,
)
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.groups import group_of
from bot.ui.settings_card import (
    ABSENT,
    DIFFICULTIES,
    ENTRIES,
    GUESTS,
    LENGTHS,
    LEVELS,
    MODES,
    RATING_CHOICES,
    ROLLS,
    STORY_LANGUAGES,
    settings_card,
)
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

# What Discord shows of each option, and what some of them offer.
ABOUT: Final[Mapping[str, str]] = {
    "mode": "Who is answered when",
    "rolls": "Who throws the dice",
    "absent": "What happens to a player who does not act in time",
    "wait": "How many seconds the table waits for its players",
    "roll_wait": "How many seconds it waits for a player's dice",
    "tone": "How the story sounds: dry, fairy-tale, grim; a - for none",
    "difficulty": "How dangerous the world is",
    "length": "How long replies are",
    "house_rules": "What this table plays differently; a - for nothing",
    "rating": "For whom the story is; for adults only in age-restricted channels",
    "entry": "Who may play",
    "levels": "Who takes the steps of a new level",
    "guests": "Which characters may come from elsewhere",
    "language": "What language the story is told in, any a model knows; a - for the campaign's own",
    "recap": "After how many days without play the story so far is told by itself; 0 for never",
}
CHOICES: Final[Mapping[str, Mapping[Any, str]]] = {
    "mode": MODES,
    "rolls": ROLLS,
    "absent": ABSENT,
    "difficulty": DIFFICULTIES,
    "length": LENGTHS,
    "rating": RATING_CHOICES,
    "entry": ENTRIES,
    "levels": LEVELS,
    "guests": GUESTS,
}


def _offered(names: Mapping[Any, str]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name, value=value) for value, name in names.items()]


def settings_command(settings: SettingsService) -> app_commands.Command[Any, ..., None]:
    """Build /campaign settings, which has its own file and its place in the group of campaigns."""

    @app_commands.command(name="settings")
    @app_commands.describe(**ABOUT)
    @app_commands.choices(**{option: _offered(names) for option, names in CHOICES.items()})
    async def command(
        interaction: discord.Interaction[SkaldBot],
        mode: TurnMode | None = None,
        rolls: str | None = None,
        absent: AbsentPolicy | None = None,
        wait: app_commands.Range[int, *WAITS] | None = None,
        roll_wait: app_commands.Range[int, *ROLL_WAITS] | None = None,
        tone: app_commands.Range[str, 1, TONE_LENGTH] | None = None,
        difficulty: Difficulty | None = None,
        length: ReplyLength | None = None,
        house_rules: app_commands.Range[str, 1, HOUSE_RULES_LENGTH] | None = None,
        rating: Rating | None = None,
        recap: app_commands.Range[int, 0, LONGEST_RECAP] | None = None,
        entry: Entry | None = None,
        levels: Levels | None = None,
        guests: Guests | None = None,
        language: app_commands.Range[str, 1, STORY_LANGUAGE_LENGTH] | None = None,
    ) -> None:
        """Show how this table plays, or change it."""
        wishes = Wishes(
            mode,
            rolls,
            absent,
            wait,
            roll_wait,
            tone,
            difficulty,
            length,
            house_rules,
            rating,
            recap_after=recap,
            entry=entry,
            levels=levels,
            guests=guests,
            story_language=language,
        )
        person, channel_id = person_of(interaction.user, interaction.permissions), interaction.channel_id or 0
        asks = wishes == Wishes()
        async with Answer(interaction, ephemeral=asks) as answer:
            view = await (settings.show(channel_id) if asks else settings.change(channel_id, person, wishes))
            await answer.say(embed=settings_card(view, tongue(interaction)))

    @command.autocomplete("language")
    async def languages(_: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching([(name, name) for name in STORY_LANGUAGES], current)

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "campaign").add_command(settings_command(bot.services.settings))
