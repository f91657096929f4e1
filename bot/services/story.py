"""Lay a reply out as the players read it: the story, and the dice in small lines under it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.turn import LedgerEntry
from bot.i18n import N_, translate

CUT = N_("The reply was cut at its length limit.")


def compose(narration: str, entries: Sequence[LedgerEntry], language: str, *, cut: bool = False) -> str:
    """Join the story and its small lines in Discord's markdown."""
    lines = [f"-# 🎲 {entry.summary}" for entry in entries]
    if cut:
        lines.append(f"-# ✂️ {translate(CUT, language)}")
    return "\n".join([narration.rstrip(), *lines]).strip()
