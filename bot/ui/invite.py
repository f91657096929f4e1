"""The link that brings Skald into a server."""

from __future__ import annotations

import discord

from bot.ui.refusals import NEEDED, OPENS_THREADS, PICTURES

SCOPES = ("bot", "applications.commands")

# What a campaign needs in a channel, what one in a thread of its own needs, and what pictures and files need.
PERMISSIONS = discord.Permissions()
PERMISSIONS.update(**dict.fromkeys(NEEDED | OPENS_THREADS | PICTURES, True))


def invite_url(application_id: int) -> str:
    """Build the link an admin opens to add the bot, with no more permissions than it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)
