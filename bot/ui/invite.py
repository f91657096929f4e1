"""The link that brings Skald into a server."""

from __future__ import annotations

import discord

from bot.ui.refusals import NEEDED

SCOPES = ("bot", "applications.commands")

# What a campaign needs in a channel, and the one more that it needs in a thread.
PERMISSIONS = discord.Permissions(send_messages_in_threads=True)
PERMISSIONS.update(**dict.fromkeys(NEEDED, True))


def invite_url(application_id: int) -> str:
    """Build the link an admin opens to add the bot, with no more permissions than it needs."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)
