"""The tools for spells, and for looking things up."""

from __future__ import annotations

from bot.domain.tools.rule import Rule

RULES: tuple[Rule, ...] = ()
