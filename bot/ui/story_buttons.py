"""The row of buttons under a reply of the game master."""

from __future__ import annotations

import discord

from bot.ui.receipt_button import receipt_button
from bot.ui.undo_button import undo_button
from bot.ui.xcard_button import xcard_button


def story_view(receipt: str) -> discord.ui.View:
    """Build the row under a reply; `receipt` is the campaign's id, the turn's number and its take, with colons."""
    view = discord.ui.View(timeout=None)
    view.add_item(receipt_button(receipt)).add_item(xcard_button())
    number = int(receipt.split(":")[1])
    # The first scene cannot be taken back.
    if number > 1:
        view.add_item(undo_button(number))
    # discord.py keeps a view for each message it is sent with, unless it is over; the presses are matched by their ids.
    view.stop()
    return view
