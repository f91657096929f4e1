"""Read what the rules say happened in a fight, in the short English they say it in to models."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.domain.conversation import ToolCall
from bot.domain.plaintext import fold
from bot.llm.offline.view import records
from bot.llm.offline.voice import Result

_PARTS = " · "
_ATTACKS = re.compile(r"(?P<name>.+?) attacks (?P<target>.+)")
_BY_THEMSELVES = (
    (re.compile(r"(.+) tries to flee and is held back"), "held"),
    (re.compile(r"(.+) flees"), "fled"),
    (re.compile(r"(.+) dodges"), "dodges"),
    (re.compile(r"(.+) is surprised and does nothing"), "surprised"),
)
_DEATH_SAVE = "death save"
_ROLLED = re.compile(r"(\d+)\D*? vs DC (\d+)")
_ENDS = {"The fight is won": "victory", "The party is defeated": "defeat", "The party has escaped": "escape"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: its role among the fight's frames, who did it, and to whom."""

    role: str
    name: str = ""
    target: str = ""


def happened(call: ToolCall, answer: Result, party: Collection[str]) -> list[Happening]:
    """Return what a call came to, in order; `party` are the names of the players' characters."""
    if call.name == "cast_spell":
        return list(_of_spell(answer))
    if call.name in ("item", "heal"):
        return list(_of_help(answer))
    ours = {fold(name) for name in party}
    said = [one for line in _lines(answer) if (one := _said(line, ours))]
    # Whoever falls to a blow is told to fall; that it also struck home goes without saying.
    return [
        one
        for place, one in enumerate(said)
        if not (one.role == "hit" and any(_falls(after, one.target) for after in said[place + 1 : place + 2]))
    ]


def ended(answer: Result) -> str:
    """Return how a fight ended, "" when the answer does not say."""
    said = " ".join(_lines(answer))
    return next((outcome for line, outcome in _ENDS.items() if line in said), "")


def _lines(answer: Result) -> list[str]:
    lines = answer.get("happened")
    return [line for line in cast("list[object]", lines) if isinstance(line, str)] if isinstance(lines, list) else []


def _falls(one: Happening, name: str) -> bool:
    return one.role in ("felled", "slain") and one.target == name


def _said(line: str, ours: Collection[str]) -> Happening | None:
    """Read one line of the rules; None for those that need no telling."""
    head, *rest = line.split(_PARTS)
    if attack := _ATTACKS.fullmatch(head):
        return _attack(attack["name"], attack["target"], rest, ours)
    for pattern, role in _BY_THEMSELVES:
        if alone := pattern.fullmatch(head):
            return Happening(role, alone[1], alone[1])
    if _DEATH_SAVE in rest:
        return _death_save(head, rest)
    ours_fell = fold(head) in ours
    if "dies" in rest:
        return Happening("slain" if ours_fell else "felled", head, head)
    if "falls unconscious" in rest:
        return Happening("down", head, head)
    if "wakes" in rest:
        return Happening("wakes", head, head)
    return Happening("stable", head, head) if "stable" in rest else None


def _attack(name: str, target: str, rest: list[str], ours: Collection[str]) -> Happening:
    foes = "" if fold(name) in ours else "foe_"
    if "critical hit" in rest:
        return Happening(f"{foes}crit", name, target)
    saves = any("must save" in part for part in rest)
    hurt = "hit" in rest or (saves and "withstood" not in rest)
    return Happening(f"{foes}{'hit' if hurt else 'miss'}", name, target)


def _death_save(name: str, rest: list[str]) -> Happening:
    for word, role in (("dies", "slain"), ("wakes", "wakes"), ("stable", "stable")):
        if word in rest:
            return Happening(role, name, name)
    rolled = next((found for part in rest if (found := _ROLLED.search(part))), None)
    held = rolled is not None and int(rolled[1]) >= int(rolled[2])
    return Happening("death_good" if held else "death_bad", name, name)


def _of_spell(answer: Result) -> Iterator[Happening]:
    caster = _text(answer, "caster")
    yield Happening("spell", caster, caster)
    for result in records(answer.get("results")):
        if target := _text(result, "attack_on"):
            struck = _text(result, "result")
            role = "crit" if "critical" in struck else "hit" if struck == "hit" else "miss"
            yield Happening(role, caster, target)
        elif who := _text(result, "save_of"):
            yield Happening("saved" if result.get("success") is True else "unsaved", who, who)
        elif target := _text(result, "healed"):
            yield Happening("healed", caster, target)
        elif who := _text(result, "stable"):
            yield Happening("stable", who, who)
    for one in records(answer.get("now")):
        if one.get("dead") is True and (name := _text(one, "name")):
            yield Happening("felled", caster, name)


def _of_help(answer: Result) -> Iterator[Happening]:
    if "healed" in answer and (who := _text(answer, "target") or _text(answer, "character")):
        yield Happening("healed", who, who)


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    return value if isinstance(value, str) else ""
