"""Spells: what the rules decide of them, and the page that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.spell import Spell
from bot.storage.srd.spell_effects import CONDITIONS, CORRECTED, TARGETS

Source = Mapping[str, Any]

_ROUNDS = {"round": 1, "minute": 10, "hour": 600, "hours": 600, "minutes": 10, "day": 14400, "days": 14400}


def spell(source: Source) -> Spell:
    """Read a spell, with what the source leaves to its prose put right."""
    dc, harm = source.get("dc", {}), source.get("damage", {})
    by_level: Mapping[str, str] = harm.get("damage_at_slot_level") or harm.get("damage_at_character_level") or {}
    most, more = TARGETS.get(source["index"], (1, False))
    made = Spell(
        index=source["index"],
        name=source["name"],
        level=source["level"],
        school=source["school"]["index"],
        time=source["casting_time"],
        classes=tuple(each["index"] for each in source["classes"]),
        concentration=source["concentration"],
        ritual=source["ritual"],
        attack=source.get("attack_type", ""),
        save=dc.get("dc_type", {}).get("index", ""),
        half=dc.get("dc_success") == "half",
        damage_type=harm.get("damage_type", {}).get("index", ""),
        damage=_levels(by_level),
        healing=_levels(source.get("heal_at_slot_level", {})),
        area="area_of_effect" in source,
        conditions=CONDITIONS.get(source["index"], ()),
        rounds=_rounds(source["duration"]),
        reach=source["range"],
        targets=most,
        more_targets=more,
    )
    return replace(made, **CORRECTED.get(made.index, {}))


def text(source: Source) -> str:
    """Write a spell's page."""
    return "\n".join((*_head(source), "", *source["desc"], *_higher(source)))


def _head(source: Source) -> Iterator[str]:
    school = source["school"]["name"]
    ritual = " (ritual)" if source["ritual"] else ""
    level = source["level"]
    yield f"*{school} cantrip*" if level == 0 else f"*Level {level} {school.lower()}{ritual}*"
    yield f"**Casting Time** {source['casting_time']}"
    yield f"**Range** {source['range']}"
    material = f" ({source['material'].rstrip('.')})" if source.get("material") else ""
    yield f"**Components** {', '.join(source['components'])}{material}"
    yield f"**Duration** {'Concentration, ' if source['concentration'] else ''}{source['duration']}"
    yield f"**Classes** {', '.join(each['name'] for each in source['classes'])}"


def _higher(source: Source) -> Iterator[str]:
    if said := source.get("higher_level"):
        yield f"***At Higher Levels.*** {' '.join(said)}"


def _levels(by_level: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((int(level), dice.replace(" ", "")) for level, dice in by_level.items()))


def _rounds(duration: str) -> int:
    said = re.search(r"(\d+) (\w+)", duration)
    return int(said[1]) * _ROUNDS.get(said[2], 0) if said else 0
