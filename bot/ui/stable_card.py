"""A person's characters at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.domain.plaintext import escape, shorten, shown
from bot.domain.sheet import class_name, race_name
from bot.i18n import N_, translate
from bot.services.stable import Stabled
from bot.ui.cards import COLOUR

_LONGEST = 4000


def stable_card(found: Sequence[Stabled], language: str) -> discord.Embed:
    """List characters: who plays and where, who rests, who has retired (in grey)."""
    embed = discord.Embed(title=translate(N_("Your characters"), language), colour=COLOUR)
    if not found:
        embed.description = translate(N_("None yet. Make one with /character create."), language)
        return embed
    ordered = sorted(found, key=lambda one: (one.retired_at is not None, not one.here, not one.plays))
    embed.description = shorten("\n".join(_line(one, language) for one in ordered), _LONGEST)
    return embed


def _line(one: Stabled, language: str) -> str:
    told = f"{race_name(one.race, language)} · {class_name(one.class_, language)} {one.level}"
    if one.dead:
        told += " · " + translate(N_("dead"), language)
    place = translate(_where(one), language).format(campaign=shown(one.campaign))
    if one.retired_at is not None:
        # Discord's small print is grey.
        return f"-# {escape(one.name)} · {told} · {place}"
    return f"**{escape(one.name)}** · {told} · {place}"


def _where(one: Stabled) -> str:
    if one.retired_at is not None:
        return N_("retired")
    if one.here:
        return N_("plays here")
    if one.plays:
        return N_("plays in “{campaign}”")
    return N_("rests; last in “{campaign}”") if one.campaign else N_("rests")
