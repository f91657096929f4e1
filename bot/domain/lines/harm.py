"""Small lines about damage, healing, conditions, saving throws and death."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.event import Event
from bot.domain.harms import condition_name, damage_name
from bot.domain.label import Label
from bot.domain.lines.rolls import AGAINST_DC, RESULTS, advantage, d20, rolled
from bot.domain.lines.words import joined
from bot.domain.plaintext import fold, shown
from bot.domain.rules.conditions import LETHAL_EXHAUSTION
from bot.domain.skills import ABILITY_NAMES
from bot.domain.srd_french import french_name

_SOURCE_SHOWN = 60

_HIT_POINTS = Label("HP", "PV")
_TEMPORARY = Label("temporary", "temporaires")
_SAVE = Label("{ability} save", "sauvegarde {ability}")
_DEATH_SAVE = Label("death save", "sauvegarde contre la mort")
_CONCENTRATION = Label("concentration", "concentration")
_LOST = Label("concentration ends", "concentration rompue")
_ROUNDS = Label("{rounds} rounds", "{rounds} rounds")
_ONE_ROUND = Label("1 round", "1 round")
_FAILED_SAVES = Label("failed death saves: {failures}", "échecs contre la mort : {failures}")
_TALLY = Label("successes {successes}, failures {failures}", "réussites {successes}, échecs {failures}")
_STABLE = Label("stable", "dans un état stable")
_AUTOMATIC = Label("fails without a roll", "échoue sans jet")
_FACTORS = {
    "immunity": Label("immune", "immunité"),
    "resistance": Label("resistant", "résistance"),
    "vulnerability": Label("vulnerable", "vulnérabilité"),
    "resistance vulnerability": Label("resistant, vulnerable", "résistance, vulnérabilité"),
}
_OUTCOMES = {
    "fell": Label("falls unconscious", "perd connaissance"),
    "died": Label("**dies**", "**meurt**"),
    "woke": Label("wakes", "se réveille"),
    "stable": _STABLE,
}
_CHANGES = {
    "begins": Label("now {condition}", "désormais {condition}"),
    "ends": Label("no longer {condition}", "n’est plus {condition}"),
    "immune": Label("not {condition}: immune", "pas {condition} : immunité"),
}
_EXHAUSTION = Label("exhaustion {level}", "épuisement {level}")


def _damage(event: Event, language: str) -> str:
    """Write a line such as `Goblin · 2d6 (3, 4) = 7 · **7** fire · 7 → 0 HP · **dies** · the trap`."""
    detail = event.detail
    suffered = detail["outcome"] == "suffered"
    tally = _FAILED_SAVES.say(language).format(failures=detail["failures_after"]) if suffered else ""
    return joined(
        shown(event.actor),
        _dice(detail),
        ", ".join(_part(part, language) for part in detail["parts"]),
        _change(detail, language),
        tally or _said(_OUTCOMES, detail["outcome"], language),
        "" if detail["by"] else shown(_source(detail["source"], language), _SOURCE_SHOWN),
    )


def _heal(event: Event, language: str) -> str:
    detail = event.detail
    return joined(
        shown(event.actor),
        _dice(detail),
        f"**+{detail['healed']}**",
        _change(detail, language),
        _said(_OUTCOMES, "woke" if detail["woke"] else "", language),
        shown(_source(detail["source"], language), _SOURCE_SHOWN),
    )


def _source(source: str, language: str) -> str:
    """Name a spell in the language of the table; anything else is as it was said."""
    return (french_name("spell", fold(source).replace(" ", "-")) if language == "fr" else None) or source


def _temporary(event: Event, language: str) -> str:
    detail = event.detail
    points = f"{detail['before']} → {detail['after']} {_HIT_POINTS.say(language)} {_TEMPORARY.say(language)}"
    return joined(shown(event.actor), points, shown(detail["source"], _SOURCE_SHOWN))


def _condition(event: Event, language: str) -> str:
    """Write a line such as `Kira · now prone · 2 rounds`."""
    detail = event.detail
    rounds, level = detail.get("rounds", 0), detail.get("level")
    if level is not None:
        tired = _EXHAUSTION.say(language).format(level=level)
        return joined(
            shown(event.actor), tired, _said(_OUTCOMES, "died" if level >= LETHAL_EXHAUSTION else "", language)
        )
    named = condition_name(detail["condition"], language)
    change = _said(_CHANGES, detail["change"], language).format(condition=named)
    lasting = (_ONE_ROUND if rounds == 1 else _ROUNDS).say(language).format(rounds=rounds) if rounds else ""
    return joined(shown(event.actor), change, lasting)


def _concentration(event: Event, language: str) -> str:
    return joined(shown(event.actor), _LOST.say(language), _spell(event.detail["spell"]))


def _save(event: Event, language: str) -> str:
    """Write a line such as `Kira · Dexterity save · 14 + 3 = **17** vs DC 15 · success`."""
    detail = event.detail
    saved = _SAVE.say(language).format(ability=ABILITY_NAMES[detail["ability"]].say(language))
    spell = detail.get("concentration", "")
    reason = f"{_CONCENTRATION.say(language)} ({_spell(spell)})" if spell else shown(detail["reason"], _SOURCE_SHOWN)
    if detail["automatic"]:
        why = condition_name(detail["automatic"], language)
        return joined(shown(event.actor), saved, why, _AUTOMATIC.say(language), reason)
    return joined(
        shown(event.actor),
        saved,
        advantage(detail, language),
        f"{rolled(detail)} {AGAINST_DC.say(language)} {detail['dc']}",
        RESULTS[detail["success"]].say(language),
        reason,
    )


def _death_save(event: Event, language: str) -> str:
    detail = event.detail
    tally = _TALLY.say(language).format(successes=detail["successes"], failures=detail["failures"])
    return joined(
        shown(event.actor),
        _DEATH_SAVE.say(language),
        f"{d20(detail['rolls'], detail['kept'])} {AGAINST_DC.say(language)} {detail['dc']}",
        tally if detail["outcome"] in ("", "died") else "",
        _said(_OUTCOMES, detail["outcome"], language),
    )


def _stable(event: Event, language: str) -> str:
    return joined(shown(event.actor), _STABLE.say(language))


def _part(part: Mapping[str, Any], language: str) -> str:
    taken = f"**{part['taken']}** {damage_name(part['type'], language)}"
    factor = _said(_FACTORS, part["factor"], language)
    return f"{taken} ({part['amount']}, {factor})" if factor else taken


def _change(detail: Mapping[str, Any], language: str) -> str:
    return f"{detail['before']} → {detail['after']} {_HIT_POINTS.say(language)}"


def _dice(detail: Mapping[str, Any]) -> str:
    if "drawn" not in detail:
        return ""
    faces = ", ".join(str(face) for _, face in detail["drawn"])
    half = " ÷ 2" if detail["halved"] else ""
    return f"{detail['dice']} ({faces}){half}"


def _said(labels: Mapping[str, Label], which: str, language: str) -> str:
    return labels[which].say(language) if which in labels else ""


def _spell(index: str) -> str:
    return shown(index.replace("-", " "))


LINES: Mapping[str, Callable[[Event, str], str]] = {
    "damage": _damage,
    "heal": _heal,
    "temporary": _temporary,
    "condition": _condition,
    "concentration": _concentration,
    "save": _save,
    "death_save": _death_save,
    "stable": _stable,
}
