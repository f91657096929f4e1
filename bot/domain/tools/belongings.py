"""The tools for belongings, coins, rests and experience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.conversation import Tool
from bot.domain.dice import parse, roll
from bot.domain.equipment import common
from bot.domain.event import Event
from bot.domain.gear import COIN_VALUES, Item
from bot.domain.plaintext import clean, shorten
from bot.domain.rules.actions import use_action
from bot.domain.rules.coins import MOST_COINS, give_coins, pass_coins, take_coins, written
from bot.domain.rules.damage import heal
from bot.domain.rules.experience import MOST_AWARDED, award, most_for_a_deed
from bot.domain.rules.inventory import (
    ITEM_NAME_LENGTH,
    MOST_OF_ONE,
    give_item,
    pass_item,
    take_item,
    use_item,
)
from bot.domain.rules.rests import rest
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.sheets import sheet_of
from bot.domain.rules.wielding import equip, unequip
from bot.domain.state import GameState
from bot.domain.tools.rule import BadCall, Moment, Need, Rule, Ruling, character_named, in_peace
from bot.domain.tools.schema import CHARACTER, choice, taking

REASON_LENGTH = 200
_GOLD_A_LEVEL = 1000
_HEALING_POTION, _HEALING = "potion-of-healing", "2d4+2"

_TO = {"type": "string", "maxLength": 80, "description": "Who gets it, for `pass` and `use`."}
_REASON = {"type": "string", "maxLength": REASON_LENGTH, "description": "Why, in a few words."}
_OTHER_NAMES = {
    "personnage": "character",
    "name": "character",
    "nom": "character",
    "raison": "reason",
    "à": "to",
    "target": "to",
    "cible": "to",
    "recipient": "to",
}
_HANDS_MEANT: dict[str, str] = {
    "add": "give",
    "gain": "give",
    "loot": "give",
    "donner": "give",
    "ajouter": "give",
    "remove": "take",
    "lose": "take",
    "spend": "take",
    "pay": "take",
    "prendre": "take",
    "retirer": "take",
    "payer": "take",
    "hand": "pass",
    "transfer": "pass",
    "passer": "pass",
}
_WAYS_MEANT: dict[str, str] = _HANDS_MEANT | {
    "wear": "equip",
    "wield": "equip",
    "équiper": "equip",
    "remove armor": "unequip",
    "put away": "unequip",
    "ranger": "unequip",
    "drink": "use",
    "consume": "use",
    "utiliser": "use",
}


def _item_needs(given: Mapping[str, Any], _: GameState) -> tuple[Need, ...]:
    if given["action"] != "give" or common(given["item"]) is not None:
        return ()
    return (Need("item", given["item"]),)


def _item(given: Mapping[str, Any], moment: Moment) -> Ruling:
    state, action, name = moment.state, given["action"], given["item"]
    character = character_named(given["character"], state)
    count, reason = given.get("quantity", 1), _reason(given)
    if action == "give":
        after, events = give_item(state, character.key, _known(name, moment), count, reason)
    elif action == "take":
        after, events = take_item(state, character.key, name, count, reason)
    elif action == "pass":
        after, events = pass_item(state, character.key, _receiver(given, state), name, count, reason)
    elif action == "use":
        after, events = _use(given, moment, character.key, reason)
    else:
        after, events = (equip if action == "equip" else unequip)(state, character.key, name)
        if not events:
            raise BadCall(f"It is {'equipped' if action == 'equip' else 'put away'} already.")
    return Ruling(after, events, _owned(after, character.key, events))


def _use(given: Mapping[str, Any], moment: Moment, key: str, reason: str) -> Ruled:
    after, events, item = use_item(moment.state, key, given["item"], reason)
    # In a fight, drinking or throwing something is what one does in a round.
    after = use_action(after, key)
    if item.index != _HEALING_POTION:
        return after, events
    rolled = roll(parse(_HEALING), moment.dice)
    drinker = _receiver(given, after) if "to" in given else key
    after, healed = heal(after, drinker, rolled.total, item.name)
    throw = {"dice": _HEALING, "text": rolled.text, "total": rolled.total, "reason": item.name}
    drawn = [list(die) for die in rolled.drawn]
    thrown = Event("roll", sheet_of(after, drinker).name, {**throw, "drawn": drawn})
    return after, (*events, thrown, *healed)


def _known(name: str, moment: Moment) -> Item:
    """Return the thing the book has under a name, else one that only the story knows."""
    found: Item | None = common(name) or moment.found.get(Need("item", name))
    return found or Item(shorten(clean(name), ITEM_NAME_LENGTH))


def _coins(given: Mapping[str, Any], moment: Moment) -> Ruling:
    state, action = moment.state, given["action"]
    key = character_named(given["character"], state).key
    amount, coin, reason = given["amount"], given.get("coin", "gp"), _reason(given)
    if action == "give":
        _within_reach(amount * COIN_VALUES[coin] + _given(moment, key), sheet_of(state, key).level)
        after, events = give_coins(state, key, amount, coin, reason)
    elif action == "take":
        after, events = take_coins(state, key, amount, coin, reason)
    else:
        after, events = pass_coins(state, key, _receiver(given, state), amount, coin, reason)
    owner = sheet_of(after, key)
    return Ruling(after, events, {"character": owner.name, "coins": written(owner.coins)})


def _within_reach(copper: int, level: int) -> None:
    """Keep a model that was talked into it from making anyone rich at a stroke."""
    most = _GOLD_A_LEVEL * level
    if copper > most * COIN_VALUES["gp"]:
        raise BadCall(f"`amount` must be worth at most {most} gp in one turn for a character of level {level}.")


def _given(moment: Moment, key: str) -> int:
    """Return what a character was given in this turn already, in copper: many small gifts are a large one."""
    gifts = (each.detail for each in moment.earlier if each.kind == "coins")
    return sum(
        gift["amount"] * COIN_VALUES[gift["coin"]]
        for gift in gifts
        if (gift["how"], gift["character"]) == ("give", key)
    )


def _award(given: Mapping[str, Any], moment: Moment) -> Ruling:
    experience, most = given["experience"], most_for_a_deed(moment.state)
    awarded = sum(each.detail["experience"] for each in moment.earlier if each.detail.get("deed"))
    if experience + awarded > most:
        raise BadCall(f"`experience` must be at most {most} in one turn for this party: no deed is worth more.")
    after, (shared, *grown) = award(moment.state, experience, _reason(given))
    events = (replace(shared, detail={**shared.detail, "deed": True}), *grown)
    levels = [{"character": event.actor, "level": event.detail["level"]} for event in events if event.kind == "level"]
    return Ruling(after, events, {"each": events[0].detail["share"], "levels_gained": levels})


def _rest(given: Mapping[str, Any], moment: Moment) -> Ruling:
    if given["kind"] == "long" and any(each.detail.get("rest") == "long" for each in moment.earlier):
        raise BadCall("Nobody gains anything by a second long rest within a day.")
    after, events = rest(moment.state, given["kind"], moment.dice)
    party = {each.name: f"{each.hit_points}/{each.max_hit_points} HP" for each in after.present}
    return Ruling(after, events, {"rest": given["kind"], "party": party})


def _receiver(given: Mapping[str, Any], state: GameState) -> str:
    if "to" not in given:
        raise BadCall("`to` is missing: the character it goes to.")
    return character_named(given["to"], state).key


def _owned(state: GameState, key: str, events: tuple[Event, ...]) -> dict[str, Any]:
    owner, name = sheet_of(state, key), events[0].detail["item"]
    left = next((item.quantity for item in owner.items if item.name == name), 0)
    told: dict[str, Any] = {"character": owner.name, "item": name, "has_now": left}
    for event in events:
        if event.kind == "equip":
            told["armour_class"] = event.detail["armour_class"]
        elif event.kind == "heal":
            told["healed"] = event.detail["healed"]
    return told


def _reason(given: Mapping[str, Any]) -> str:
    return shorten(clean(given.get("reason", "")), REASON_LENGTH)


def _whole(most: int, description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "description": description}


ITEM = Rule(
    Tool(
        "item",
        "Change what a character owns: found (give), lost (take), handed to another (pass), worn or drawn (equip), "
        "put away (unequip), used up (use). What is not on the sheet is not owned.",
        taking(
            {
                "action": choice(("give", "take", "pass", "equip", "unequip", "use")),
                "character": CHARACTER,
                "item": {"type": "string", "maxLength": ITEM_NAME_LENGTH, "description": "Its name."},
            },
            quantity=_whole(MOST_OF_ONE, "1 when not said."),
            to=_TO,
            reason=_REASON,
        ),
        example={"action": "give", "character": "Kira", "item": "Potion of healing", "reason": "the hermit's thanks"},
    ),
    _item,
    other_names=_OTHER_NAMES | {"objet": "item", "count": "quantity", "amount": "quantity", "quantité": "quantity"},
    other_values={"action": _WAYS_MEANT},
    needs=_item_needs,
)

COINS = Rule(
    Tool(
        "coins",
        "Change a character's purse: earned or found (give), paid or lost (take), handed to another (pass).",
        taking(
            {
                "action": choice(("give", "take", "pass")),
                "character": CHARACTER,
                "amount": _whole(MOST_COINS, "How many."),
            },
            coin=choice(("cp", "sp", "ep", "gp", "pp")) | {"description": "gp when not said."},
            to=_TO,
            reason=_REASON,
        ),
        example={"action": "take", "character": "Kira", "amount": 5, "coin": "sp", "reason": "a bed for the night"},
    ),
    _coins,
    other_names=_OTHER_NAMES | {"quantity": "amount", "montant": "amount", "currency": "coin", "pièce": "coin"},
    other_values={
        "action": _HANDS_MEANT,
        "coin": {"gold": "gp", "po": "gp", "silver": "sp", "pa": "sp", "copper": "cp", "pc": "cp"}
        | {"electrum": "ep", "pe": "ep", "platinum": "pp"},
    },
)

AWARD_EXPERIENCE = Rule(
    Tool(
        "award_experience",
        "Award experience points for a deed outside of fights; they are shared by all who are here, and levels follow "
        "by themselves. Won fights award theirs on their own.",
        taking({"experience": _whole(MOST_AWARDED, "For the whole party.")}, reason=_REASON),
        example={"experience": 100, "reason": "the bridge troll was talked into leaving"},
    ),
    _award,
    when=in_peace,
    other_names=_OTHER_NAMES | {"xp": "experience", "amount": "experience", "points": "experience", "px": "experience"},
)

REST = Rule(
    Tool(
        "rest",
        "Let everybody here rest: an hour (short, spends hit dice) or a night (long).",
        taking({"kind": choice(("short", "long"))}),
        example={"kind": "short"},
    ),
    _rest,
    when=in_peace,
    other_names={"type": "kind", "length": "kind", "repos": "kind"},
    other_values={
        "kind": {"court": "short", "hour": "short", "long rest": "long", "night": "long", "short rest": "short"}
    },
)

RULES: tuple[Rule, ...] = (ITEM, COINS, AWARD_EXPERIENCE, REST)
