"""Attacks, recomputed by hand from SRD 5.1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.character import Affliction
from bot.domain.lines import line
from bot.domain.rules.actions import ActionUsed, CannotAct, NoFight, NotTheirTurn
from bot.domain.rules.attacks import NoSuchWeapon, attack, attacks_in_action
from bot.domain.rules.creatures import NoSuchCreature, creature
from bot.domain.rules.foes import foe_turn
from bot.domain.rules.mortality import IsDead
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.strikes import Charmed, OnOneself, OutOfReach
from bot.domain.state import GameState
from tests.domain.rules.fights import BEAR, DAGGER, DRAKE, GOBLIN, LONGSWORD, SHORTBOW, WOLF, bruno, fight, table
from tests.domain.tables import LoadedDice, kira

KIRA, BRUNO = "pc:11", "pc:12"


def kiras(state: GameState, *faces: int, target: str = "goblin", weapon: str = "") -> Ruled:
    return attack(state, KIRA, target, weapon, "none", LoadedDice(faces))


def test_a_dagger_adds_dexterity_and_proficiency_against_armour_class() -> None:
    after, events = kiras(fight(GOBLIN), 12, 3)
    detail = events[0].detail
    # Dex 13 is +1, proficiency at level 1 is +2: 12 + 3 meets AC 15, and 1d4 + 1 wounds.
    assert (detail["modifier"], detail["total"], detail["armour_class"], detail["hit"]) == (3, 15, 15, True)
    assert detail["damage"] == [{"dice": "1d4", "type": "piercing", "drawn": [[4, 3]], "bonus": 1, "total": 4}]
    assert detail["drawn"] == [[20, 12], [4, 3]]
    assert creature(after, "goblin").hit_points == 3


def test_one_less_than_the_armour_class_misses() -> None:
    after, (event,) = kiras(fight(GOBLIN), 11)
    assert not event.detail["hit"]
    assert creature(after, "goblin").hit_points == 7


def test_a_natural_20_hits_whatever_and_doubles_the_dice_only() -> None:
    blocked = replace(GOBLIN, armour_class=30)
    _, events = kiras(fight(blocked), 20, 4, 2)
    assert events[0].detail["critical"]
    assert events[0].detail["damage"][0]["total"] == 4 + 2 + 1


def test_a_natural_1_misses_whatever() -> None:
    _, (event,) = kiras(fight(replace(GOBLIN, armour_class=1)), 1)
    assert not event.detail["hit"]


def test_a_longsword_in_two_hands_takes_its_larger_die_and_strength() -> None:
    after, events = attack(fight(GOBLIN, party=(bruno(),)), BRUNO, "goblin", "", "none", LoadedDice([10, 7]))
    assert (events[0].detail["modifier"], events[0].detail["drawn"]) == (5, [[20, 10], [10, 7]])
    assert creature(after, "goblin").dead


def test_untrained_hands_add_no_proficiency() -> None:
    wizard = kira(items=(LONGSWORD,))
    _, (event,) = attack(fight(GOBLIN, party=(wizard,)), KIRA, "goblin", "longsword", "none", LoadedDice([10]))
    assert event.detail["modifier"] == -1


def test_bare_hands_strike_for_one_and_strength_and_never_below_nothing() -> None:
    after, events = attack(fight(GOBLIN), KIRA, "goblin", "fist", "none", LoadedDice([19]))
    assert (events[0].detail["modifier"], events[0].detail["damage"][0]["total"]) == (1, 0)
    assert creature(after, "goblin").hit_points == 7


def test_a_bow_uses_dexterity_and_shoots_badly_at_the_prone() -> None:
    state = fight(GOBLIN, party=(bruno(items=(SHORTBOW,)),))
    foe = replace(state.combat.foes[0], conditions=(Affliction("prone"),))  # type: ignore[union-attr]
    state = replace(state, combat=replace(state.combat, foes=(foe,)))  # type: ignore[type-var]
    _, (event,) = attack(state, BRUNO, "goblin", "shortbow", "none", LoadedDice([18, 4]))
    assert (event.detail["modifier"], event.detail["rolls"], event.detail["kept"]) == (3, [18, 4], 4)


def test_advantage_and_disadvantage_cancel() -> None:
    wounded = kira(items=(DAGGER,), conditions=(Affliction("poisoned"),))
    _, (event,) = attack(fight(GOBLIN, party=(wounded,)), KIRA, "goblin", "", "advantage", LoadedDice([2]))
    assert event.detail["advantage"] == "none"


def test_a_fighter_of_the_fifth_level_attacks_twice_and_goes_on_to_the_next() -> None:
    assert [attacks_in_action(bruno(level=level)) for level in (4, 5, 11, 20)] == [1, 2, 3, 4]
    state = fight(GOBLIN, WOLF, party=(bruno(level=5),))
    after, events = attack(state, BRUNO, "goblin", "", "none", LoadedDice([15, 8, 15, 8]), ["wolf"])
    assert [event.detail["target"] for event in events if event.kind == "attack"] == ["goblin", "wolf"]
    assert creature(after, "goblin").dead
    assert creature(after, "wolf").hit_points == 0


def test_the_second_light_weapon_adds_no_ability_to_its_damage() -> None:
    second = replace(DAGGER, name="Other dagger")
    _, events = kiras(fight(WOLF, party=(kira(items=(DAGGER, second)),)), 15, 3, 15, 3, target="wolf")
    assert [e.detail["damage"][0]["total"] for e in events if e.kind == "attack"] == [4, 3]


def test_there_is_one_action_a_round() -> None:
    state, _ = kiras(fight(GOBLIN), 2)
    with pytest.raises(ActionUsed):
        kiras(state, 20, 4, 4)


def test_by_initiative_everyone_waits_for_their_turn() -> None:
    state = fight(GOBLIN, party=(kira(items=(DAGGER,)), bruno()), mode="initiative")
    with pytest.raises(NotTheirTurn, match="Kira"):
        attack(state, BRUNO, "goblin", "", "none", LoadedDice([20, 8, 8]))


def test_what_cannot_be_attacked_is_refused_with_a_sentence() -> None:
    state = fight(GOBLIN, WOLF, party=(kira(items=(DAGGER,)), bruno()))
    with pytest.raises(OnOneself):
        kiras(state, target=KIRA)
    with pytest.raises(NoSuchCreature):
        kiras(state, target="pc:999")
    assert state.combat is not None
    goblin, wolf = state.combat.foes
    foes = (replace(goblin, dead=True), replace(wolf, fled=True))
    gone = replace(state, combat=replace(state.combat, foes=foes))
    with pytest.raises(IsDead):
        kiras(gone)
    with pytest.raises(OutOfReach):
        kiras(gone, target="wolf")
    with pytest.raises(NoSuchWeapon, match="Dagger"):
        kiras(state, weapon="greataxe of doom")
    with pytest.raises(NoFight):
        kiras(table(), target=KIRA)
    with pytest.raises(NotTheirTurn):
        attack(state, "goblin", KIRA, "", "none", LoadedDice([]))


def test_the_fallen_and_the_charmed_do_not_strike() -> None:
    with pytest.raises(CannotAct):
        kiras(fight(GOBLIN, party=(kira(hit_points=0), bruno())))
    with pytest.raises(Charmed):
        kiras(fight(GOBLIN, party=(kira(conditions=(Affliction("charmed", "goblin"),)),)))


def test_a_bear_makes_its_multiattack() -> None:
    state = fight(BEAR, party=(bruno(hit_points=30, max_hit_points=30),), current=1)
    state, events = foe_turn(state, "brown-bear", LoadedDice([15, 4, 15, 3, 3]))
    assert [event.detail["weapon"] for event in events if event.kind == "attack"] == ["Bite", "Claws"]
    assert creature(state, BRUNO).hit_points == 30 - 8 - 10


def test_breath_is_ready_on_a_five_and_a_save_halves_it() -> None:
    state = fight(DRAKE, party=(bruno(hit_points=30, max_hit_points=30),), current=1)
    after, events = foe_turn(state, "drake", LoadedDice([5, 12, 6, 6, 6, 5]))
    first = events[0]
    # The die for the breath, then Bruno's save (12 + 1 meets 13), then 4d6.
    assert (first.kind, first.detail["saved"]) == ("save_attack", True)
    assert first.detail["drawn"] == [[6, 5], [20, 12], [6, 6], [6, 6], [6, 6], [6, 5]]
    assert creature(after, BRUNO).hit_points == 30 - 23 // 2
    _, events = foe_turn(state, "drake", LoadedDice([4, 2]))
    assert events[0].detail["weapon"] == "Bite"


def test_whom_a_foe_attacks_is_up_to_a_die_in_the_ledger() -> None:
    state = fight(GOBLIN, party=(kira(), bruno()), current=2)
    _, (event,) = foe_turn(state, "goblin", LoadedDice([2, 3]))
    assert (event.detail["target"], event.detail["drawn"]) == (BRUNO, [[2, 2], [20, 3]])


def test_a_rogue_finds_the_opening_that_a_friend_makes_once_a_turn() -> None:
    rogue = kira(class_="rogue", level=3, items=(DAGGER, replace(DAGGER, name="Other dagger")))
    state = fight(BEAR, party=(rogue, bruno()))
    _, events = kiras(state, 15, 3, 6, 5, 15, 3, target="brown-bear")
    first, second = (event.detail for event in events if event.kind == "attack")
    assert [part["dice"] for part in first["damage"]] == ["1d4", "2d6"]
    assert (first["sneak"], second["sneak"]) == (True, False)
    lines = [line(event, "fr") for event in events if event.kind == "attack"]
    assert lines[0].endswith("(6, 5) = 11 perforant (attaque sournoise)")
    assert "sournoise" not in lines[1]
    assert sum(part["total"] for part in first["damage"]) == 3 + 1 + 6 + 5


def test_a_rogue_alone_needs_advantage_for_it() -> None:
    rogue = kira(class_="rogue", items=(DAGGER,))
    _, events = kiras(fight(BEAR, party=(rogue,)), 15, 3, target="brown-bear")
    assert not events[0].detail["sneak"]
    _, events = attack(fight(BEAR, party=(rogue,)), KIRA, "brown-bear", "", "advantage", LoadedDice([15, 3, 3, 6]))
    assert events[0].detail["sneak"]
