"""Be the game master for a while."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.harms import CONDITION_NAMES, condition_name
from bot.domain.rules.by_hand import VALUES, Value
from bot.domain.turn import ACTION_LENGTH
from bot.i18n import translate
from bot.services.chair import ChairService
from bot.services.play import PlayService
from bot.services.whispers import TELLING_LENGTH, WhisperService
from bot.ui import chair_words as words
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.tongue import tongue
from bot.ui.utterances import from_interaction, name_of, person_of
from bot.ui.whispers import told_alone_text

DICE_LENGTH = REASON_LENGTH = 200


@app_commands.guild_only()
class Chair(commands.GroupCog, group_name="gm", group_description="Be the game master yourself for a while"):
    """The game master's chair, for a person."""

    def __init__(self, chair: ChairService, whispers: WhisperService, play: PlayService) -> None:
        self.chair = chair
        self.whispers = whispers
        self.play = play

    @app_commands.command()
    async def take(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Take the game master's chair: from now on you tell the story, and no model does."""
        channel_id = interaction.channel_id or 0
        async with Answer(interaction) as answer:
            seated = await self.chair.take(channel_id, person_of(interaction.user, interaction.permissions))
            try:
                await answer.say(words.taken(seated))
            finally:
                await self.play.go_on(channel_id)

    @app_commands.command()
    async def back(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Hand the chair back: the model answers what waits, and tells the story again."""
        channel_id = interaction.channel_id or 0
        async with Answer(interaction) as answer:
            seated = await self.chair.hand_back(channel_id, person_of(interaction.user, interaction.permissions))
            try:
                await answer.say(words.handed_back(seated))
            finally:
                await self.play.go_on(channel_id)

    @app_commands.command()
    @app_commands.describe(text="What happens, in your words")
    async def narrate(
        self, interaction: discord.Interaction[SkaldBot], text: app_commands.Range[str, 1, ACTION_LENGTH]
    ) -> None:
        """Tell what happens; it is the answer to everything the players did since."""
        async with Answer(interaction, ephemeral=True) as answer:
            await self.chair.narrate(from_interaction(interaction, "narration", text))
            try:
                await answer.say(translate(words.NARRATED, tongue(interaction)))
            finally:
                await self.play.go_on(interaction.channel_id or 0)

    @app_commands.command()
    @app_commands.describe(dice="For example 1d20+5, 2d20kh1 or 4d6dl1", reason="What it is for")
    async def roll(
        self,
        interaction: discord.Interaction[SkaldBot],
        dice: app_commands.Range[str, 1, DICE_LENGTH],
        reason: app_commands.Range[str, 1, REASON_LENGTH] = "",
    ) -> None:
        """Roll dice as the game master, for everybody to see."""
        async with Answer(interaction) as answer:
            thrown = await self.chair.roll(interaction.channel_id or 0, person_of(interaction.user), dice)
            await answer.say(words.rolled(name_of(interaction.user), thrown, reason))

    @app_commands.command(name="set")
    @app_commands.describe(
        what="Which value",
        value="What it is from now on: a number, a condition, or a place",
        who="Whose value; nobody's for the place of the scene",
    )
    @app_commands.choices(what=[app_commands.Choice(name=words.VALUE_NAMES[value], value=value) for value in VALUES])
    async def set_value(
        self,
        interaction: discord.Interaction[SkaldBot],
        what: Value,
        value: app_commands.Range[str, 1, 100],
        who: str | None = None,
    ) -> None:
        """Change a value of a character, a foe or the scene, within the rules; everybody sees what changed."""
        person = person_of(interaction.user)
        async with Answer(interaction) as answer:
            lines = await self.chair.set(interaction.channel_id or 0, person, who, what, value)
            await answer.say(words.changed(lines, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(character="Whose player", text="What they alone learn")
    async def whisper(
        self,
        interaction: discord.Interaction[SkaldBot],
        character: str,
        text: app_commands.Range[str, 1, TELLING_LENGTH],
    ) -> None:
        """Let one player alone learn something, in a direct message."""
        async with Answer(interaction, ephemeral=True) as answer:
            person = person_of(interaction.user)
            told = await self.whispers.tell(interaction.channel_id or 0, person, character, text)
            await answer.say(told_alone_text(told, tongue(interaction)))

    @set_value.autocomplete("who")
    async def _who(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        here = await self.chair.creatures(interaction.channel_id or 0, person_of(interaction.user))
        return matching([(one.key, one.name) for one in here], current)

    @set_value.autocomplete("value")
    async def _value(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        here = await self.chair.creatures(interaction.channel_id or 0, person_of(interaction.user))
        given = interaction.namespace
        if not here or given.what not in ("begins", "ends"):
            return []
        conditions = list(CONDITION_NAMES)
        if given.what == "ends" and (chosen := [one for one in here if given.who in (one.key, one.name)]):
            conditions = list(dict.fromkeys(chosen[0].conditions))
        language = tongue(interaction)
        return matching([(each, condition_name(each, language)) for each in conditions], current)

    @whisper.autocomplete("character")
    async def _party(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        party = await self.chair.party(interaction.channel_id or 0, person_of(interaction.user))
        return matching([(name, name) for name in party], current)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Chair(bot.services.chair, bot.services.whispers, bot.services.play))
