"""What only whoever runs Skald may see."""

from __future__ import annotations

from typing import Any

import discord

from bot.errors import SkaldError
from bot.i18n import N_


class NotAnOperator(SkaldError):
    sentence = N_("Only whoever runs Skald can see this. What is at this table: /models list.")


async def check_operator(interaction: discord.Interaction[Any]) -> None:
    """Check that somebody runs Skald; raises `NotAnOperator`."""
    if not await interaction.client.is_owner(interaction.user):
        raise NotAnOperator
