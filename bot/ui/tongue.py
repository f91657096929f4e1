"""The language somebody is answered in."""

from __future__ import annotations

from typing import Any

import discord

from bot.i18n import language_of


def tongue(interaction: discord.Interaction[Any]) -> str:
    """Return the language to answer an interaction in."""
    return language_of(interaction.locale.value)
