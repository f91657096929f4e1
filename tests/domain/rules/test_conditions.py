"""Conditions, as the SRD's appendix has them."""

from __future__ import annotations

import pytest

from bot.domain.character import Ability, Affliction
from bot.domain.checks import CanTryNothing, ability_check, check_edges
from bot.domain.gear import Armour, Item
from bot.domain.harms import CONDITION_NAMES, find_condition
from bot.domain.rules import conditions as rules
from bot.domain.rules.concentration import held_by
from bot.domain.rules.creatures import creature
from bot.domain.rules.d20 import combine
from bot.domain.rules.mortality import IsDead
from bot.domain.state import GameState
from tests.domain.rules.scenes import BRAM, GOBLIN, KIRA, bram, fight, having, under
from tests.domain.tables import LoadedDice, kira, state


def _names(table: GameState, key: str) -> list[str]:
    return [each.condition for each in creature(table, key).conditions]


@pytest.mark.parametrize(
    ("good", "bad", "comes_to"),
    [(0, 0, "none"), (1, 0, "advantage"), (3, 0, "advantage"), (0, 2, "disadvantage"), (1, 1, "none"), (3, 1, "none")],
)
def test_advantage_and_disadvantage_cancel_whatever_their_number(good: int, bad: int, comes_to: str) -> None:
    assert combine(good, bad) == comes_to


@pytest.mark.parametrize(
    ("attacker", "target", "melee", "comes_to"),
    [
        ("", "", True, "none"),
        ("blinded", "", True, "disadvantage"),
        ("frightened", "", True, "disadvantage"),
        ("poisoned", "", True, "disadvantage"),
        ("prone", "", True, "disadvantage"),
        ("restrained", "", True, "disadvantage"),
        ("invisible", "", True, "advantage"),
        ("grappled", "", True, "none"),
        ("deafened", "", True, "none"),
        ("", "blinded", True, "advantage"),
        ("", "paralyzed", True, "advantage"),
        ("", "petrified", False, "advantage"),
        ("", "restrained", True, "advantage"),
        ("", "stunned", False, "advantage"),
        ("", "unconscious", True, "advantage"),
        ("", "invisible", True, "disadvantage"),
        ("", "prone", True, "advantage"),
        ("", "prone", False, "disadvantage"),
        ("", "poisoned", True, "none"),
        ("invisible", "invisible", True, "none"),
        ("poisoned", "stunned", True, "none"),
    ],
)
def test_attacks_have_the_advantage_that_the_book_gives(attacker: str, target: str, melee: bool, comes_to: str) -> None:
    mine = under(fight(), KIRA, *filter(None, [attacker]))
    theirs = under(fight(), GOBLIN, *filter(None, [target]))
    assert rules.attack_advantage(mine, theirs, melee).advantage == comes_to


@pytest.mark.parametrize(("level", "check", "roll"), [(0, "none", "none"), (1, "disadvantage", "none")])
def test_exhaustion_weighs_on_checks_from_the_first_level(level: int, check: str, roll: str) -> None:
    tired = creature(state(kira(exhaustion=level)), KIRA)
    assert rules.check_advantage(tired).advantage == check
    assert rules.save_advantage(tired, "con").advantage == roll


def test_exhaustion_weighs_on_attacks_and_saves_from_the_third_level_and_stops_at_the_fifth() -> None:
    third, fifth = creature(state(kira(exhaustion=3)), KIRA), creature(state(kira(exhaustion=5)), KIRA)
    assert rules.save_advantage(third, "con").advantage == "disadvantage"
    assert rules.save_advantage(third, None).advantage == "disadvantage"
    assert rules.attack_advantage(third, under(fight(), GOBLIN), True).advantage == "disadvantage"
    assert rules.can_move(third)
    assert not rules.can_move(fifth)


@pytest.mark.parametrize("condition", ["paralyzed", "petrified", "stunned", "unconscious"])
def test_the_helpless_fail_saves_of_strength_and_dexterity_and_cannot_act(condition: str) -> None:
    helpless = under(fight(), KIRA, condition)
    fails: dict[Ability, str] = {"str": condition, "dex": condition, "con": "", "wis": ""}
    assert {ability: rules.fails_save(helpless, ability) for ability in fails} == fails
    assert not helpless.able
    assert not rules.can_move(helpless)
    assert rules.critical_within_reach(helpless) is (condition in ("paralyzed", "unconscious"))


def test_the_restrained_save_badly_with_dexterity_only() -> None:
    held = under(fight(), KIRA, "restrained")
    assert rules.save_advantage(held, "dex").advantage == "disadvantage"
    assert rules.save_advantage(held, "str").advantage == "none"
    assert not rules.can_move(held)


def test_a_condition_ends_after_its_rounds_and_others_stay() -> None:
    table, _ = rules.afflict(fight(), GOBLIN, "poisoned", KIRA, 2)
    table, _ = rules.afflict(table, GOBLIN, "prone", KIRA, 0)
    table, first = rules.tick(table, GOBLIN)
    assert (first, _names(table, GOBLIN)) == ((), ["poisoned", "prone"])
    table, (ended,) = rules.tick(table, GOBLIN)
    assert (ended.kind, ended.detail["condition"], ended.detail["change"]) == ("condition", "poisoned", "ends")
    assert _names(table, GOBLIN) == ["prone"]


def test_the_longer_of_two_from_one_source_stays_and_another_source_counts_by_itself() -> None:
    table, _ = rules.afflict(fight(), GOBLIN, "blinded", KIRA, 5)
    table, _ = rules.afflict(table, GOBLIN, "blinded", KIRA, 2)
    table, _ = rules.afflict(table, GOBLIN, "blinded", BRAM, 3)
    assert [each.rounds for each in creature(table, GOBLIN).conditions] == [5, 3]
    table, _ = rules.afflict(table, GOBLIN, "blinded", KIRA, 0)
    assert Affliction("blinded", KIRA, 0) in creature(table, GOBLIN).conditions
    table, _ = rules.relieve(table, GOBLIN, "blinded")
    assert _names(table, GOBLIN) == []


