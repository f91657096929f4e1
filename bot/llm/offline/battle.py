"""Tell a fight: what everybody did who wrote, what the foes did, and whose turn it is."""

from __future__ import annotations

from bot.llm.offline.view import View
from bot.llm.offline.voice import Voice


def tell_fight(view: View, voice: Voice, *, began: bool = False) -> list[str]:
    """Return the paragraphs of a fight."""
    return []
