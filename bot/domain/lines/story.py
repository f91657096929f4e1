"""Small lines about the scene and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.label import Label
from bot.domain.lines.words import joined
from bot.domain.memory import FACT
from bot.domain.plaintext import shown

_NOTE_SHOWN = 120

_NOTED = Label("Noted", "Noté")
_SCENE = Label("Scene", "Scène")


def _fact(event: Event, language: str) -> str:
    detail = event.detail
    return joined(_NOTED.say(language), shown(detail["subject"]), shown(detail["text"], _NOTE_SHOWN))


def _scene(event: Event, language: str) -> str:
    detail = event.detail
    return joined(_SCENE.say(language), *map(shown, (detail["place"], detail["time"], ", ".join(detail["people"]))))


LINES: Mapping[str, Callable[[Event, str], str]] = {FACT: _fact, "scene": _scene}
