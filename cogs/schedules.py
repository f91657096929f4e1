"""Have charts and the digest of a week posted by the clock."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.cron import LONGEST as CRON_LENGTH
from bot.domain.schedule import Every
from bot.i18n import N_
from bot.services.people import Person
from bot.services.scheduling import PlaceGone, ScheduleService, Wish
from bot.ui.answers import Answer
from bot.ui.campaign_list import campaign_choices
from bot.ui.choices import language_choices, matching
from bot.ui.groups import group_of
from bot.ui.schedule_card import (
    ADDED,
    PAUSED,
    POSTED,
    REMOVED,
    RESUMED,
    check_posting,
    said,
    schedule_choices,
    schedule_list,
)
from bot.ui.tongue import tongue
from bot.ui.utterances import person_at_server, person_of, reach_of

EVERY = [
    app_commands.Choice(name=N_("every day"), value="day"),
    app_commands.Choice(name=N_("every Monday"), value="week"),
    app_commands.Choice(name=N_("the first of every month"), value="month"),
]
HOURS = [f"{hour}:00" for hour in range(24)]
LINES = ["0 9 * * 1-5", "0 18 * * 5", "0 9 1,15 * *", "0 */6 * * *"]


class Schedules(app_commands.Group, name="schedule", description="Have charts posted by the clock"):
    """What is posted when, for those who manage a channel or the server."""

    def __init__(self, schedules: ScheduleService) -> None:
        super().__init__()
        self.schedules = schedules

    @app_commands.command()
    @app_commands.rename(what="chart")
    @app_commands.describe(
        what="What is posted",
        every="How often; or give cron",
        at="At what time of day",
        cron="Or five fields of cron, hourly at most",
        zone="On whose clock; UTC if left out",
        channel="Where; here if left out",
        language="In what language",
        days="How many days it looks back",
        campaign="Of one campaign only",
    )
    @app_commands.choices(every=EVERY)
    async def add(
        self,
        interaction: discord.Interaction[SkaldBot],
        what: str,
        every: Every | None = None,
        at: str | None = None,
        cron: app_commands.Range[str, 1, CRON_LENGTH] | None = None,
        zone: str = "UTC",
        channel: discord.TextChannel | discord.Thread | None = None,
        language: str | None = None,
        days: int | None = None,
        campaign: str | None = None,
    ) -> None:
        """Have a chart or the week's digest posted by the clock."""
        spoken = tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            here, place = _place(interaction, channel)
            wish = Wish(
                here=here,
                person=person_at_server(interaction.user),
                guild_id=interaction.guild_id or 0,
                guild_name=interaction.guild.name if interaction.guild else "",
                channel_id=place.id,
                what=what,
                every=every,
                at=at,
                cron=cron,
                zone=zone,
                language=language or spoken,
                days=days,
                campaign=campaign,
            )
            self.schedules.check(wish)
            check_posting(place, place.guild.me)
            added = await self.schedules.add(wish)
            await answer.say(said(ADDED, added, self.schedules.offered(), spoken))

    @app_commands.command()
    async def list(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show what is posted by the clock here."""
        async with Answer(interaction, ephemeral=True) as answer:
            found = await self.schedules.listed(reach_of(interaction))
            await answer.say(embed=schedule_list(found, self.schedules.offered(), tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(schedule="Which one")
    async def pause(self, interaction: discord.Interaction[SkaldBot], schedule: str) -> None:
        """Post it no more until it is resumed."""
        async with Answer(interaction, ephemeral=True) as answer:
            changed = await self.schedules.pause(reach_of(interaction), schedule)
            await answer.say(said(PAUSED, changed, self.schedules.offered(), tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(schedule="Which one")
    async def resume(self, interaction: discord.Interaction[SkaldBot], schedule: str) -> None:
        """Post it again, from its next time on."""
        async with Answer(interaction, ephemeral=True) as answer:
            changed = await self.schedules.resume(reach_of(interaction), schedule)
            await answer.say(said(RESUMED, changed, self.schedules.offered(), tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(schedule="Which one")
    async def remove(self, interaction: discord.Interaction[SkaldBot], schedule: str) -> None:
        """Post it never again."""
        async with Answer(interaction, ephemeral=True) as answer:
            removed = await self.schedules.remove(reach_of(interaction), schedule)
            await answer.say(said(REMOVED, removed, self.schedules.offered(), tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(schedule="Which one")
    async def run(self, interaction: discord.Interaction[SkaldBot], schedule: str) -> None:
        """Post it now."""
        async with Answer(interaction, ephemeral=True) as answer:
            posted = await self.schedules.run(reach_of(interaction), schedule)
            await answer.say(said(POSTED, posted, self.schedules.offered(), tongue(interaction)))

    @add.autocomplete("what")
    async def _kinds(self, interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(self.schedules.named(tongue(interaction)), current)

    @add.autocomplete("at")
    async def _hours(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(((hour, hour) for hour in HOURS), current)

    @add.autocomplete("cron")
    async def _lines(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return matching(((line, line) for line in LINES), current)

    @add.autocomplete("zone")
    async def _zones(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        wanted = current.strip().replace(" ", "_")
        return matching(((name, name) for name in await self.schedules.zones()), wanted)

    @add.autocomplete("language")
    async def _languages(self, _: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        return [choice for choice in language_choices() if current.casefold() in choice.name.casefold()]

    @add.autocomplete("campaign")
    async def _campaigns(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self.schedules.campaigns(person_at_server(interaction.user), interaction.guild_id or 0)
        return campaign_choices(found, current, tongue(interaction))

    @pause.autocomplete("schedule")
    @resume.autocomplete("schedule")
    @remove.autocomplete("schedule")
    @run.autocomplete("schedule")
    async def _schedules(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        found = await self.schedules.listed(reach_of(interaction))
        return schedule_choices(found, self.schedules.offered(), current, tongue(interaction))


def _place(
    interaction: discord.Interaction[SkaldBot], channel: discord.TextChannel | discord.Thread | None
) -> tuple[Person, discord.abc.GuildChannel | discord.Thread]:
    """Return where is to be posted, and the person with the rights they have there."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    place = guild and guild.get_channel_or_thread(channel.id if channel else interaction.channel_id or 0)
    if place is None or not isinstance(interaction.user, discord.Member):
        raise PlaceGone
    rights = place.permissions_for(interaction.user) if channel else interaction.permissions
    return person_of(interaction.user, rights), place


async def setup(bot: SkaldBot) -> None:
    group_of(bot, "stats").add_command(Schedules(bot.services.comparing.schedules))
