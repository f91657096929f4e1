"""How a server is set up, as one embed."""

from __future__ import annotations

import discord

from bot.domain.amount import amount_in
from bot.domain.plaintext import escape
from bot.errors import SkaldError
from bot.i18n import N_, language_names, translate
from bot.services.setup import SetupView
from bot.ui.cards import COLOUR
from bot.ui.refusals import NEEDED, PermissionsMissing, how_to_grant, lacking
from bot.ui.safety_card import RATINGS

FIELD_LENGTH = 1024


class NoticesGone(SkaldError):
    sentence = N_("That channel is gone by now, or I may not see it. Choose another one.")


def setup_card(view: SetupView, guild: discord.Guild, language: str) -> discord.Embed:
    """Show what stands, and what is in the way."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    settings = view.settings
    embed = discord.Embed(title=t(N_("Setting up Skald")), colour=COLOUR)
    embed.description = t(
        N_(
            "Everything here is kept as soon as you choose it. The last button starts a campaign; /setup shows this "
            "again."
        )
    )
    spoken = language_names().get(settings.language or "") or t(N_("that of each person's Discord"))
    budget = view.budget
    limit = (
        t(N_("none: nothing limits what turns cost"))
        if budget is None
        else t(N_("{amount} a month")).format(amount=amount_in(budget.unit, budget.amount, language))
    )
    creators = t(N_("whoever may manage channels"))
    if settings.creator_role_id is not None:
        creators = t(N_("whoever may manage channels, and {role}")).format(role=_role(guild, settings.creator_role_id))
    fields = (
        (N_("Language"), spoken),
        (N_("Model"), _model(view, language)),
        (N_("Budget"), limit),
        (N_("Notices"), _notices(view, guild, language)),
        (N_("Who starts campaigns"), creators),
        (N_("Rating of new campaigns"), t(RATINGS[view.rating])),
    )
    for name, value in fields:
        embed.add_field(name=t(name), value=value[:FIELD_LENGTH])
    if missing := lacking(guild.me.guild_permissions, NEEDED):
        grants = how_to_grant(missing, guild.me, language)
        embed.add_field(name=t(N_("What I lack at this server")), value=grants[:FIELD_LENGTH], inline=False)
    return embed


def check_notices(guild: discord.Guild, channel_id: int) -> None:
    """Check that Skald can write to a channel; raises `NoticesGone` or `PermissionsMissing`."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        raise NoticesGone
    if missing := lacking(channel.permissions_for(guild.me), NEEDED):
        raise PermissionsMissing(missing, guild.me)


def _model(view: SetupView, language: str) -> str:
    if view.default is None:
        return translate(N_("Skald's default"), language)
    name = escape(view.default)
    gone = translate(N_("{model}, not offered now"), language).format(model=name)
    return f"⚠️ {gone}" if view.missing else name


def _notices(view: SetupView, guild: discord.Guild, language: str) -> str:
    channel_id = view.settings.notices_channel_id
    if channel_id is None:
        return translate(N_("nowhere"), language)
    try:
        check_notices(guild, channel_id)
    except SkaldError as error:
        return f"⚠️ <#{channel_id}>\n{error.say(language)}"
    return f"<#{channel_id}>"


def _role(guild: discord.Guild, role_id: int) -> str:
    return f"<@&{role_id}>" if guild.get_role(role_id) else "⚠️ @?"
