"""The tools of a fight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from bot.domain.combat import StatBlock
from bot.domain.conversation import Tool
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.lines.order import looks
from bot.domain.plaintext import fold, shorten
from bot.domain.rules.attacks import attack
from bot.domain.rules.creatures import Creature, creatures, find
from bot.domain.rules.encounters import read_foes
from bot.domain.rules.ending import Outcome, end, over
from bot.domain.rules.fights import begin
from bot.domain.rules.fleeing import dodge, flee
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.turns import fresh as begun
from bot.domain.rules.turns import pass_turn, turn_of
from bot.domain.state import GameState
from bot.domain.tools.dice_and_checks import ADVANTAGES_MEANT
from bot.domain.tools.rule import BadCall, Moment, Need, Rule, Ruling, character_named, in_fight, in_peace
from bot.domain.tools.schema import CHARACTER, choice, taking

FOES_LENGTH = 200
_ESCAPED = re.compile(r"\\(.)")
_MANY = re.compile(r"[,;&\n]|\band\b|\bet\b", re.IGNORECASE)
_SHOWN = 600
_CHARACTERS_MEANT = {"personnage": "character", "name": "character", "nom": "character", "creature": "character"}


def _start_combat(given: Mapping[str, Any], moment: Moment) -> Ruling:
    asked = read_foes(given["foes"])
    blocks: list[tuple[StatBlock, int]] = []
    for name, count in asked:
        block = moment.found.get(Need("monster", name))
        if not isinstance(block, StatBlock):
            raise BadCall(
                "One of the foes is no monster of SRD 5.1. Take monsters of its list by their English names, such as"
                " goblin, wolf, bandit, skeleton or giant spider."
            )
        blocks.append((block, count))
    return _told(moment.state, begin(moment.state, blocks, given.get("surprised", "none"), moment.dice))


def _attack(given: Mapping[str, Any], moment: Moment) -> Ruling:
    attacker = find(moment.state, given["attacker"])
    keys = [one.key for one in _targets(given["target"], moment.state)]
    weapon, advantage = given.get("weapon", ""), given.get("advantage", "none")
    ruled = attack(moment.state, attacker.key, keys[0], weapon, advantage, moment.dice, keys[1:])
    return _told(moment.state, _closed(ruled))


def _next_combatant(_given: Mapping[str, Any], moment: Moment) -> Ruling:
    state, events = pass_turn(moment.state, moment.dice)
    return _told(moment.state, (begun(state), events))


def _dodge(given: Mapping[str, Any], moment: Moment) -> Ruling:
    return _told(moment.state, dodge(moment.state, character_named(given["character"], moment.state).key))


def _flee(given: Mapping[str, Any], moment: Moment) -> Ruling:
    key = character_named(given["character"], moment.state).key
    return _told(moment.state, _closed(flee(moment.state, key, moment.dice)))


def _end_combat(given: Mapping[str, Any], moment: Moment) -> Ruling:
    # Who won is a matter of the rules: a fight that goes on can only be given up.
    outcome = over(moment.state) or cast("Outcome", given["outcome"])
    return _told(moment.state, end(moment.state, outcome))


def _closed(ruled: Ruled) -> Ruled:
    """End the fight at once when nobody is left to fight, so that it is told as won."""
    state, events = ruled
    if state.combat is not None and (outcome := over(state)):
        state, more = end(state, outcome)
        return state, (*events, *more)
    return state, events


def _told(before: GameState, ruled: Ruled) -> Ruling:
    state, events = ruled
    content: dict[str, Any] = {"happened": [said for event in events if (said := plain(event))]}
    if state.combat is None:
        content["fight"] = "over"
        return Ruling(state, events, content)
    whose = turn_of(state)
    content["round"] = state.combat.round
    content["turn"] = whose.name if whose else ""
    content["foes"] = {each.name: looks(each).en for each in creatures(state) if each.is_foe}
    if whose is not None and (before.combat is None or before.combat.now.key != state.combat.now.key):
        content["note"] = "Tell what happened, then stop: the player of that character decides what it does."
    return Ruling(state, events, content)


def plain(event: Event) -> str:
    """Write an event in short English for a model, without any markdown."""
    return shorten(_ESCAPED.sub(r"\1", line(event, "en").replace("**", "").replace("~~", "")), _SHOWN)


def _targets(written: str, state: GameState) -> list[Creature]:
    try:
        return [find(state, written)]
    except AgainstTheRules:
        parts = [part for part in _MANY.split(written) if fold(part)]
        if len(parts) < 2:
            raise
        return [find(state, part.strip()) for part in parts[:8]]


def _foes_needed(given: Mapping[str, Any], _state: GameState) -> tuple[Need, ...]:
    return tuple(Need("monster", name) for name, _ in read_foes(given["foes"]))


START_COMBAT = Rule(
    Tool(
        "start_combat",
        "Begin a fight with monsters of SRD 5.1: the rules roll initiative, make it fair and let foes act.",
        taking(
            {"foes": {"type": "string", "maxLength": FOES_LENGTH, "description": "Such as: goblin x3, wolf"}},
            surprised=choice(("none", "party", "foes")),
        ),
        example={"foes": "goblin x2, wolf"},
    ),
    _start_combat,
    other_names={"monsters": "foes", "enemies": "foes", "ennemis": "foes", "monstres": "foes", "surprise": "surprised"},
    other_values={"surprised": {"no": "none", "players": "party", "groupe": "party", "enemies": "foes"}},
    when=in_peace,
    needs=_foes_needed,
)

ATTACK = Rule(
    Tool(
        "attack",
        "Let a character use its action to attack: the rules roll all its attacks and the damage. Foes attack by"
        " themselves.",
        taking(
            {
                "attacker": {"type": "string", "maxLength": 80, "description": "The character who attacks."},
                "target": {"type": "string", "maxLength": 120, "description": "A foe; more than one after a comma."},
            },
            weapon={"type": "string", "maxLength": 80, "description": "A weapon at hand; the best one without."},
            advantage=choice(("none", "advantage", "disadvantage")),
        ),
        example={"attacker": "Kira", "target": "Goblin 1", "weapon": "dagger"},
    ),
    _attack,
    other_names={
        "character": "attacker",
        "attaquant": "attacker",
        "personnage": "attacker",
        "cible": "target",
        "foe": "target",
        "arme": "weapon",
        "avantage": "advantage",
    },
    other_values={"advantage": ADVANTAGES_MEANT},
    when=in_fight,
    thrower="attacker",
)

NEXT_COMBATANT = Rule(
    Tool(
        "next_combatant",
        "End the turn of whoever's it is and let foes act until a character can. It also happens by itself after your"
        " reply, so only call it when several characters act in one reply.",
        taking({}),
        example={},
    ),
    _next_combatant,
    when=in_fight,
)

DODGE = Rule(
    Tool(
        "dodge",
        "Let a character use its action to dodge: attacks against it have disadvantage.",
        taking({"character": CHARACTER}),
        example={"character": "Kira"},
    ),
    _dodge,
    other_names=_CHARACTERS_MEANT,
    when=in_fight,
)

FLEE = Rule(
    Tool(
        "flee",
        "Let a character use its action to get away from the fight: a contest with the fastest foe decides.",
        taking({"character": CHARACTER}),
        example={"character": "Kira"},
    ),
    _flee,
    other_names=_CHARACTERS_MEANT,
    when=in_fight,
    thrower="character",
)

END_COMBAT = Rule(
    Tool(
        "end_combat",
        "End a fight that is given up: by a truce, a surrender or a retreat. Won and lost fights end by themselves.",
        taking({"outcome": choice(("peace", "escape"))}),
        example={"outcome": "peace"},
    ),
    _end_combat,
    other_names={"reason": "outcome", "result": "outcome", "issue": "outcome"},
    other_values={"outcome": {"truce": "peace", "surrender": "peace", "paix": "peace", "retreat": "escape"}},
    when=in_fight,
)

RULES: tuple[Rule, ...] = (START_COMBAT, ATTACK, NEXT_COMBATANT, DODGE, FLEE, END_COMBAT)
