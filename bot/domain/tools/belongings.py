"""The tools for belongings, coins, rests and experience."""

from __future__ import annotations

from bot.domain.tools.rule import Rule

RULES: tuple[Rule, ...] = ()
