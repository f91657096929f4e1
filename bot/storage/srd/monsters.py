"""Monsters: stat blocks for the rules, and the page that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.combat import StatBlock
from bot.storage.srd.attacks import attacks, full_name, multiattack

Source = Mapping[str, Any]

_SCORES = ("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma")
_DAMAGE_TYPES = (
    *("acid", "bludgeoning", "cold", "fire", "force", "lightning", "necrotic", "piercing", "poison", "psychic"),
    *("radiant", "slashing", "thunder"),
)
# The one weakness that asks who holds the weapon, and the one resistance to spells as such, are left to the text.
_NOT_DECIDED = ("wielded by", "from spells")
_FRACTIONS = {0.125: "1/8", 0.25: "1/4", 0.5: "1/2"}


def stat_block(source: Source) -> StatBlock:
    """Read a monster.

    What resists or withstands nonmagical weapons does so with every weapon: the rules know of no magical one.
    """
    made = attacks(source)
    a, b, c, d, e, f = (source[score] for score in _SCORES)
    return StatBlock(
        index=source["index"],
        name=source["name"],
        kind=source["type"],
        armour_class=source["armor_class"][0]["value"],
        hit_points=source["hit_points"],
        hit_dice=source["hit_points_roll"],
        scores=(a, b, c, d, e, f),
        challenge=int(source["challenge_rating"] * 8),
        experience=source["xp"],
        proficiency=source["proficiency_bonus"],
        speed=max((_feet(speed) for speed in source["speed"].values() if isinstance(speed, str)), default=0),
        saves=tuple(_bonuses(source, "saving-throw-")),
        skills=tuple(_bonuses(source, "skill-")),
        resistances=_types(source["damage_resistances"]),
        vulnerabilities=_types(source["damage_vulnerabilities"]),
        immunities=_types(source["damage_immunities"]),
        condition_immunities=tuple(condition["index"] for condition in source["condition_immunities"]),
        attacks=made,
        multiattack=multiattack(source, made),
    )


def text(source: Source) -> str:
    """Write a monster's page."""
    return "\n".join((*_head(source), *_deeds(source)))


def _head(source: Source) -> Iterator[str]:
    kind = f"{source['type']} ({source['subtype']})" if source.get("subtype") else source["type"]
    yield f"*{source['size']} {kind}, {source['alignment']}*"
    yield f"**Armor Class** {source['armor_class'][0]['value']}"
    yield f"**Hit Points** {source['hit_points']} ({source['hit_points_roll']})"
    yield f"**Speed** {', '.join(f'{way} {speed}' for way, speed in source['speed'].items() if speed is not True)}"
    yield " ".join(f"**{score[:3].upper()}** {source[score]} ({(source[score] - 10) // 2:+d})" for score in _SCORES)
    for title, prefix in (("Saving Throws", "saving-throw-"), ("Skills", "skill-")):
        if said := ", ".join(f"{of} {bonus:+d}" for of, bonus in _bonuses(source, prefix)):
            yield f"**{title}** {said}"
    for title in ("Damage Vulnerabilities", "Damage Resistances", "Damage Immunities"):
        if said := "; ".join(source[title.lower().replace(" ", "_")]):
            yield f"**{title}** {said}"
    if said := ", ".join(condition["index"] for condition in source["condition_immunities"]):
        yield f"**Condition Immunities** {said}"
    yield f"**Senses** {', '.join(f'{sense} {far}'.replace('_', ' ') for sense, far in source['senses'].items())}"
    yield f"**Languages** {source['languages'] or '-'}"
    challenge = _FRACTIONS.get(source["challenge_rating"], source["challenge_rating"])
    yield f"**Challenge** {challenge} ({source['xp']} XP)"


def _deeds(source: Source) -> Iterator[str]:
    for title, kind in (("", "special_abilities"), ("Actions", "actions"), ("Reactions", "reactions")):
        yield from _told(title, source.get(kind, ()))
    yield from _told("Legendary Actions", source.get("legendary_actions", ()))


def _told(title: str, deeds: Any) -> Iterator[str]:
    if deeds and title:
        yield f"\n__{title}__"
    for deed in deeds:
        yield f"***{full_name(deed)}.*** {deed['desc']}"


def _bonuses(source: Source, prefix: str) -> Iterator[tuple[str, int]]:
    for proficiency in source["proficiencies"]:
        index = proficiency["proficiency"]["index"]
        if index.startswith(prefix):
            yield index.removeprefix(prefix), proficiency["value"]


def _types(said: list[str]) -> tuple[str, ...]:
    decided = " ".join(each.lower() for each in said if not any(words in each.lower() for words in _NOT_DECIDED))
    words = set(re.findall("[a-z]+", decided))
    return tuple(kind for kind in _DAMAGE_TYPES if kind in words)


def _feet(said: str) -> int:
    number = re.match(r"\d+", said)
    return int(number[0]) if number else 0
