"""Take turns in the campaign of a channel."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.turn import ACTION_LENGTH
from bot.errors import SkaldError
from bot.i18n import translate
from bot.services.admission import NotHeard
from bot.services.limiter import TooOften
from bot.services.play import NoCampaignHere, PlayService
from bot.services.retelling import RetellService
from bot.services.rolls import RollService
from bot.ui import notices
from bot.ui.answers import Answer
from bot.ui.choices import model_choices
from bot.ui.retell_menu import PICK, retell_view
from bot.ui.tongue import tongue, tongue_at
from bot.ui.utterances import calls_for, from_interaction, from_message, name_of

MINUTE = 60


class Play(commands.Cog):
    """Everything that moves a story: messages, /act and the button to try again."""

    def __init__(self, bot: SkaldBot, play: PlayService, retelling: RetellService, rolls: RollService) -> None:
        self.bot = bot
        self.play = play
        self.retelling = retelling
        self.rolls = rolls
        self._told: dict[tuple[int, int], tuple[type[SkaldError], int]] = {}

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Hand a player's message to their campaign."""
        if message.channel.id not in self.play.bindings:
            if calls_for(message):
                await self._tell(message, NoCampaignHere())
            return
        utterance = from_message(message)
        if utterance is None:
            self.play.listening.arrived(message.channel.id, message.id)
        else:
            try:
                await self.play.submit(utterance)
            except (NotHeard, TooOften) as error:
                await self._tell_once(message, error)
            except Exception as error:
                await self._tell(message, error)

    async def _tell_once(self, message: discord.Message, error: NotHeard | TooOften) -> None:
        """Tell somebody why they are not heard; they may talk on without being told with each message."""
        place = (message.channel.id, message.author.id)
        # Of a pause once; of a pace once for each breath that is to be taken.
        until = error.until // MINUTE if isinstance(error, TooOften) else 0
        if self._told.get(place) != (type(error), until):
            self._told[place] = (type(error), until)
            await self._tell(message, error)

    async def _tell(self, message: discord.Message, error: Exception) -> None:
        await notices.tell_author(message, error, tongue_at(message, self.bot))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Let new words wait in the place of those that nobody answered yet."""
        message = event.message
        # Nothing in it: Discord does not let Skald read it, and nobody took anything back.
        if event.channel_id not in self.play.bindings or message.author.bot or not message.content:
            return
        try:
            if utterance := from_message(message):
                await self.play.amend(utterance)
            else:
                await self.play.take_back(event.channel_id, event.message_id)
        except Exception as error:
            await self._tell(message, error)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Let a message that was deleted before it was answered wait no more."""
        if event.channel_id in self.play.bindings:
            await self.play.take_back(event.channel_id, event.message_id)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(action="What your character tries, says or looks at")
    async def act(
        self, interaction: discord.Interaction[SkaldBot], action: app_commands.Range[str, 1, ACTION_LENGTH]
    ) -> None:
        """Say what your character does."""
        async with Answer(interaction) as answer:
            kept = await self.play.keep(from_interaction(interaction, "act", action))
            try:
                await answer.say(notices.acted(kept.author, action))
                if kept.note:
                    await interaction.followup.send(kept.note, ephemeral=True)
            finally:
                await self.play.go_on(interaction.channel_id or 0)

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.describe(model="The language model that tells it again")
    async def retell(self, interaction: discord.Interaction[SkaldBot], model: str) -> None:
        """Hear the last turn told again by another model, with the same dice."""
        await self._retell(interaction, model)

    async def _retell(self, interaction: discord.Interaction[SkaldBot], model: str) -> None:
        async with Answer(interaction) as answer:
            card = await self.retelling.ask(from_interaction(interaction, "retell", model))
            try:
                await answer.say(notices.retelling(name_of(interaction.user), card.label, tongue(interaction)))
            finally:
                await self.play.go_on(interaction.channel_id or 0)

    @app_commands.guild_only()
    async def retell_message(self, interaction: discord.Interaction[SkaldBot], message: discord.Message) -> None:
        """Offer the models that can tell the turn of a message again."""
        async with Answer(interaction, ephemeral=True) as answer:
            await self.retelling.check_last(interaction.channel_id or 0, message.id)
            models, language = await self.retelling.offered(interaction.guild_id or 0), tongue(interaction)
            await answer.say(translate(PICK, language), view=retell_view(message.id, models, language))

    @commands.Cog.listener()
    async def on_retell_chosen(self, interaction: discord.Interaction[SkaldBot], message_id: int, model: str) -> None:
        """Tell the turn of a message again, unless another was told meanwhile."""
        try:
            await self.retelling.check_last(interaction.channel_id or 0, message_id)
            await self._retell(interaction, model)
        except Exception as error:
            await tell_failure(interaction, error)

    @retell.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return model_choices(await self.retelling.offered(interaction.guild_id or 0), current, tongue(interaction))

    @app_commands.command()
    @app_commands.describe(dice="For example 1d20+5, 2d20kh1 or 4d6dl1")
    async def roll(self, interaction: discord.Interaction[SkaldBot], dice: str) -> None:
        """Roll dice."""
        await interaction.response.send_message(notices.rolled(name_of(interaction.user), self.rolls.roll(dice)))

    @commands.Cog.listener()
    async def on_retry_pressed(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Try the failed turn again."""
        try:
            await interaction.response.defer()
            await self.play.retry(interaction.channel_id or 0)
        except Exception as error:
            await tell_failure(interaction, error)


async def setup(bot: SkaldBot) -> None:
    play = Play(bot, bot.services.play, bot.services.retelling, bot.services.rolls)
    await bot.add_cog(play)
    bot.tree.add_command(app_commands.ContextMenu(name="Retell", callback=play.retell_message))
