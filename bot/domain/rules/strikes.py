"""One attack: the roll against an armour class, or the save against it, and its damage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.combat import FoeAttack
from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.gear import Item, Weapon
from bot.domain.rules.actions import named
from bot.domain.rules.armour import proficient_with
from bot.domain.rules.conditions import attack_advantage, can_move, charmed_by, critical_within_reach
from bot.domain.rules.creatures import Creature, creature, creatures
from bot.domain.rules.d20 import Advantage, Edges, throw_d20
from bot.domain.rules.damage import hurt
from bot.domain.rules.mortality import living
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.saves import saved, saving_throw
from bot.domain.rules.throws import Thrown, throw
from bot.domain.sheet import modifier, proficiency
from bot.domain.state import GameState
from bot.i18n import N_

_SMALL = frozenset({"gnome", "halfling"})


class OnOneself(AgainstTheRules):
    sentence = N_("{name} cannot attack itself.")


class OutOfReach(AgainstTheRules):
    sentence = N_("{name} is not here any more.")


class Charmed(AgainstTheRules):
    sentence = N_("{name} is charmed and cannot attack {target}.")


@dataclass(frozen=True, slots=True)
class Strike:
    """An attack that somebody makes: what it adds, and its damage as (dice, what is added, SRD damage type).

    With a `save_dc` the target saves with `save_ability` instead of being hit; `clumsy` says why it has disadvantage.
    `sneak` is the dice of a rogue's Sneak Attack, "" without.
    """

    name: str
    to_hit: int
    damage: tuple[tuple[str, int, str], ...]
    melee: bool
    index: str = ""
    save_dc: int = 0
    save_ability: str = ""
    half: bool = False
    clumsy: str = ""
    sneak: str = ""


def of_weapon(character: Character, item: Item, *, off_hand: bool = False) -> Strike:
    """Return a character's attack with a weapon; the second of two weapons adds no ability to its damage."""
    weapon = item.weapon or Weapon("1", "bludgeoning")
    strength, dexterity = (modifier(character.scores[ABILITIES.index(ability)]) for ability in ("str", "dex"))
    melee = is_melee(item)
    if not melee:
        ability = dexterity
    elif "finesse" in weapon.properties or _of_monks(character, item):
        ability = max(strength, dexterity)
    else:
        ability = strength
    trained = proficiency(character.level) if proficient_with(character, item) else 0
    added = min(ability, 0) if off_hand else ability
    dice = weapon.versatile if weapon.versatile and _other_hand_free(character, item) else weapon.damage
    clumsy = "heavy weapon" if character.race in _SMALL and "heavy" in weapon.properties else ""
    damage = ((dice, added, weapon.damage_type),) if dice else ()
    sly = character.class_ == "rogue" and (not melee or "finesse" in weapon.properties)
    sneak = f"{(character.level + 1) // 2}d6" if sly else ""
    return Strike(item.name, ability + trained, damage, melee, item.index, clumsy=clumsy, sneak=sneak)


def of_foe(attack: FoeAttack) -> Strike:
    """Return a foe's attack as its stat block has it."""
    return Strike(
        attack.name,
        attack.to_hit,
        tuple((harm.dice, 0, harm.type) for harm in attack.damage),
        attack.range == 0,
        save_dc=attack.save_dc,
        save_ability=attack.save_ability,
        half=attack.half,
    )


def is_melee(item: Item) -> bool:
    """Tell whether a weapon is used hand to hand: also one that could be thrown."""
    weapon = item.weapon
    if weapon is None or item.index == "dart" or "ammunition" in weapon.properties:
        return weapon is None
    return weapon.range <= 5 or "thrown" in weapon.properties


def aim(state: GameState, attacker: Creature, key: str) -> Creature:
    """Return the creature to attack; raises a sentence for oneself, the dead, the gone and one's charmer."""
    if key == attacker.key:
        raise OnOneself(name=named(attacker))
    target = creature(state, key)
    if not target.present:
        raise OutOfReach(name=named(target))
    if charmed_by(attacker, key):
        raise Charmed(name=named(attacker), target=named(target))
    return living(state, key)


