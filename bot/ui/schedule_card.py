"""Show what is posted by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import discord
from discord import app_commands
from discord.utils import format_dt

from bot.domain.plaintext import shorten
from bot.domain.schedule import Schedule
from bot.i18n import N_, translate
from bot.services.scheduling import PlaceGone
from bot.ui.cards import COLOUR
from bot.ui.choices import matching
from bot.ui.refusals import NEEDED, NEEDED_IN_THREADS, PICTURES, PermissionsMissing, lacking

ADDED: Final = N_("Schedule {number}: **{what}** in {place}, first {first} ({when}).")
PAUSED: Final = N_("Schedule {number} is paused. /stats schedule resume goes on with it.")
RESUMED: Final = N_("Schedule {number} goes on; it comes next {first} ({when}).")
REMOVED: Final = N_("Schedule {number} is removed.")
POSTED: Final = N_("**{what}** stands in {place} now.")
_WHY_LENGTH: Final = 120
_POSTS_NOTHING_BUT: Final = ("view_channel", "send_messages")


def said(sentence: str, schedule: Schedule, kinds: Mapping[str, str], language: str) -> str:
    """Say what became of a schedule."""
    return translate(sentence, language).format(
        number=schedule.id,
        what=what_of(schedule, kinds, language),
        place=f"<#{schedule.order.channel_id}>",
        first=format_dt(schedule.due_at, "R"),
        when=format_dt(schedule.due_at, "f"),
    )


def what_of(schedule: Schedule, kinds: Mapping[str, str], language: str) -> str:
    """Name what a schedule posts; a kind of chart that there is no more by its own name."""
    return translate(kinds.get(schedule.order.what, schedule.order.what), language)


def schedule_list(found: Sequence[Schedule], kinds: Mapping[str, str], language: str) -> discord.Embed:
    """List a server's schedules, with the next time of each, or why it is paused."""
    embed = discord.Embed(title=translate(N_("Posted by the clock"), language), colour=COLOUR)
    nothing = translate(N_("Nothing yet. /stats schedule add has a chart posted."), language)
    embed.description = "\n".join(_line(one, kinds, language) for one in found) or nothing
    return embed


def schedule_choices(
    found: Sequence[Schedule], kinds: Mapping[str, str], typed: str, language: str
) -> list[app_commands.Choice[str]]:
    """Offer schedules by what they post and when; what a command is given is the number."""
    labels = [
        (str(one.id), shorten(f"{one.id} · {what_of(one, kinds, language)} · {one.order.cron} {one.order.zone}", 100))
        for one in found
    ]
    return matching(labels, typed)


def check_posting(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> None:
    """Check that pictures can be posted in a channel; raises `PlaceGone` or `PermissionsMissing`."""
    have = channel.permissions_for(me)
    if not have.view_channel:
        raise PlaceGone
    wanted = {name: NEEDED[name] for name in _POSTS_NOTHING_BUT} | PICTURES
    if isinstance(channel, discord.Thread):
        del wanted["send_messages"]
        wanted["send_messages_in_threads"] = NEEDED_IN_THREADS
    if missing := lacking(have, wanted):
        raise PermissionsMissing(missing, me)


def _line(schedule: Schedule, kinds: Mapping[str, str], language: str) -> str:
    order = schedule.order
    # Neither was kept before it was read, so neither holds markdown.
    facts = [f"`{order.cron} {order.zone}`", f"<#{order.channel_id}>"]
    if schedule.status == "active":
        facts.append(translate(N_("next {when}"), language).format(when=format_dt(schedule.due_at, "R")))
    else:
        facts.append(translate(N_("paused"), language))
    line = f"**{schedule.id}** · {what_of(schedule, kinds, language)} · {' · '.join(facts)}"
    return f"{line}\n-# {shorten(schedule.why, _WHY_LENGTH)}" if schedule.why else line
