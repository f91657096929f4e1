"""Ask other models for the turns of a campaign once more, and compare what comes."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot
from bot.domain.replay import MOST_AT_ONCE
from bot.services.replay import ReplayService
from bot.services.replay_orders import Order
from bot.ui.answers import Answer
from bot.ui.choices import model_choices
from bot.ui.replay_card import dollars_of, replay_card, replay_choices
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of, reach_of


@app_commands.guild_only()
class Replay(commands.GroupCog, group_name="replay", group_description="Have a campaign told by other models"):
    """Begin, watch, stop and go on with replays."""

    def __init__(self, replays: ReplayService) -> None:
        self.replays = replays

    @app_commands.command()
    @app_commands.describe(
        first="A model that tells the turns again",
        second="Another",
        third="Another",
        fourth="Another",
        since="The first turn to tell again",
        until="The last turn to tell again",
        limit="The most it may cost, in dollars",
        at_once="How many tellings at once",
    )
    async def start(
        self,
        interaction: discord.Interaction[SkaldBot],
        first: str,
        second: str | None = None,
        third: str | None = None,
        fourth: str | None = None,
        since: app_commands.Range[int, 1, 1_000_000] = 1,
        until: app_commands.Range[int, 1, 1_000_000] | None = None,
        limit: app_commands.Range[str, 1, 12] | None = None,
        at_once: app_commands.Range[int, 1, MOST_AT_ONCE] = 4,
    ) -> None:
        """Have this campaign's turns told again by other models."""
        guild, language = interaction.guild, tongue(interaction)
        async with Answer(interaction) as answer:
            order = Order(
                guild_id=interaction.guild_id or 0,
                channel_id=interaction.channel_id or 0,
                models=tuple(model for model in (first, second, third, fourth) if model),
                campaign_id=self.replays.campaign_in(interaction.channel_id or 0),
                language=language,
                first=since,
                last=until,
                limit_usd=dollars_of(limit),
                at_once=at_once,
            )
            person = person_of(interaction.user, interaction.permissions)
            view = await self.replays.start(order, person, guild.name if guild else "")
            await answer.say(embed=replay_card(view, language))

    @app_commands.command()
    @app_commands.describe(replay="Which replay; the newest when left out")
    async def status(self, interaction: discord.Interaction[SkaldBot], replay: int | None = None) -> None:
        """Show how far a replay is."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.replays.status(reach_of(interaction), replay)
            await answer.say(embed=replay_card(view, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(replay="Which replay; the newest when left out")
    async def stop(self, interaction: discord.Interaction[SkaldBot], replay: int | None = None) -> None:
        """Stop a replay; what was told is kept."""
        async with Answer(interaction) as answer:
            view = await self.replays.stop(reach_of(interaction), replay)
            await answer.say(embed=replay_card(view, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(replay="Which replay; the newest when left out")
    async def resume(self, interaction: discord.Interaction[SkaldBot], replay: int | None = None) -> None:
        """Go on with a replay that was stopped."""
        async with Answer(interaction) as answer:
            view = await self.replays.resume(reach_of(interaction), replay)
            await answer.say(embed=replay_card(view, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(replay="Which replay; the newest when left out")
    async def report(self, interaction: discord.Interaction[SkaldBot], replay: int | None = None) -> None:
        """Show what a replay came to, with the tellings side by side."""
        async with Answer(interaction, ephemeral=True) as answer:
            report = await self.replays.report(reach_of(interaction), replay, tongue(interaction))
            await answer.say(report.summary, file=discord.File(io.BytesIO(report.page.encode()), report.name))

    @start.autocomplete("first")
    @start.autocomplete("second")
    @start.autocomplete("third")
    @start.autocomplete("fourth")
    async def _offered(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return model_choices(await self.replays.offered(interaction.guild_id or 0), current, tongue(interaction))

    @status.autocomplete("replay")
    @stop.autocomplete("replay")
    @resume.autocomplete("replay")
    @report.autocomplete("replay")
    async def _known(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[int]]:
        found = await self.replays.known(reach_of(interaction))
        return replay_choices(found, str(current), tongue(interaction))


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Replay(bot.services.comparing.replays))