def strike(
    state: GameState,
    attacker_key: str,
    target_key: str,
    with_: Strike,
    advantage: Advantage,
    dice: Dice,
    before: Sequence[Sequence[int]] = (),
) -> Ruled:
    """Make one attack, without asking whose turn it is; `before` are dice that were thrown to decide on it.

    The first event is of kind `attack` (`save_attack` where the target saves); `drawn` holds all its dice in order.
    """
    attacker = creature(state, attacker_key)
    target = aim(state, attacker, target_key)
    if with_.save_dc and with_.save_ability in ABILITIES:
        return _forced(state, attacker, target, with_, dice, before)
    edges = _edges(state, attacker, target, with_).also(advantage, "circumstances")
    thrown = throw_d20(edges.advantage, dice)
    total = thrown.kept + with_.to_hit
    hit = thrown.kept == 20 or (thrown.kept != 1 and total >= target.armour_class)
    critical = hit and (thrown.kept == 20 or (with_.melee and critical_within_reach(target)))
    dealt = with_.damage if hit else ()
    if dealt and with_.sneak and _off_guard(state, attacker, target, edges.advantage):
        dealt = (*dealt, (with_.sneak, 0, dealt[0][2]))
    parts = [(type_, throw(text, dice, bonus, critical), text) for text, bonus, type_ in dealt]
    detail = _told(attacker, target, with_, parts) | {
        "advantages": list(edges.advantages),
        "disadvantages": list(edges.disadvantages),
        "advantage": edges.advantage,
        "rolls": list(thrown.rolls),
        "kept": thrown.kept,
        "modifier": with_.to_hit,
        "total": total,
        "armour_class": target.armour_class,
        "hit": hit,
        "sneak": len(parts) > len(with_.damage),
        "critical": critical,
        "drawn": [*map(list, before), *thrown.drawn, *_dice_of(parts)],
    }
    event = Event("attack", attacker.name, detail)
    if not parts:
        return state, (event,)
    amounts = [(each.total, type_) for type_, each, _ in parts]
    state, more = hurt(state, target.key, amounts, attacker.key, dice, critical)
    return state, (event, *more)


def _forced(
    state: GameState, attacker: Creature, target: Creature, with_: Strike, dice: Dice, before: Sequence[Sequence[int]]
) -> Ruled:
    ability = cast("Ability", with_.save_ability)
    state, saves = saving_throw(state, target.key, ability, with_.save_dc, "none", dice, with_.name)
    held = saved(saves)
    # The ledger has the dice in the order in which they fell; those of the save fell in the middle of the attack.
    faces = [die for each in saves for die in each.detail.get("drawn", ())]
    saves = tuple(replace(each, detail={**each.detail, "drawn": []}) for each in saves)
    parts: list[tuple[str, Thrown, str]] = []
    if with_.half or not held:
        parts = [(type_, throw(text, dice, bonus), text) for text, bonus, type_ in with_.damage]
    detail = _told(attacker, target, with_, parts) | {
        "dc": with_.save_dc,
        "saved": held,
        "halved": held and with_.half,
        "drawn": [*map(list, before), *faces, *_dice_of(parts)],
    }
    event = Event("save_attack", attacker.name, detail)
    if not parts:
        return state, (event, *saves)
    amounts = [(dealt.total // 2 if held else dealt.total, type_) for type_, dealt, _ in parts]
    state, more = hurt(state, target.key, amounts, attacker.key, dice)
    return state, (event, *saves, *more)


def _edges(state: GameState, attacker: Creature, target: Creature, with_: Strike) -> Edges:
    edges = attack_advantage(attacker, target, with_.melee)
    order = state.combat.order if state.combat is not None else ()
    dodges = any(each.key == target.key and each.dodging for each in order)
    if dodges and can_move(target) and target.able and not target.has("blinded") and not attacker.has("invisible"):
        edges = edges.also("disadvantage", "target dodging")
    return edges.also("disadvantage", with_.clumsy) if with_.clumsy else edges


def _off_guard(state: GameState, attacker: Creature, target: Creature, advantage: Advantage) -> bool:
    """Tell whether a Sneak Attack finds its opening: advantage, or an enemy of the target who keeps it busy.

    Nobody counts feet here, so anyone of the attacker's side who can act is close enough.
    """
    if advantage != "none":
        return advantage == "advantage"
    friends = (each for each in creatures(state) if each.key != attacker.key and each.is_foe == attacker.is_foe)
    return any(each.able and each.key != target.key for each in friends)


def _told(
    attacker: Creature, target: Creature, with_: Strike, parts: Sequence[tuple[str, Thrown, str]]
) -> dict[str, Any]:
    return {
        "attacker": attacker.key,
        "target": target.key,
        "target_name": target.name,
        "weapon": with_.name,
        "index": with_.index,
        "melee": with_.melee,
        "damage": [
            {"dice": text, "type": type_, "drawn": dealt.drawn, "bonus": dealt.bonus, "total": dealt.total}
            for type_, dealt, text in parts
        ],
    }


def _dice_of(parts: Sequence[tuple[str, Thrown, str]]) -> list[list[int]]:
    return [die for _, dealt, _ in parts for die in dealt.drawn]


def _of_monks(character: Character, item: Item) -> bool:
    weapon = item.weapon
    if character.class_ != "monk" or weapon is None:
        return False
    simple = weapon.category == "simple" and not {"heavy", "two-handed"} & set(weapon.properties)
    return simple or item.index == "shortsword"


def _other_hand_free(character: Character, item: Item) -> bool:
    others = (one for one in character.items if one.equipped and one is not item)
    return not any(one.weapon is not None or (one.armour and one.armour.kind == "shield") for one in others)
