"""The groups of commands that several cogs share."""

from __future__ import annotations

from typing import Any

from discord import app_commands
from discord.ext import commands


def group_of(bot: commands.AutoShardedBot, name: str) -> app_commands.Group:
    """Return a group that another cog made; it is loaded first."""
    group: Any = bot.tree.get_command(name)
    if not isinstance(group, app_commands.Group):
        raise TypeError(f"the group {name!r} is loaded after what belongs to it; see EXTENSIONS in bot/client.py")
    return group
