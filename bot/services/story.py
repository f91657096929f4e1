"""Lay a reply out as the players read it: the story, and the dice in small lines under it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import N_, translate

CUT = N_("The reply was cut at its length limit.")


def dice_lines(summaries: Sequence[str]) -> str:
    """Write what the rules decided, a small line each, in Discord's markdown."""
    return "\n".join(f"-# 🎲 {summary}" for summary in summaries)


def compose(story: str, summaries: Sequence[str], language: str, *, cut: bool = False) -> str:
    """Join the story and its small lines."""
    parts = [story.rstrip(), dice_lines(summaries), f"-# ✂️ {translate(CUT, language)}" if cut else ""]
    return "\n".join(part for part in parts if part)
