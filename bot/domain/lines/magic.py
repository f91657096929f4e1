"""Small lines about spells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.domain.event import Event
from bot.domain.harms import DAMAGE_NAMES
from bot.domain.label import Label
from bot.domain.lines.rolls import AGAINST_AC, HIT, MISS, added, rolled
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.skills import check_name
from bot.domain.srd_french import french_name

_CASTS = Label("casts", "lance")
_SLOT = Label("level {level} slot", "emplacement de niveau {level}")
_RITUAL = Label("as a ritual", "en rituel")
_DC = Label("{ability} save, DC {dc}", "sauvegarde de {ability}, DD {dc}")
_CRITICAL = Label("critical hit", "coup critique")
_CONCENTRATES = Label("concentrates", "se concentre")
_MOST_SHOWN = 12


def spell_name(index: str, name: str, language: str) -> str:
    """Name a spell in the language of the table where it has a name there."""
    return (french_name("spell", index) if language == "fr" else None) or name


def _spell(event: Event, language: str) -> str:
    """Write a line such as `Kira · casts **Fireball** · level 3 slot · 8d6 = **28** fire · Dexterity save, DC 13`."""
    detail = event.detail
    how = _RITUAL.say(language) if detail["ritual"] else ""
    if detail["slot"]:
        how = _SLOT.say(language).format(level=detail["level"])
    return joined(
        shown(event.actor),
        f"{_CASTS.say(language)} **{spell_name(detail['spell'], detail['name'], language)}**",
        how,
        ", ".join(_throws(detail["thrown"], language)),
        _save(detail, language),
        _CONCENTRATES.say(language) if detail["concentration"] else "",
    )


def _save(detail: Mapping[str, Any], language: str) -> str:
    if not detail["save"]:
        return ""
    return _DC.say(language).format(ability=check_name(detail["save"], language), dc=detail["dc"])


def _attack(event: Event, language: str) -> str:
    """Write a line such as `Kira → Goblin · Fire Bolt · 14 + 5 = **19** vs AC 15 · hit · 1d10 = **7** fire`."""
    detail = event.detail
    outcome = _CRITICAL if detail["critical"] else HIT if detail["hit"] else MISS
    return joined(
        f"{shown(event.actor)} → {shown(detail['target_name'])}",
        spell_name(detail["spell"], detail["name"], language),
        f"{rolled(detail)} {AGAINST_AC.say(language)} {detail['armour_class']}",
        outcome.say(language),
        ", ".join(_throws([detail["damage"]] if detail["damage"] else [], language)),
    )


def _throws(thrown: list[Mapping[str, Any]], language: str) -> Iterator[str]:
    for each in thrown[:_MOST_SHOWN]:
        names = "/".join(DAMAGE_NAMES[of].say(language) for of in each["type"].split("+") if of in DAMAGE_NAMES)
        yield f"{each['dice'].replace('+MOD', '')}{_added(each)} = **{each['total']}** {names}".rstrip()


def _added(each: Mapping[str, Any]) -> str:
    """Write the number that stands for the caster's modifier; one that is part of the dice is written there."""
    return f" {added(each['added'])}" if each["dice"].endswith("+MOD") else ""


LINES: Mapping[str, Callable[[Event, str], str]] = {"spell": _spell, "spell_attack": _attack}
