"""What somebody at the page opens: a server of their own, a channel in one."""

from __future__ import annotations

import re

from playground.commands import LOCALES
from playground.errors import Json
from playground.model import CATEGORY, Channel, Guild
from playground.permissions import BITS, guild_permissions
from playground.refused import Refused
from playground.web.acting import Deed
from playground.web.asked import Asked

MOST_GUILDS = 30
# So many of them only whoever runs the table may found: guests cannot take the last place.
KEPT_FREE = 10
MOST_CHANNELS = 200
LONGEST = 100
FIRST_CHANNELS = ("general", "campaign")


class Founding:
    """One method for each thing there is to open; the answer names the `channel` to go to."""

    def __init__(self) -> None:
        self.deeds: dict[str, Deed] = {"guild": self.guild, "channel": self.channel}

    async def guild(self, asked: Asked) -> Json:
        """Found a server with two channels; the bot and everybody at this table are in it."""
        world = asked.world
        name = _shown(asked.body.get("name"))
        if not 2 <= len(name) <= LONGEST:
            raise Refused.of("guildName", most=LONGEST)
        if len(world.guilds) >= MOST_GUILDS:
            raise Refused.of("tooManyGuilds", most=MOST_GUILDS)
        if len(world.guilds) >= MOST_GUILDS - KEPT_FREE and not asked.seat.host:
            raise Refused.of("guildsHost")
        locale = asked.person.locale
        # The bot greets in it, and it is what a server of this founder's would have.
        guild = world.add_guild(name, asked.person.user, locale if locale in LOCALES else "en-US")
        for user in [*world.users.values()]:
            if not user.bot and not user.webhook and user.id not in guild.members:
                world.join(guild, user)
        places = [world.add_channel(guild, each) for each in FIRST_CHANNELS]
        return {"guild": str(guild.id), "channel": str(places[0].id)}

    async def channel(self, asked: Asked) -> Json:
        """Open a text channel in a server, below a category where one is named."""
        guild = asked.world.guilds.get(int(asked.body.get("guild") or 0))
        if guild is None or asked.person.id not in guild.members:
            raise Refused.of("noSuchGuild")
        if not guild_permissions(guild, asked.person.id) & BITS["manage_channels"]:
            raise Refused.of("mayNotOpenChannels", who=asked.person.user.display_name, guild=guild.name)
        name = _slug(_shown(asked.body.get("name")))
        if not 1 <= len(name) <= LONGEST:
            raise Refused.of("channelName", most=LONGEST)
        if len(guild.channels) >= MOST_CHANNELS:
            raise Refused.of("tooManyChannels", guild=guild.name, most=MOST_CHANNELS)
        place = asked.world.add_channel(guild, name, parent=_category(guild, asked.body.get("parent")))
        return {"channel": str(place.id)}


def _category(guild: Guild, number: object) -> Channel | None:
    if not number:
        return None
    found = guild.channels.get(int(str(number)))
    if found is None or found.kind != CATEGORY:
        raise Refused.of("noSuchCategory")
    return found


def _shown(text: object) -> str:
    """Keep what can be seen of a name, on one line."""
    kept = "".join(each if each.isprintable() else " " for each in str(text or ""))
    return " ".join(kept.split())


def _slug(name: str) -> str:
    """Write a name as channels are written: small letters, hyphens for spaces, no signs that mean something."""
    return re.sub(r"-{2,}", "-", re.sub(r"[\s#@:`/\\<>*~|\"']+", "-", name.lower())).strip("-")
