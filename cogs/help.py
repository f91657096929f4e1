"""Explain what one can do here."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.i18n import N_, translate
from bot.services.play import PlayService
from bot.ui.cards import COLOUR
from bot.ui.tongue import tongue

PLAYING = N_(
    "**A campaign is played in this channel.**\n"
    "Write what your character does, or use {act}. Messages that begin with `(` or `//` stay among yourselves.\n"
    "{character_create}: your character. {character_show}: your sheet. {character_items}: what you carry.\n"
    "{campaign_show}: what is played here. {campaign_settings}: how this table plays. {campaign_model}: who tells it.\n"
    "{fight}: whose turn it is. {pass}: the others may act. {whisper}: for the game master alone.\n"
    "{undo}: takes the last turn back. {retell}: the last turn again, from another model.\n"
    "{recap}: what happened so far. {recall}: what was told about something. {memory_show}: what is remembered.\n"
    "{lookup_rule}, {lookup_spell}, {lookup_monster}: the rules.\n"
    "{xcard} or ✋: stops a scene, and nobody learns who asked. {safety_show}: what never comes up here.\n"
    "{gm_take}: a person as the game master. {campaign_export}: the whole story as a file.\n"
    "{models_list}: who could tell, how fast and for how much. {receipt} or 🧾: how the last turn came about.\n"
    "{budget_show}: what was spent.\n"
    "{roll}: dice, such as `1d20+5`, `2d20kh1` or `4d6dl1`. {dice_verify}: checks those of the story."
)
IDLE = N_(
    "**No campaign is played in this channel yet.**\n"
    "{campaign_create} starts one: a name, some themes, a language, and the model that tells it.\n"
    "{models_list}: who could tell. An admin of the server brings the key of a vendor with {keys_set}.\n"
    "{roll}: dice, such as `1d20+5`, `2d20kh1` or `4d6dl1`."
)
DICE = N_(
    "The dice are real: every roll of a story comes from a secret that was fixed before the first turn, "
    "never from the model."
)


class Help(commands.Cog):
    """The way in."""

    def __init__(self, bot: SkaldBot, play: PlayService) -> None:
        self.bot = bot
        self.play = play

    @app_commands.command()
    async def help(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what you can do here."""
        language = tongue(interaction)
        here = PLAYING if (interaction.channel_id or 0) in self.play.bindings else IDLE
        embed = discord.Embed(title="Skald", colour=COLOUR)
        embed.description = translate(here, language).format_map(_Mentions(self.bot.command_ids, language))
        embed.set_footer(text=translate(DICE, language))
        await interaction.response.send_message(embed=embed, ephemeral=True)


class _Mentions(dict[str, str]):
    """Turn `campaign_create` into a command one can click, or its written name where Discord's id is not known."""

    def __init__(self, ids: dict[str, int], language: str) -> None:
        self._ids = ids
        self._language = language

    def __missing__(self, key: str) -> str:
        words = key.split("_")
        command_id = self._ids.get(words[0])
        if command_id is not None:
            return f"</{' '.join(words)}:{command_id}>"
        return "`/" + " ".join(translate(word, self._language) for word in words) + "`"


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Help(bot, bot.services.play))
