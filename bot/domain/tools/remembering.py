"""The tools for the scene, and for what the game master remembers."""

from __future__ import annotations

from bot.domain.tools.rule import Rule

RULES: tuple[Rule, ...] = ()
