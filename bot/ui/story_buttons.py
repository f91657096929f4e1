"""The row of buttons under a reply of the game master."""

from __future__ import annotations

import discord

from bot.ui.receipt_button import receipt_button
from bot.ui.rows import row_of
from bot.ui.undo_button import undo_button
from bot.ui.wrong_button import wrong_button
from bot.ui.xcard_button import xcard_button


def story_view(receipt: str) -> discord.ui.View:
    """Build the row under a reply; `receipt` is the campaign's id, the turn's number and its take, with colons."""
    number = int(receipt.split(":")[1])
    # The first scene cannot be taken back.
    undo = (undo_button(number),) if number > 1 else ()
    return row_of(receipt_button(receipt), wrong_button(receipt), xcard_button(), *undo)
