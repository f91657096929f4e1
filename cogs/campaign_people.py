"""Ask people into a campaign, let them go, and say who is what in it."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.domain.plaintext import shown
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.membership import GivenRole, MembershipService, NotAtThisServer, Seat
from bot.ui.answers import Answer
from bot.ui.campaign_buttons import HandOverButton, JoinButton
from bot.ui.campaign_list import ROLES
from bot.ui.campaign_place import somebody, somebody_here
from bot.ui.groups import group_of
from bot.ui.rows import row_of
from bot.ui.tongue import tongue
from bot.ui.utterances import name_of, person_of

INVITED = N_("{guest}, {name} asks you into “{campaign}”.")
INVITED_TO_WATCH = N_("{guest}, {name} asks you to watch “{campaign}”. It is told right here.")
JOINED = N_("**{name}** plays along from now on. A character of your own: /character create.")
WATCHES = N_("**{name}** watches from now on.")
LEFT = N_("**{name}** has left “{campaign}”, and takes any character of theirs along.")
REMOVED = N_("**{name}** plays along no more, and takes any character of theirs along.")
STAYS = N_(
    "**{name}** is heard no more. Their character stays until the fight or the turn is over; then use /campaign remove "
    "once more."
)
ROLE_GIVEN = N_("**{name}** is now: {role}.")
ASK_HANDOVER = N_("Hand “{campaign}” over to **{name}**? You will help to run it, and they decide.")
HANDED_OVER = N_("{heir}, “{campaign}” is yours now: {name} handed it over to you.")


class NotYourInvitation(SkaldError):
    sentence = N_("This invitation is for {name}. To play along, use /campaign join.")


SEATS = [
    app_commands.Choice(name="player", value="player"),
    app_commands.Choice(name="spectator", value="spectator"),
]


def people_commands(membership: MembershipService) -> list[app_commands.Command[Any, ..., None]]:
    """Build the commands of who belongs to a campaign."""

    @app_commands.command()
    @app_commands.describe(user="Whom to ask", role="To play along, or to watch")
    @app_commands.choices(role=SEATS)
    async def invite(
        interaction: discord.Interaction[SkaldBot], user: discord.User | discord.Member, role: str = "player"
    ) -> None:
        """Ask somebody into this campaign."""
        person, seat, language = person_of(interaction.user, interaction.permissions), _seat(role), tongue(interaction)
        async with Answer(interaction) as answer:
            campaign = await membership.invite(interaction.channel_id or 0, person, somebody_here(user), seat)
            sentence = translate(INVITED if seat == "player" else INVITED_TO_WATCH, language)
            said = sentence.format(guest=user.mention, name=shown(person.name), campaign=shown(campaign.name))
            button = JoinButton(campaign.id, user.id, language)
            # The ping is the point: whoever is asked should see it.
            mentions = discord.AllowedMentions(everyone=False, roles=False, users=[user])
            await answer.say(said, view=row_of(button) if seat == "player" else None, mentions=mentions)

    @app_commands.command()
    @app_commands.describe(role="To play along, or to watch")
    @app_commands.choices(role=SEATS)
    async def join(interaction: discord.Interaction[SkaldBot], role: str = "player") -> None:
        """Play along in this campaign, or watch it."""
        person, seat, language = person_of(interaction.user, interaction.permissions), _seat(role), tongue(interaction)
        async with Answer(interaction) as answer:
            await membership.join(interaction.channel_id or 0, person, seat)
            await answer.say(_joined(person.name, seat, language))

    @app_commands.command()
    async def leave(interaction: discord.Interaction[SkaldBot]) -> None:
        """Leave this campaign; your character goes with you."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            campaign = await membership.leave(interaction.channel_id or 0, person)
            said = translate(LEFT, language).format(name=shown(person.name), campaign=shown(campaign.name))
            await answer.say(said)

    @app_commands.command()
    @app_commands.describe(user="Who is to go")
    async def remove(interaction: discord.Interaction[SkaldBot], user: discord.User | discord.Member) -> None:
        """Take somebody out of this campaign; they keep their character."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            gone = await membership.remove(interaction.channel_id or 0, person, somebody(user))
            await answer.say(translate(REMOVED if gone else STAYS, language).format(name=shown(name_of(user))))

    return [invite, join, leave, remove]


def role_commands(membership: MembershipService) -> list[app_commands.Command[Any, ..., None]]:
    """Build /campaign role and handover."""

    @app_commands.command()
    @app_commands.describe(user="Whose role", role="What they are from now on")
    @app_commands.choices(
        role=[
            app_commands.Choice(name="co-game-master", value="gm"),
            app_commands.Choice(name="player", value="player"),
            app_commands.Choice(name="spectator", value="spectator"),
        ]
    )
    async def role(
        interaction: discord.Interaction[SkaldBot], user: discord.User | discord.Member, role: GivenRole
    ) -> None:
        """Say what somebody is in this campaign."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction) as answer:
            await membership.give_role(interaction.channel_id or 0, person, somebody(user), role)
            said = translate(ROLE_GIVEN, language)
            await answer.say(said.format(name=shown(name_of(user)), role=translate(ROLES[role], language)))

    @app_commands.command()
    @app_commands.describe(user="Who owns it from then on")
    async def handover(interaction: discord.Interaction[SkaldBot], user: discord.User | discord.Member) -> None:
        """Hand this campaign over to one of its members."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        async with Answer(interaction, ephemeral=True) as answer:
            campaign = await membership.heir(interaction.channel_id or 0, person, somebody_here(user))
            asked = translate(ASK_HANDOVER, language)
            said = asked.format(campaign=shown(campaign.name), name=shown(name_of(user)))
            await answer.say(said, view=row_of(HandOverButton(campaign.id, user.id, language)))

    return [role, handover]


class Invitations(commands.Cog):
    """The buttons of invitations and handovers."""

    def __init__(self, membership: MembershipService) -> None:
        self.membership = membership

    @commands.Cog.listener()
    async def on_invitation_taken(
        self, interaction: discord.Interaction[SkaldBot], campaign_id: int, guest_id: int
    ) -> None:
        """Let the person in whom an invitation is for."""
        person = person_of(interaction.user, interaction.permissions)
        try:
            if person.discord_id != guest_id:
                raise NotYourInvitation(name=f"<@{guest_id}>")
            async with Answer(interaction) as answer:
                await self.membership.join(interaction.channel_id or 0, person, "player", campaign_id)
                await answer.say(_joined(person.name, "player", tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)

    @commands.Cog.listener()
    async def on_handover_confirmed(
        self, interaction: discord.Interaction[SkaldBot], campaign_id: int, heir_id: int
    ) -> None:
        """Hand a campaign over, and tell whoever owns it now."""
        person, language = person_of(interaction.user, interaction.permissions), tongue(interaction)
        try:
            async with Answer(interaction) as answer:
                heir = await _member(interaction, heir_id)
                campaign = await self.membership.hand_over(
                    campaign_id, interaction.channel_id or 0, person, somebody_here(heir)
                )
                said = translate(HANDED_OVER, language).format(
                    heir=heir.mention, campaign=shown(campaign.name), name=shown(person.name)
                )
                await answer.say(said, mentions=discord.AllowedMentions(everyone=False, roles=False, users=[heir]))
        except Exception as error:
            await tell_failure(interaction, error)


async def _member(interaction: discord.Interaction[SkaldBot], user_id: int) -> discord.Member:
    """Return somebody who is at the server now; raises `NotAtThisServer`."""
    gone = NotAtThisServer(name=f"<@{user_id}>")
    if interaction.guild is None:
        raise gone
    try:
        return await interaction.guild.fetch_member(user_id)
    except discord.NotFound:
        raise gone from None


def _seat(given: str) -> Seat:
    # Whoever writes to Discord by hand can send anything.
    return "spectator" if given.startswith("s") else "player"


def _joined(name: str, seat: Seat, language: str) -> str:
    return translate(JOINED if seat == "player" else WATCHES, language).format(name=shown(name))


async def setup(bot: SkaldBot) -> None:
    membership = bot.services.membership
    for command in (*people_commands(membership), *role_commands(membership)):
        group_of(bot, "campaign").add_command(command)
    await bot.add_cog(Invitations(membership))
