"""Keep out of the story what somebody does not want to read."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.i18n import N_, translate
from bot.services.safety import TOPIC_LENGTH, SafetyService, TopicKind
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.safety_card import safety_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

STOPPED = N_(
    "The scene is told again without what was in it. Nobody learns that it was you: not here, not in the log, not in "
    "the database. With /safety lines, you can name what must not come back; that names nobody, either."
)


@app_commands.guild_only()
class Safety(commands.GroupCog, group_name="safety", group_description="What nobody at this table is made to read"):
    """Lines and veils."""

    def __init__(self, safety: SafetyService) -> None:
        self.safety = safety

    @app_commands.command()
    @app_commands.describe(
        add="What must never be in the story; nobody learns who asked",
        remove="What may be in it again, for the owner of the campaign",
    )
    async def lines(
        self,
        interaction: discord.Interaction[SkaldBot],
        add: app_commands.Range[str, 1, TOPIC_LENGTH] | None = None,
        remove: str | None = None,
    ) -> None:
        """Keep something out of the story altogether."""
        await self._change(interaction, "lines", add, remove)

    @app_commands.command()
    @app_commands.describe(
        add="What may happen but is never described; nobody learns who asked",
        remove="What may be described again, for the owner of the campaign",
    )
    async def veils(
        self,
        interaction: discord.Interaction[SkaldBot],
        add: app_commands.Range[str, 1, TOPIC_LENGTH] | None = None,
        remove: str | None = None,
    ) -> None:
        """Let something happen only behind a closed door."""
        await self._change(interaction, "veils", add, remove)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show the lines, the veils and the rating of this table."""
        async with Answer(interaction, ephemeral=True) as answer:
            agreement = await self.safety.show(interaction.channel_id or 0)
            await answer.say(embed=safety_card(agreement, tongue(interaction)))

    async def _change(
        self, interaction: discord.Interaction[SkaldBot], kind: TopicKind, add: str | None, remove: str | None
    ) -> None:
        channel_id, person = interaction.channel_id or 0, person_of(interaction.user, interaction.permissions)
        async with Answer(interaction, ephemeral=True) as answer:
            if remove is not None:
                await self.safety.remove(channel_id, person, kind, remove)
            if add is not None:
                await self.safety.add(channel_id, person, kind, add)
            agreement = await self.safety.show(channel_id)
            await answer.say(embed=safety_card(agreement, tongue(interaction)))

    @lines.autocomplete("remove")
    async def _lines(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        agreement = await self.safety.show(interaction.channel_id or 0)
        return matching([(topic, topic) for topic in agreement.lines], current)

    @veils.autocomplete("remove")
    async def _veils(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        agreement = await self.safety.show(interaction.channel_id or 0)
        return matching([(topic, topic) for topic in agreement.veils], current)


class XCard(commands.Cog):
    """The button under each reply, and /xcard."""

    def __init__(self, safety: SafetyService) -> None:
        self.safety = safety

    @app_commands.command()
    @app_commands.guild_only()
    async def xcard(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Stop the scene and have it told without what was in it; nobody learns who asked."""
        await self._stop(interaction)

    @commands.Cog.listener()
    async def on_xcard_pressed(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Stop the scene under which the button was pressed."""
        try:
            await self._stop(interaction)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _stop(self, interaction: discord.Interaction[SkaldBot]) -> None:
        message_id = interaction.message.id if interaction.message else None
        person = person_of(interaction.user, interaction.permissions)
        async with Answer(interaction, ephemeral=True) as answer:
            await self.safety.stop(interaction.channel_id or 0, person, interaction.id, message_id)
            await answer.say(translate(STOPPED, tongue(interaction)))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Safety(bot.services.safety))
    await bot.add_cog(XCard(bot.services.safety))
