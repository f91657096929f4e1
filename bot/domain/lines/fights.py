"""Small lines about fights: who begins, who strikes whom, who gets away, how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.equipment import common, item_name
from bot.domain.event import Event
from bot.domain.harms import damage_name
from bot.domain.label import Label
from bot.domain.lines.order import order_lines
from bot.domain.lines.rolls import AGAINST_AC, HIT, MISS, added, advantage, rolled
from bot.domain.lines.words import joined
from bot.domain.plaintext import fold, shown
from bot.domain.skills import check_name
from bot.domain.srd_french import french_name

__all__ = ["LINES", "order_lines"]

_BEGINS = Label("A fight begins", "Un combat commence")
_FEWER = Label("fewer foes, as many as this party can meet", "moins d’ennemis, autant que ce groupe peut en affronter")
_ORDER = Label("initiative:", "initiative :")
_OFF_GUARD = {
    "party": Label("the party is surprised", "le groupe est surpris"),
    "foes": Label("the foes are surprised", "les ennemis sont surpris"),
}
_TURN = Label("{name}’s turn (round {round})", "À {name} de jouer (round {round})")
_AT = Label("{name} attacks {target}", "{name} attaque {target}")
_SAVE = Label("{target} must save, DC {dc}", "{target} doit résister, DD {dc}")
_CRITICAL = Label("**critical hit**", "**coup critique**")
_SNEAK = Label("sneak attack", "attaque sournoise")
_SAVED, _HALF = Label("withstood", "résisté"), Label("half of it", "la moitié")
_FLEES = Label("{name} flees", "{name} s’enfuit")
_CAUGHT = Label("{name} tries to flee and is held back", "{name} tente de fuir, sans y parvenir")
_VERSUS = Label("vs", "contre")
_DODGES = Label("{name} dodges", "{name} esquive")
_SURPRISED = Label("{name} is surprised and does nothing", "{name} ne s’y attend pas et ne fait rien")
_LOST = Label("{name} cannot act", "{name} ne peut pas agir")
_LURKS = Label("{name} holds back", "{name} reste en retrait")
_JOINS = Label("{name} joins the fight", "{name} rejoint le combat")
_ENDS = {
    "victory": Label("The fight is won", "Le combat est gagné"),
    "defeat": Label("The party is defeated", "Le groupe est vaincu"),
    "escape": Label("The party has escaped", "Le groupe s’est échappé"),
    "peace": Label("The fight is over", "Le combat est terminé"),
    "stalemate": Label("The fight ends with no winner", "Le combat s’achève sans vainqueur"),
}


def weapon_name(name: str, language: str) -> str:
    """Name what somebody attacks with in the language of the table where it has a name there."""
    if language != "fr":
        return name
    item = common(name)
    return item_name(item, language) if item else french_name("attack", fold(name).replace(" ", "-")) or name


def _say(label: Label, language: str, **values: object) -> str:
    return label.say(language).format(**values)


def _began(event: Event, language: str) -> str:
    detail = event.detail
    foes = ", ".join(shown(foe["name"]) for foe in detail["foes"])
    # A foe's name ends in a number, so each place's roll stands apart from its names.
    order = " › ".join(f"{shown(', '.join(each['names']), 80)} ({each['total']})" for each in detail["order"])
    cut = _FEWER.say(language) if detail["asked"] != detail["met"] else ""
    surprised = _OFF_GUARD[detail["surprised"]].say(language) if detail["surprised"] in _OFF_GUARD else ""
    return joined(_BEGINS.say(language), foes, cut, surprised, f"{_ORDER.say(language)} {order}")


def _attack(event: Event, language: str) -> str:
    """Write a line such as `Kira attacks Goblin 1 · Dagger · 14 + 5 = **19** vs AC 15 · hit · 1d4 (3) + 3 = 6`."""
    detail = event.detail
    outcome = _CRITICAL if detail["critical"] else HIT if detail["hit"] else MISS
    return joined(
        _say(_AT, language, name=shown(event.actor), target=shown(detail["target_name"])),
        shown(weapon_name(detail["weapon"], language)),
        advantage(detail, language),
        f"{rolled(detail)} {AGAINST_AC.say(language)} {detail['armour_class']}",
        outcome.say(language),
        _harm(detail, language),
    )


def _forced(event: Event, language: str) -> str:
    detail = event.detail
    return joined(
        _say(_AT, language, name=shown(event.actor), target=shown(detail["target_name"])),
        shown(weapon_name(detail["weapon"], language)),
        _say(_SAVE, language, target=shown(detail["target_name"]), dc=detail["dc"]),
        _SAVED.say(language) if detail["saved"] else "",
        _harm(detail, language),
        _HALF.say(language) if detail["halved"] else "",
    )


def _flee(event: Event, language: str) -> str:
    detail = event.detail
    own, rival = detail["own"], detail["rival"]
    label = _FLEES if detail["away"] else _CAUGHT
    contest = f"{check_name(own['check'], language)} {rolled(own)}"
    if rival:
        contest += f" {_VERSUS.say(language)} {shown(rival['name'])} {rolled(rival)}"
    return joined(_say(label, language, name=shown(event.actor)), contest)


def _joined_fight(event: Event, language: str) -> str:
    order = event.detail["order"]
    return joined(*(f"{_say(_JOINS, language, name=shown(each['names'][0]))} ({each['total']})" for each in order))


def _ended(event: Event, language: str) -> str:
    return _ENDS[event.detail["outcome"]].say(language) if event.detail["outcome"] in _ENDS else ""


def _simply(label: Label) -> Callable[[Event, str], str]:
    return lambda event, language: _say(label, language, name=shown(event.actor), round=event.detail.get("round", ""))


def _harm(detail: Mapping[str, Any], language: str) -> str:
    parts = [_part(part, language) for part in detail["damage"]]
    if parts and detail.get("sneak"):
        parts[-1] += f" ({_SNEAK.say(language)})"
    return " + ".join(parts)


def _part(part: Mapping[str, Any], language: str) -> str:
    faces = ", ".join(str(face) for _, face in part["drawn"])
    bonus = f" {added(part['bonus'])}" if part["bonus"] and faces else ""
    thrown = f"({faces}){bonus} = " if faces else ""
    return f"{thrown}{part['total']} {damage_name(part['type'], language)}"


LINES: Mapping[str, Callable[[Event, str], str]] = {
    "combat_started": _began,
    "turn": _simply(_TURN),
    "attack": _attack,
    "save_attack": _forced,
    "flee": _flee,
    "dodge": _simply(_DODGES),
    "surprised": _simply(_SURPRISED),
    "turn_lost": _simply(_LOST),
    "lurks": _simply(_LURKS),
    "fight_joined": _joined_fight,
    "combat_ended": _ended,
}