def test_the_immune_are_not_afflicted_and_stone_is_not_poisoned() -> None:
    table = fight(condition_immunities=("charmed",))
    after, (event,) = rules.afflict(table, GOBLIN, "charmed", KIRA, 0)
    assert (after, event.detail["change"]) == (table, "immune")
    stone, _ = rules.afflict(table, KIRA, "petrified", "basilisk", 0)
    assert rules.afflict(stone, KIRA, "poisoned", "", 0)[1][0].detail["change"] == "immune"


def test_the_charmed_know_their_charmer_also_through_a_spell() -> None:
    table, _ = rules.afflict(fight(), GOBLIN, "charmed", held_by(KIRA, "charm-person"), 0)
    assert rules.charmed_by(creature(table, GOBLIN), KIRA)
    assert not rules.charmed_by(creature(table, GOBLIN), BRAM)


def test_falling_asleep_means_lying_down_and_losing_a_spell_and_who_hung_on_it() -> None:
    table = having(fight(), KIRA, concentration="hold-person")
    table, _ = rules.afflict(table, GOBLIN, "paralyzed", held_by(KIRA, "hold-person"), 10)
    table, _ = rules.afflict(table, BRAM, "grappled", KIRA, 0)
    table, events = rules.afflict(table, KIRA, "unconscious", "sleep", 10)
    assert _names(table, KIRA) == ["unconscious", "prone"]
    assert [event.kind for event in events] == ["condition", "concentration", "condition"]
    assert events[1].detail["freed"] == [[GOBLIN, "paralyzed"]]
    assert (creature(table, KIRA).concentration, _names(table, GOBLIN), _names(table, BRAM)) == ("", [], [])


def test_exhaustion_grows_to_death() -> None:
    table = state(kira(max_hit_points=10, hit_points=10, concentration="bless"))
    for level in range(1, 6):
        table, (event,) = rules.afflict(table, KIRA, "exhaustion", "the desert", 0)
        assert event.detail["level"] == level
    assert creature(table, KIRA).hit_points == 5
    table, (event, lost) = rules.afflict(table, KIRA, "exhaustion", "the desert", 0)
    assert (event.detail["level"], lost.kind) == (6, "concentration")
    assert (table.party[0].dead, table.party[0].hit_points) == (True, 0)
    with pytest.raises(IsDead):
        rules.afflict(table, KIRA, "prone", "", 0)


def test_exhaustion_goes_a_level_at_a_time() -> None:
    table, (event,) = rules.relieve(state(kira(exhaustion=2)), KIRA, "exhaustion")
    assert (table.party[0].exhaustion, event.detail["level"]) == (1, 1)


def test_what_cannot_be_is_refused_in_a_sentence() -> None:
    with pytest.raises(rules.NoSuchCondition):
        rules.afflict(fight(), KIRA, "bored", "", 0)
    with pytest.raises(rules.NotAfflicted):
        rules.relieve(fight(), KIRA, "prone")
    with pytest.raises(rules.NotAfflicted):
        rules.relieve(fight(), KIRA, "exhaustion")
    with pytest.raises(rules.AtNoHitPoints):
        rules.relieve(fight(kira(hit_points=0)), KIRA, "unconscious")
    with pytest.raises(rules.FoesDoNotTire):
        rules.afflict(fight(), GOBLIN, "exhaustion", "", 0)
    table = fight()
    for number in range(rules.MOST_AT_ONCE):
        table, _ = rules.afflict(table, KIRA, "prone", f"mud {number}", 0)
    with pytest.raises(rules.TooManyConditions):
        rules.afflict(table, KIRA, "prone", "more mud", 0)


def test_whoever_can_gets_up() -> None:
    table, _ = rules.afflict(fight(), KIRA, "prone", "mud", 0)
    assert rules.stand_up(rules.afflict(table, KIRA, "stunned", "", 0)[0], KIRA)[1] == ()
    assert _names(rules.stand_up(table, KIRA)[0], KIRA) == []
    assert rules.stand_up(fight(), KIRA) == (fight(), ())


def test_a_check_counts_conditions_and_noisy_armour_and_says_so() -> None:
    mail = Item("Chain mail", equipped=True, armour=Armour(16, "heavy", 0, 13, stealth_disadvantage=True))
    loud = kira(items=(mail,), conditions=(Affliction("poisoned"),))
    check = ability_check(loud, "stealth", 10, "none", LoadedDice([15, 4]), check_edges(state(loud), loud, "stealth"))
    assert (check.disadvantages, check.advantage, check.kept) == (("poisoned", "armour"), "disadvantage", 4)
    edges = check_edges(state(loud), loud, "arcana")
    assert ability_check(loud, "arcana", 10, "advantage", LoadedDice([15]), edges).advantage == "none"


@pytest.mark.parametrize("changes", [{"dead": True, "hit_points": 0}, {"hit_points": 0}])
def test_the_dead_and_the_unconscious_try_nothing(changes: dict[str, object]) -> None:
    nobody = bram(**changes)
    with pytest.raises(CanTryNothing):
        check_edges(state(nobody), nobody, "athletics")


def test_conditions_are_known_in_both_languages() -> None:
    for index, label in CONDITION_NAMES.items():
        assert find_condition(label.en) == find_condition(label.fr.upper()) == find_condition(index) == index
    assert find_condition("bored") is None
