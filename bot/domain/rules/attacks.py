"""The attack action of characters and foes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.character import Character
from bot.domain.combat import Foe
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.gear import Item
from bot.domain.plaintext import clean, escape, fold, shorten, shown
from bot.domain.rules.actions import fight_of, use_action
from bot.domain.rules.armour import weapons
from bot.domain.rules.conditions import stand_up
from bot.domain.rules.creatures import creature
from bot.domain.rules.d20 import Advantage
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.strikes import Strike, aim, is_melee, of_foe, of_weapon, strike
from bot.domain.rules.throws import average
from bot.domain.state import GameState
from bot.i18n import N_

MOST_STRIKES = 8
_EXTRA: dict[str, tuple[int, ...]] = {
    "barbarian": (5,),
    "fighter": (5, 11, 20),
    "monk": (5,),
    "paladin": (5,),
    "ranger": (5,),
}


class NoSuchWeapon(AgainstTheRules):
    sentence = N_("{name} has no such weapon at hand. At hand: {weapons}.")


def attack(
    state: GameState,
    attacker_key: str,
    target_key: str,
    weapon_name: str,
    advantage: Advantage,
    dice: Dice,
    others: Sequence[str] = (),
) -> Ruled:
    """Let a creature use its action to attack, as often as its class, its weapons or its stat block let it.

    All its attacks go against the target; one that falls gives way to the next of `others`. Without a weapon's name it
    is the best one at hand. Raises `AgainstTheRules`, and then nothing has happened.
    """
    combat = fight_of(state)
    targets = tuple(dict.fromkeys((target_key, *others)))
    for key in targets:
        aim(state, creature(state, attacker_key), key)
    character = next((one for one in state.party if one.key == attacker_key), None)
    if character is not None:
        strikes = _strikes_of(character, weapon_name)
    else:
        strikes = strikes_of(next(foe for foe in combat.foes if foe.key == attacker_key))
    state = use_action(state, attacker_key)
    state, events = stand_up(state, attacker_key)
    return _all(state, attacker_key, strikes, targets, advantage, dice, events)


def strikes_of(foe: Foe) -> tuple[Strike, ...]:
    """Return what a foe attacks with in one turn: its multiattack, else its worst attack that needs no save."""
    attacks = {fold(each.name): each for each in foe.block.attacks if not each.save_dc}
    several = tuple(of_foe(attacks[fold(name)]) for name in foe.block.multiattack if fold(name) in attacks)
    if several:
        return several[:MOST_STRIKES]
    worst = max(attacks.values(), key=lambda each: sum(average(harm.dice) for harm in each.damage), default=None)
    return () if worst is None else (of_foe(worst),)


def attacks_in_action(character: Character) -> int:
    """Return how many attacks a character's class makes of one action."""
    return 1 + sum(character.level >= level for level in _EXTRA.get(character.class_, ()))


def _strikes_of(character: Character, weapon_name: str) -> tuple[Strike, ...]:
    item = _weapon_of(character, weapon_name)
    properties = item.weapon.properties if item.weapon else ()
    main = of_weapon(character, item)
    strikes = (main,) * (1 if "loading" in properties else attacks_in_action(character))
    second = _second_of(character, item)
    return (*strikes, of_weapon(character, second, off_hand=True)) if second else strikes


def _weapon_of(character: Character, name: str) -> Item:
    at_hand = weapons(character)
    # What is carried can be drawn with the attack itself.
    carried = [item for item in character.items if item.weapon is not None and item.quantity > 0]
    meant = fold(name[:80])
    if not meant:
        return max(at_hand, key=lambda item: _worth(character, item))
    words = set(meant.split())
    for among in (at_hand, carried):
        for fits in (
            [item for item in among if meant in (fold(item.name), fold(item.index))],
            [item for item in among if words & set(fold(f"{item.name} {item.index}").split())],
        ):
            if fits:
                return fits[0]
    if words & {"unarmed", "fist", "fists", "punch", "kick", "poing", "poings", "mains"}:
        return at_hand[-1]
    known = ", ".join(shorten(clean(item.name), 40) for item in (*at_hand, *carried) if item)
    raise NoSuchWeapon(name=shown(character.name), weapons=escape(shorten(known, 200)))


def _worth(character: Character, item: Item) -> float:
    made = of_weapon(character, item)
    return made.to_hit / 100 + sum(average(dice) + bonus for dice, bonus, _ in made.damage)


def _second_of(character: Character, item: Item) -> Item | None:
    """Return the light weapon in the other hand of somebody who attacks with a light one."""
    if not _light(item):
        return None
    if any(one.equipped and one.armour and one.armour.kind == "shield" for one in character.items):
        return None
    others = [one for one in weapons(character) if _light(one) and (one is not item or one.quantity > 1)]
    return next((one for one in others if one is not item), others[0] if others else None)


def _light(item: Item) -> bool:
    return item.weapon is not None and "light" in item.weapon.properties and is_melee(item)


def _all(
    state: GameState,
    attacker_key: str,
    strikes: Sequence[Strike],
    targets: Sequence[str],
    advantage: Advantage,
    dice: Dice,
    events: tuple[Event, ...],
) -> Ruled:
    sneaked = False
    for each in strikes[:MOST_STRIKES]:
        standing = [key for key in targets if not creature(state, key).dead]
        if not standing or not creature(state, attacker_key).able:
            break
        # Whoever lies there already is struck again only when nobody else was named.
        on_feet = [key for key in standing if creature(state, key).hit_points > 0]
        if events and not on_feet and any(event.kind == "attack" for event in events):
            break
        made = replace(each, sneak="") if sneaked else each
        state, more = strike(state, attacker_key, (on_feet or standing)[0], made, advantage, dice)
        events += more
        sneaked = sneaked or bool(more[0].detail.get("sneak"))
    return state, events
