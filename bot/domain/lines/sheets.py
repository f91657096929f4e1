"""Small lines about belongings, rests and experience."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.character import ABILITIES
from bot.domain.equipment import item_name
from bot.domain.event import Event
from bot.domain.gear import COIN_NAMES, Item
from bot.domain.label import Label
from bot.domain.lines.rolls import added
from bot.domain.lines.words import joined
from bot.domain.plaintext import shown
from bot.domain.skills import ABILITY_SHORT

_REASON_SHOWN = 60

_USES = Label("uses {thing}", "utilise {thing}")
_EQUIPS = Label("equips {thing}", "s’équipe : {thing}")
_PUTS_AWAY = Label("puts away {thing}", "range : {thing}")
_AWAY = Label("instead of {things}", "à la place de : {things}")
_ARMOUR_CLASS = Label("AC {value}", "CA {value}")
_EXPERIENCE = Label("{share} XP each", "{share} PX chacun")
_ALONE = Label("{share} XP", "{share} PX")
_LEVEL = Label("level {level}", "niveau {level}")
_HIT_POINTS = Label("hit points {before} → {after}", "points de vie {before} → {after}")
_SPELLS = Label("{count} new spells", "{count} nouveaux sorts")
_SPELL = Label("1 new spell", "1 nouveau sort")
_ARRIVES = Label("joins the party", "rejoint le groupe")
_DEPARTS = Label("leaves the party", "quitte le groupe")
_RESTS = {"short": Label("Short rest", "Court repos"), "long": Label("Long rest", "Long repos")}
_RENAMED = Label("is now called {name}", "s’appelle désormais {name}")
_READY = Label("can reach level {level} (/character levelup)", "peut atteindre le niveau {level} (/personnage niveau)")
_EXHAUSTION = Label("exhaustion {level}", "épuisement {level}")
_SLOTS = Label("spell slots back", "emplacements de sorts récupérés")


def _item(event: Event, language: str) -> str:
    detail = event.detail
    thing = _thing(detail["item"], detail["index"], language)
    counted = f"{thing} ×{detail['quantity']}" if detail["quantity"] > 1 else thing
    told = {
        "give": f"+ {counted}",
        "take": f"− {counted}",
        "pass": f"{counted} → {shown(detail.get('to_name', ''))}",
        "use": _USES.say(language).format(thing=counted),
    }[detail["how"]]
    return joined(shown(event.actor), told, shown(detail["reason"], _REASON_SHOWN))


def _equip(event: Event, language: str) -> str:
    detail = event.detail
    how = _EQUIPS if detail["equipped"] else _PUTS_AWAY
    away = ", ".join(_thing(name, index, language) for name, index in detail["put_away"])
    before, after = detail["armour_class_before"], detail["armour_class"]
    return joined(
        shown(event.actor),
        how.say(language).format(thing=_thing(detail["item"], detail["index"], language)),
        _AWAY.say(language).format(things=away) if away else "",
        _ARMOUR_CLASS.say(language).format(value=f"{before} → {after}") if before != after else "",
    )


def _coins(event: Event, language: str) -> str:
    detail = event.detail
    amount = f"{detail['amount']} {COIN_NAMES[detail['coin']].say(language)}"
    told = {"give": f"+ {amount}", "take": f"− {amount}", "pass": f"{amount} → {shown(detail.get('to_name', ''))}"}
    if detail["how"] == "exchange":
        told["exchange"] = f"{amount} → {detail['made']} {COIN_NAMES[detail['into']].say(language)}"
    return joined(shown(event.actor), told[detail["how"]], shown(detail["reason"], _REASON_SHOWN))


def _experience(event: Event, language: str) -> str:
    detail = event.detail
    sharing = [each["name"] for each in detail["shares"]]
    share = (_EXPERIENCE if len(sharing) > 1 else _ALONE).say(language).format(share=detail["share"])
    return joined(shown(", ".join(sharing)), share, shown(detail["reason"], _REASON_SHOWN))


def _level(event: Event, language: str) -> str:
    detail = event.detail
    raised = [
        f"{ABILITY_SHORT[ability].say(language)} {before} → {after}"
        for ability, before, after in zip(ABILITIES, detail["scores_before"], detail["scores"], strict=True)
        if before != after
    ]
    learned = len(detail["spells"])
    return joined(
        shown(event.actor),
        f"**{_LEVEL.say(language).format(level=detail['level'])}**",
        _change(_HIT_POINTS, detail["max_hit_points_before"], detail["max_hit_points"], language),
        ", ".join(raised),
        (_SPELL if learned == 1 else _SPELLS).say(language).format(count=learned) if learned else "",
    )


def _arrival(event: Event, language: str) -> str:
    return joined(shown(event.actor), _ARRIVES.say(language))


def _ready(event: Event, language: str) -> str:
    return joined(shown(event.actor), _READY.say(language).format(level=event.detail["level"]))


def _described(event: Event, language: str) -> str:
    name = shown(event.detail["name"])
    renamed = event.detail["name"] != event.detail["before"]
    return joined(shown(event.actor), _RENAMED.say(language).format(name=name)) if renamed else ""


def _departure(event: Event, language: str) -> str:
    return joined(shown(event.actor), _DEPARTS.say(language), shown(event.detail["reason"], _REASON_SHOWN))


def _rest(event: Event, language: str) -> str:
    return _RESTS[event.detail["rest"]].say(language)


def _rested(event: Event, language: str) -> str:
    detail = event.detail
    return joined(
        shown(event.actor),
        _thrown(detail),
        _change(_HIT_POINTS, detail["hit_points_before"], detail["hit_points"], language),
        _EXHAUSTION.say(language).format(level=f"{detail['exhaustion_before']} → {detail['exhaustion']}")
        if detail["exhaustion_before"] != detail["exhaustion"]
        else "",
        _SLOTS.say(language) if detail["slots_before"] != detail["slots"] else "",
    )


def _thrown(detail: Mapping[str, Any]) -> str:
    """Write the hit dice that were spent: `2d8 (3, 7) + 4`."""
    drawn = detail["drawn"]
    if not drawn:
        return ""
    faces = ", ".join(str(face) for _, face in drawn)
    modifier = detail["modifier"] * len(drawn)
    return f"{len(drawn)}d{drawn[0][0]} ({faces})" + (f" {added(modifier)}" if modifier else "")


def _change(label: Label, before: int, after: int, language: str) -> str:
    return "" if before == after else label.say(language).format(before=before, after=after)


def _thing(name: str, index: str, language: str) -> str:
    return shown(item_name(Item(name, index=index), language))


LINES: Mapping[str, Callable[[Event, str], str]] = {
    "item": _item,
    "equip": _equip,
    "coins": _coins,
    "experience": _experience,
    "level": _level,
    "level_ready": _ready,
    "arrival": _arrival,
    "departure": _departure,
    "described": _described,
    "rest": _rest,
    "rested": _rested,
}
