"""The tools of a fight."""

from __future__ import annotations

from bot.domain.tools.rule import Rule

RULES: tuple[Rule, ...] = ()
