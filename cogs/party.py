"""Come into a scene, leave it, and let the others act."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.character import Character
from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.attendance import Attendance
from bot.services.people import Person
from bot.services.play import PlayService
from bot.ui import notices
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.tongue import tongue
from bot.ui.utterances import from_interaction, person_of

JOINED = N_("**{name}** joins the scene.")
LEFT = N_("**{name}** leaves the scene. Nobody waits for them until /party join.")

Changed = Callable[[int, Person, str | None], Awaitable[Character]]


@app_commands.guild_only()
class Party(commands.GroupCog, group_name="party", group_description="Who is in the scene"):
    """Players who come and go while the others play on."""

    def __init__(self, attendance: Attendance, play: PlayService) -> None:
        self.attendance = attendance
        self.play = play

    @app_commands.command()
    @app_commands.describe(character="Whose character; your own when you name none")
    async def join(self, interaction: discord.Interaction[SkaldBot], character: str | None = None) -> None:
        """Come into the scene with your character."""
        await self._change(interaction, self.attendance.join, character, JOINED)

    @app_commands.command()
    @app_commands.describe(character="Whose character; your own when you name none")
    async def leave(self, interaction: discord.Interaction[SkaldBot], character: str | None = None) -> None:
        """Leave the scene with your character; nobody waits for you then."""
        await self._change(interaction, self.attendance.leave, character, LEFT)

    @join.autocomplete("character")
    @leave.autocomplete("character")
    async def _characters(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        channel_id = interaction.channel_id or 0
        party = await self.attendance.party(channel_id) if channel_id in self.play.bindings else ()
        return matching([(one.name, one.name) for one in party], current)

    async def _change(
        self, interaction: discord.Interaction[SkaldBot], change: Changed, character: str | None, sentence: str
    ) -> None:
        channel_id = interaction.channel_id or 0
        async with Answer(interaction) as answer:
            changed = await change(channel_id, person_of(interaction.user, interaction.permissions), character)
            try:
                said = translate(sentence, tongue(interaction))
                await answer.say(said.format(name=escape(changed.name)))
            finally:
                await self.play.go_on(channel_id)


class Passing(commands.Cog):
    """Let the others act."""

    def __init__(self, play: PlayService) -> None:
        self.play = play

    @app_commands.command(name="pass")
    @app_commands.guild_only()
    async def let_pass(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Let the others act without you this time."""
        await self._pass(interaction)

    @commands.Cog.listener()
    async def on_pass_pressed(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Let the others act, from the button under the notice of who is awaited."""
        try:
            await self._pass(interaction)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _pass(self, interaction: discord.Interaction[SkaldBot]) -> None:
        async with Answer(interaction) as answer:
            kept = await self.play.let_pass(from_interaction(interaction, "pass", "…"))
            try:
                await answer.say(notices.passed(kept.author, tongue(interaction)))
            finally:
                await self.play.go_on(interaction.channel_id or 0)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Party(bot.services.attendance, bot.services.play))
    await bot.add_cog(Passing(bot.services.play))
