"""Small lines about the scene and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event

LINES: Mapping[str, Callable[[Event, str], str]] = {}
