"""Small lines about what a person in the game master's chair changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.event import Event
from bot.domain.harms import condition_name
from bot.domain.label import Label
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.rules.by_hand import BY_HAND

_NAMES: Mapping[str, Label] = {
    "hit_points": Label("hit points {before} → {after}", "points de vie {before} → {after}"),
    "temporary": Label("temporary hit points {before} → {after}", "points de vie temporaires {before} → {after}"),
    "experience": Label("{before} → {after} XP", "{before} → {after} PX"),
    "level": Label("level {before} → {after}", "niveau {before} → {after}"),
    "cp": Label("{before} → {after} cp", "{before} → {after} pc"),
    "sp": Label("{before} → {after} sp", "{before} → {after} pa"),
    "ep": Label("{before} → {after} ep", "{before} → {after} pe"),
    "gp": Label("{before} → {after} gp", "{before} → {after} po"),
    "pp": Label("{before} → {after} pp", "{before} → {after} pp"),
}
_SCENE = Label("Scene: {place}", "Scène\u00a0: {place}")
_BEGINS = Label("now {condition}", "désormais {condition}")
_ENDS = Label("no longer {condition}", "n’est plus {condition}")
_BY_HAND = Label("by hand", "à la main")


def _changed(event: Event, language: str) -> str:
    detail = event.detail
    value: str = detail["value"]
    if value == "condition":
        named = condition_name(detail["condition"], language)
        told = (_BEGINS if detail["change"] == "begins" else _ENDS).say(language).format(condition=named)
    elif value == "place":
        told = _SCENE.say(language).format(place=shown(detail["after"], 80))
    else:
        told = _NAMES[value].say(language).format(before=detail["before"], after=detail["after"])
    return joined(shown(event.actor), told, _BY_HAND.say(language))


LINES: Mapping[str, Callable[[Event, str], str]] = {BY_HAND: _changed}
