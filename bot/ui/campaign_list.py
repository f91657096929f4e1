"""The campaigns of a server, ten a page, and their names while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import discord
from discord import app_commands
from discord.utils import format_dt

from bot.domain.campaign import Role, Status
from bot.domain.plaintext import clean, shorten, shown
from bot.i18n import N_, translate
from bot.services.binding import Listed
from bot.ui.cards import COLOUR
from bot.ui.choices import matching

PAGE: Final = 10
_MOST_CHANNELS: Final = 5

STATUSES: Mapping[Status, str] = {
    "open": N_("open"),
    "paused": N_("paused"),
    "archived": N_("archived"),
    "deleted": N_("deleted"),
}
ROLES: Mapping[Role, str] = {
    "owner": N_("owner"),
    "gm": N_("co-game-master"),
    "player": N_("player"),
    "spectator": N_("spectator"),
    "invited": N_("invited"),
    "removed": N_("taken out"),
}


def campaign_list(found: Sequence[Listed], page: int, language: str) -> tuple[discord.Embed, int, int]:
    """Show a page of campaigns; return it with its number, which is the nearest there is, and how many there are."""

    def t(sentence: str, **values: object) -> str:
        return translate(sentence, language).format(**values)

    pages = max(-(-len(found) // PAGE), 1)
    number = min(max(page, 1), pages)
    embed = discord.Embed(title=t(N_("Campaigns of this server")), colour=COLOUR)
    here = found[(number - 1) * PAGE : number * PAGE]
    embed.description = "\n\n".join(_line(one, language) for one in here) or t(
        N_("None that you could join yet. /campaign create starts one.")
    )
    if pages > 1:
        embed.set_footer(text=t(N_("Page {number} of {pages}"), number=number, pages=pages))
    return embed, number, pages


def campaign_choices(found: Sequence[Listed], typed: str, language: str) -> list[app_commands.Choice[str]]:
    """Offer campaigns by their names; what a command is given is the id."""
    labels = [(str(one.id), f"{shorten(clean(one.name), 70)} · {_status(one, language)}") for one in found]
    return matching(labels, typed)


def gone(at: datetime) -> str:
    """Write when a deleted campaign is gone, as every reader's Discord tells time."""
    return format_dt(at, "R")


def _line(one: Listed, language: str) -> str:
    def t(sentence: str, **values: object) -> str:
        return translate(sentence, language).format(**values)

    facts = [_status(one, language)]
    if one.role is not None:
        facts.append(t(N_("you: {role}"), role=t(ROLES[one.role])))
    facts.append(t(N_("players: {count}"), count=one.heads))
    if one.entry == "invited":
        facts.append(t(N_("by invitation")))
    below = " ".join(f"<#{channel}>" for channel in one.channels[:_MOST_CHANNELS])
    if one.delete_after is not None:
        below = t(N_("gone {when}; /campaign restore brings it back"), when=gone(one.delete_after))
    elif not one.channels:
        below = t(N_("told in no channel now"))
    return f"**{shown(one.name, 80)}** · {' · '.join(facts)}\n{below}"


def _status(one: Listed, language: str) -> str:
    return translate(STATUSES[one.status], language)
