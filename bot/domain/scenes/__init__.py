"""Ready scenes: moments of play that are decided already, for comparing who tells them best.

One file each, with the same moment in every language Skald speaks: the place, the party, what was told before, what the
players said, and what the rules decided.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.scene import Scene
from bot.domain.sheet import new_sheet
from bot.domain.state import GameState
from bot.domain.turn import LedgerEntry, TranscriptMessage

SCENES: Final = ("arrival", "bargain", "ambush", "healing", "cellar", "wake", "boast", "parting")
"""Their names, in the order they are told."""

TURN: Final = 3
"""The turn every scene is: two were told before it."""


@dataclass(frozen=True, slots=True)
class ReadyScene:
    """A moment as a turn is told from it; the rules' decisions are made, so it is the state after them, too."""

    name: str
    title: str
    state: GameState
    past: tuple[TranscriptMessage, ...]
    said: tuple[TranscriptMessage, ...]
    entries: tuple[LedgerEntry, ...]


@cache
def ready_scene(name: str, language: str) -> ReadyScene:
    """Return a scene of `SCENES` in a language, in English where it is not told in that one."""
    written = tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    spoken = language if language in written else "en"
    words: Mapping[str, Any] = written[spoken]
    campaign = Campaign(
        id=0,
        guild_id=0,
        owner_id=0,
        name=words["campaign"],
        themes=tuple(words["themes"]),
        language=spoken,
        model=None,
        secret=b"",
        commitment="",
    )
    party = tuple(_sheet(place, one) for place, one in enumerate(written["party"], 1))
    scene = Scene(words["place"], words["time"], words["description"], tuple(words["people"]))
    past = [
        TranscriptMessage("assistant" if "author" not in one else "user", one.get("author"), one["text"], one["turn"])
        for one in words["past"]
    ]
    return ReadyScene(
        name=name,
        title=words["title"],
        state=GameState(campaign, party, TURN, scene),
        past=tuple(past),
        said=tuple(TranscriptMessage("user", one["author"], one["text"], TURN) for one in words["said"]),
        entries=tuple(
            LedgerEntry(one["kind"], one["actor"], one["summary"], one.get("detail", {}))
            for one in words.get("ledger", ())
        ),
    )


def _sheet(place: int, written: Mapping[str, Any]) -> Character:
    sheet = new_sheet(0, place, written["name"], written["race"], written["class"])
    left = written.get("hit_points", sheet.max_hit_points)
    return replace(sheet, id=place, hit_points=left, dead=written.get("dead", False))
