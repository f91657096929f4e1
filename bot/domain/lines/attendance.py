"""Small lines about who comes into the scene and leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.label import Label
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown

_JOINED = Label("joins the scene", "entre en scène")
_LEFT = Label("leaves the scene", "quitte la scène")


def _joined(event: Event, language: str) -> str:
    return joined(shown(event.actor), _JOINED.say(language))


def _left(event: Event, language: str) -> str:
    return joined(shown(event.actor), _LEFT.say(language))


LINES: Mapping[str, Callable[[Event, str], str]] = {"joined": _joined, "left": _left}
