"""Rows of buttons that work as long as their message stands, also after a restart."""

from __future__ import annotations

from typing import Any

import discord


def row_of(*buttons: discord.ui.Item[Any]) -> discord.ui.View:
    """Build a row of buttons whose presses are matched by their ids."""
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    # discord.py keeps a view for each message it is sent with, unless it is over.
    view.stop()
    return view
