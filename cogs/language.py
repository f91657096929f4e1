"""Choose the language one is answered in."""

from __future__ import annotations

from typing import Any, Final, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.i18n import N_, language_names, translate
from bot.services.tongues import Tongues
from bot.ui.answers import Answer
from bot.ui.choices import MOST, language_choices
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

AS_DISCORD: Final = "discord"
LIKE_DISCORD = N_("As Discord does")
CHOSEN = N_(
    "Skald speaks {language} with you from now on. In a campaign's channel, the campaign's language goes first."
)
LEFT_TO_DISCORD = N_(
    "Skald speaks as your Discord does again, unless a campaign or the server has a language of its own."
)


def language_command(tongues: Tongues) -> app_commands.Command[Any, ..., None]:
    """Build /language, which offers what is installed."""
    offered = [*language_choices()[: MOST - 1], app_commands.Choice(name=LIKE_DISCORD, value=AS_DISCORD)]

    @app_commands.command(name="language")
    @app_commands.describe(language="The language you want to be answered in")
    @app_commands.choices(language=offered)
    async def command(interaction: discord.Interaction[SkaldBot], language: str) -> None:
        """Choose the language Skald speaks with you."""
        async with Answer(interaction, ephemeral=True) as answer:
            chosen = None if language == AS_DISCORD else language
            await tongues.choose(person_of(interaction.user), chosen)
            said = translate(CHOSEN if chosen else LEFT_TO_DISCORD, tongue(interaction))
            await answer.say(said.format(language=language_names().get(language, language)))

    return cast("app_commands.Command[Any, ..., None]", command)


async def setup(bot: SkaldBot) -> None:
    bot.tree.add_command(language_command(bot.services.tongues))
