"""The tools for spells, and for looking things up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.conversation import Tool
from bot.domain.event import Event
from bot.domain.plaintext import fold, shorten
from bot.domain.rules.casting import cast
from bot.domain.rules.creatures import NoSuchCreature, creature, find
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.spell import Entry, Spell
from bot.domain.state import GameState
from bot.domain.tools.rule import BadCall, Moment, Need, Rule, Ruling, always, character_named
from bot.domain.tools.schema import choice, taking

TEXT_LENGTH = 1500
_MOST_TARGETS = 20
_SPLIT = re.compile(r"\s*[,;]\s*|\s+(?:and|et)\s+")
_SELF = frozenset({"self", "himself", "herself", "themselves", "themself", "caster", "soi", "lui meme", "elle meme"})
_SUBJECTS = ("rule", "spell", "monster", "item")


def _cast(given: Mapping[str, Any], moment: Moment) -> Ruling:
    caster = character_named(given["caster"], moment.state)
    spell = moment.found.get(_spell_need(given))
    if not isinstance(spell, Spell):
        known = ", ".join(sorted(caster.spells)) or "none"
        raise BadCall(f"There is no such spell in the rules. The spells of this character: {known}.")
    targets = _targets(given.get("targets", ""), caster.key, moment.state)
    state, events = cast(moment.state, caster.key, spell, targets, given.get("level", 0), moment.dice)
    content = {"caster": caster.name, "spell": spell.name, **_told(events, state, targets)}
    return Ruling(state, events, content)


def _look_up(given: Mapping[str, Any], moment: Moment) -> Ruling:
    entry = moment.found.get(_entry_need(given))
    if not isinstance(entry, Entry):
        raise BadCall("The rule book has nothing by that name. Use its English name, such as Grappling or Fireball.")
    content = {"name": entry.name, "kind": entry.kind, "text": shorten(entry.text, TEXT_LENGTH)}
    return Ruling(moment.state, (), content)


def _targets(written: str, caster_key: str, state: GameState) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_keys(written, caster_key, state)))


def _keys(written: str, caster_key: str, state: GameState) -> Iterator[str]:
    if not written:
        return
    try:
        yield _key(written, caster_key, state)
        return
    except AgainstTheRules:
        pieces = [piece for piece in _SPLIT.split(written) if piece]
        if len(pieces) < 2:
            raise
    if len(pieces) > _MOST_TARGETS:
        raise BadCall(f"`targets` must name at most {_MOST_TARGETS} creatures.")
    for piece in pieces:
        yield _key(piece, caster_key, state)


def _key(name: str, caster_key: str, state: GameState) -> str:
    return caster_key if fold(name) in _SELF else find(state, name).key


def _told(events: tuple[Event, ...], state: GameState, targets: tuple[str, ...]) -> Mapping[str, Any]:
    """Say to the model what the rules decided, and how everyone is now."""
    results = [said for event in events if (said := _result(event))]
    after = [_condition_of(state, key) for key in targets]
    if not results:
        return {"effect": "No number changes. Narrate what the spell does; look_up has its text."}
    return {"results": results, "now": [each for each in after if each]}


def _result(event: Event) -> Mapping[str, Any] | None:
    detail = event.detail
    match event.kind:
        case "spell_attack":
            hit = "critical hit" if detail["critical"] else "hit" if detail["hit"] else "miss"
            return {"attack_on": detail["target_name"], "total": detail["total"], "result": hit}
        case "save":
            return {"save_of": event.actor, "total": detail["total"], "dc": detail["dc"], "success": detail["success"]}
        case "damage":
            return {"damage_to": event.actor, "taken": detail["total"]}
        case "heal":
            return {"healed": event.actor, "regained": detail["healed"]}
        case "temporary":
            return {"protected": event.actor, "temporary_hit_points": detail["after"]}
        case "condition":
            return {"creature": event.actor, detail["change"]: detail["condition"]}
        case "concentration":
            return {"concentration_ends": detail["spell"], "of": event.actor}
        case "stable":
            return {"stable": event.actor}
        case _:
            return None


def _condition_of(state: GameState, key: str) -> Mapping[str, Any] | None:
    try:
        who = creature(state, key)
    except NoSuchCreature:
        return None  # the fight it was in is over
    conditions = [affliction.condition for affliction in who.conditions]
    return {"name": who.name, "hit_points": who.hit_points, "dead": who.dead, "conditions": conditions}


def _spell_need(given: Mapping[str, Any]) -> Need:
    return Need("spell", given["spell"])


def _entry_need(given: Mapping[str, Any]) -> Need:
    kind = given.get("kind")
    return Need("entry", f"{kind}:{given['name']}" if kind else given["name"])


def _somebody_casts(state: GameState) -> bool:
    return any(character.spells for character in state.party)


CAST_SPELL = Rule(
    Tool(
        "cast_spell",
        "A character of the party casts a spell it knows. The rules spend the slot and decide attacks, saves, damage, "
        "healing and conditions; never use another tool for the same effect.",
        taking(
            {
                "caster": {"type": "string", "maxLength": 80, "description": "Who casts: a character of the party."},
                "spell": {"type": "string", "maxLength": 80, "description": "The spell, such as Fireball."},
            },
            targets={
                "type": "string",
                "maxLength": 400,
                "description": "Names of all it is cast on or who are in its area, with commas between them.",
            },
            level={
                "type": "integer",
                "minimum": 0,
                "maximum": 9,
                "description": "The slot's level when the player asks for one; 0 takes the lowest.",
            },
        ),
        example={"caster": "Kira", "spell": "Magic Missile", "targets": "Goblin 1, Goblin 2"},
    ),
    _cast,
    other_names={
        "character": "caster",
        "personnage": "caster",
        "lanceur": "caster",
        "sort": "spell",
        "spell name": "spell",
        "target": "targets",
        "cible": "targets",
        "cibles": "targets",
        "slot": "level",
        "slot level": "level",
        "niveau": "level",
    },
    when=_somebody_casts,
    needs=lambda given, _: (_spell_need(given),),
    thrower="caster",
)

LOOK_UP = Rule(
    Tool(
        "look_up",
        "Read what the rule book says about a rule, a condition, a spell, a monster or an item before relying on it.",
        taking(
            {"name": {"type": "string", "maxLength": 100, "description": "Its English name, such as Cover."}},
            kind=choice(_SUBJECTS),
        ),
        example={"name": "Cover", "kind": "rule"},
    ),
    _look_up,
    other_names={"query": "name", "topic": "name", "entry": "name", "nom": "name", "type": "kind", "subject": "kind"},
    other_values={
        "kind": {
            "rules": "rule",
            "règle": "rule",
            "condition": "rule",
            "sort": "spell",
            "monstre": "monster",
            "creature": "monster",
            "objet": "item",
            "equipment": "item",
            "magic item": "item",
        }
    },
    when=always,
    needs=lambda given, _: (_entry_need(given),),
)

RULES: tuple[Rule, ...] = (CAST_SPELL, LOOK_UP)
