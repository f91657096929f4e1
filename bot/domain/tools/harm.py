"""The tools that hurt, heal and afflict, and saving throws."""

from __future__ import annotations

from bot.domain.tools.rule import Rule

RULES: tuple[Rule, ...] = ()
