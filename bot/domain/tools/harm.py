"""The tools that hurt, heal and afflict, and saving throws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.character import ABILITIES
from bot.domain.checks import EASIEST_DC, HARDEST_DC, ability_check, check_edges
from bot.domain.conversation import Tool
from bot.domain.dice import Roll
from bot.domain.event import Event
from bot.domain.harms import CONDITION_NAMES, CONDITIONS_MEANT, DAMAGE_MEANT, DAMAGE_NAMES
from bot.domain.plaintext import clean, shorten
from bot.domain.rules.actions import use_action
from bot.domain.rules.conditions import MOST_ROUNDS, afflict, relieve
from bot.domain.rules.creatures import Creature, creature, find
from bot.domain.rules.damage import heal, hurt
from bot.domain.rules.dying import STABILISE_DC, death_save, stabilise
from bot.domain.rules.mortality import living
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.rules.saves import saving_throw
from bot.domain.skills import ABILITY_NAMES, ABILITY_SHORT
from bot.domain.state import GameState
from bot.domain.tools.amounts import DICE_LENGTH, MOST_HEALED, roll_amount, worst_damage
from bot.domain.tools.dice_and_checks import ADVANTAGES_MEANT, REASON_LENGTH, check_detail
from bot.domain.tools.rule import BadCall, Moment, Rule, Ruling, character_named
from bot.domain.tools.schema import choice, taking
from bot.domain.turn import LedgerEntry

_TARGET = {"type": "string", "maxLength": 80, "description": "Name of a character or foe who is here."}
_DICE = {"type": "string", "maxLength": DICE_LENGTH, "description": "Dice such as 2d6+3."}
_SOURCE = {"type": "string", "maxLength": REASON_LENGTH, "description": "What does it, in a few words or a name."}
_TARGETS_MEANT = {
    "character": "target",
    "creature": "target",
    "name": "target",
    "nom": "target",
    "cible": "target",
    "personnage": "target",
    "raison": "reason",
}
_SOURCES_MEANT = {"reason": "source", "cause": "source", "raison": "source"}
_DICE_MEANT = {"dés": "dice", "amount": "dice", "expression": "dice", "notation": "dice", "damage": "dice"}
_ABILITIES_MEANT = {
    label.say(language): ability
    for labels in (ABILITY_SHORT, ABILITY_NAMES)
    for ability, label in labels.items()
    for language in ("en", "fr")
}
_YES = {"true": "yes", "oui": "yes", "1": "yes", "false": "no", "non": "no", "0": "no", "full": "no"}


def _saving_throw(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who = find(moment.state, given["target"])
    advantage, reason = given.get("advantage", "none"), _text(given.get("reason", ""))
    state, events = saving_throw(moment.state, who.key, given["ability"], given["dc"], advantage, moment.dice, reason)
    detail = events[-1].detail
    content = {name: detail[name] for name in ("ability", "rolls", "modifier", "total", "dc", "success")}
    because = [*detail["advantages"], *detail["disadvantages"], *filter(None, [detail["automatic"]])]
    return Ruling(state, events, {"target": who.name, **content} | ({"because": because} if because else {}))


def _damage(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who = find(moment.state, given["target"])
    living(moment.state, who.key)
    rolled = roll_amount(given["dice"], worst_damage(moment.state, given["type"]), moment.dice)
    halved = given.get("half", "no") == "yes"
    dealt = max(0, rolled.total) // (2 if halved else 1)
    source = _text(given["source"])
    state, events = hurt(moment.state, who.key, ((dealt, given["type"]),), source, moment.dice)
    first, detail = events[0], events[0].detail
    events = (_with_dice(first, rolled, halved=halved), *events[1:])
    content = {"target": who.name, "rolled": _plain(rolled), "damage": detail["total"], "type": given["type"]}
    return Ruling(state, events, content | _standing(creature(state, who.key)))


def _heal(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who = find(moment.state, given["target"])
    living(moment.state, who.key)
    rolled = roll_amount(given["dice"], MOST_HEALED, moment.dice)
    state, events = heal(moment.state, who.key, rolled.total, _text(given["source"]))
    content = {"target": who.name, "rolled": _plain(rolled), "healed": events[0].detail["healed"]}
    events = (_with_dice(events[0], rolled), *events[1:])
    return Ruling(state, events, content | _standing(creature(state, who.key)))


def _condition(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who = find(moment.state, given["target"])
    condition = given["condition"]
    if given["change"] == "remove":
        state, events = relieve(moment.state, who.key, condition)
    else:
        source = _source(given.get("source", ""), moment.state)
        if condition == "exhaustion" and any(_tired(each, who.key) for each in moment.earlier):
            raise BadCall("Nobody gains more than one level of exhaustion in one turn.")
        state, events = afflict(moment.state, who.key, condition, source, given.get("rounds", 0))
    content = {"target": who.name, "condition": condition, "change": events[0].detail["change"]}
    return Ruling(state, events, content | _standing(creature(state, who.key)))


def _tired(entry: LedgerEntry, key: str) -> bool:
    """Tell whether an entry says that a creature gained a level of exhaustion."""
    detail = entry.detail
    return entry.kind == "condition" and (detail["creature"], detail["condition"], detail["change"]) == (
        key,
        "exhaustion",
        "begins",
    )


def _stabilise(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who, helper = find(moment.state, given["target"]), character_named(given["character"], moment.state)
    # Who is not dying is refused before anybody tries.
    stabilise(moment.state, who.key)
    state, edges = use_action(moment.state, helper.key), check_edges(moment.state, helper, "medicine")
    check = ability_check(helper, "medicine", STABILISE_DC, "none", moment.dice, edges)
    events = (Event("check", helper.name, check_detail(check, helper, "medicine", "")),)
    if check.success:
        state, more = stabilise(state, who.key, helper.key)
        events += more
    content = {"target": who.name, "total": check.total, "dc": check.dc, "success": check.success}
    return Ruling(state, events, content | _standing(creature(state, who.key)))


def _death_save(given: Mapping[str, Any], moment: Moment) -> Ruling:
    who = character_named(given["character"], moment.state)
    state, events = death_save(moment.state, who.key, moment.dice)
    detail = events[0].detail
    content = {name: detail[name] for name in ("kept", "successes", "failures", "outcome")}
    return Ruling(state, events, {"character": who.name, **content})


def _someone_is_dying(state: GameState) -> bool:
    return any(each.hit_points == 0 and not each.dead and not each.stable for each in state.present)


def _dying_in_peace(state: GameState) -> bool:
    return state.combat is None and _someone_is_dying(state)


def _source(written: str, state: GameState) -> str:
    """Return the key of whoever is meant, so that the rules know whose doing it is, else the words."""
    try:
        return find(state, written).key
    except AgainstTheRules:
        return _text(written).replace("/", " ")


def _standing(who: Creature) -> dict[str, Any]:
    """Tell the model how a creature is now."""
    now = "dead" if who.dead else "dying" if who.dying else "unconscious" if not who.conscious else ""
    told: dict[str, Any] = {"hit_points": f"{who.hit_points}/{who.max_hit_points}"}
    if conditions := sorted({each.condition for each in who.conditions}):
        told["conditions"] = conditions
    if who.exhaustion:
        told["exhaustion"] = who.exhaustion
    return told | ({"now": now} if now else {})


def _with_dice(event: Event, rolled: Roll, halved: bool = False) -> Event:
    drawn = [list(die) for die in rolled.drawn]
    thrown = {"dice": rolled.expression, "drawn": drawn, "rolled": rolled.total, "halved": halved}
    return replace(event, detail={**event.detail, **thrown})


def _plain(rolled: Roll) -> str:
    return rolled.text.replace("**", "")


def _text(written: str) -> str:
    return shorten(clean(written), REASON_LENGTH)


SAVING_THROW = Rule(
    Tool(
        "saving_throw",
        "Let the rules decide whether somebody withstands a trap, a poison, a fear or another danger.",
        taking(
            {
                "target": _TARGET,
                "ability": choice(ABILITIES),
                "dc": {"type": "integer", "minimum": EASIEST_DC, "maximum": HARDEST_DC},
            },
            advantage=choice(("none", "advantage", "disadvantage")),
            reason={"type": "string", "maxLength": REASON_LENGTH},
        ),
        example={"target": "Kira", "ability": "dex", "dc": 13, "reason": "the floor gives way"},
    ),
    _saving_throw,
    thrower="target",
    other_names=_TARGETS_MEANT
    | {"save": "ability", "caractéristique": "ability", "difficulté": "dc", "dd": "dc", "avantage": "advantage"},
    other_values={"ability": _ABILITIES_MEANT, "advantage": ADVANTAGES_MEANT},
)

DAMAGE = Rule(
    Tool(
        "damage",
        "Hurt somebody by a fall, a trap, fire and such. The rules roll, count it, and say who falls.",
        taking(
            {"target": _TARGET, "dice": _DICE, "type": choice(DAMAGE_NAMES), "source": _SOURCE},
            half={**choice(("no", "yes")), "description": "yes when a save halved it."},
        ),
        example={"target": "Kira", "dice": "2d6", "type": "bludgeoning", "source": "the fall"},
    ),
    _damage,
    other_names=_TARGETS_MEANT | _SOURCES_MEANT | _DICE_MEANT | {"damage type": "type", "halved": "half"},
    other_values={"type": DAMAGE_MEANT, "half": _YES},
)

HEAL = Rule(
    Tool(
        "heal",
        "Restore hit points by a remedy. The rules roll; nobody gets more than their maximum, and the dead get none.",
        taking({"target": _TARGET, "dice": _DICE, "source": _SOURCE}),
        example={"target": "Kira", "dice": "2d4+2", "source": "a healing draught"},
    ),
    _heal,
    other_names=_TARGETS_MEANT | _SOURCES_MEANT | _DICE_MEANT | {"healing": "dice", "soins": "dice"},
)

CONDITION = Rule(
    Tool(
        "condition",
        "Put somebody under a condition of the rules, or take it away. Rolls take it into account by themselves.",
        taking(
            {"target": _TARGET, "condition": choice(CONDITION_NAMES), "change": choice(("add", "remove"))},
            source=_SOURCE,
            rounds={
                "type": "integer",
                "minimum": 0,
                "maximum": MOST_ROUNDS,
                "description": "How many rounds it lasts; 0 until it is removed.",
            },
        ),
        example={"target": "Kira", "condition": "prone", "change": "add", "source": "the ice"},
    ),
    _condition,
    other_names=_TARGETS_MEANT | _SOURCES_MEANT | {"état": "condition", "action": "change", "duration": "rounds"},
    other_values={
        "condition": CONDITIONS_MEANT,
        "change": {"ajouter": "add", "apply": "add", "retirer": "remove", "end": "remove", "enlever": "remove"},
    },
)

STABILISE = Rule(
    Tool(
        "stabilise",
        "Let a character try to keep a dying one from death, by a Wisdom (Medicine) check of DC 10.",
        taking(
            {
                "character": {"type": "string", "maxLength": 80, "description": "Who helps."},
                "target": {"type": "string", "maxLength": 80, "description": "Who is dying."},
            }
        ),
        example={"character": "Kira", "target": "Bram"},
    ),
    _stabilise,
    when=_someone_is_dying,
    thrower="character",
    other_names={"helper": "character", "personnage": "character", "cible": "target", "creature": "target"},
)

DEATH_SAVE = Rule(
    Tool(
        "death_save",
        "Roll the death saving throw of a dying character. Once for each of its turns; in a fight the rules do it.",
        taking({"character": {"type": "string", "maxLength": 80, "description": "Who is dying."}}),
        example={"character": "Bram"},
    ),
    _death_save,
    when=_dying_in_peace,
    thrower="character",
    other_names={"target": "character", "personnage": "character", "name": "character", "nom": "character"},
)

RULES: tuple[Rule, ...] = (SAVING_THROW, DAMAGE, HEAL, CONDITION, STABILISE, DEATH_SAVE)
