"""Experience, levels and rests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tinys_srd import Classes

from bot.domain.character import Affliction
from bot.domain.combat import Combat, Combatant
from bot.domain.rules.bounds import broken
from bot.domain.rules.experience import BadExperience, NobodyLearns, award, most_for_a_deed
from bot.domain.rules.levels import EXPERIENCE, level_at
from bot.domain.rules.rests import NobodyRests, RestInFight, SomebodyDies, rest
from bot.domain.rules.slots import slots, spell_attack, spell_dc
from bot.domain.scene import Scene
from bot.domain.sheet import new_sheet
from bot.domain.srd import CLASSES
from bot.domain.state import document
from tests.domain.tables import LoadedDice, kira, state

BRUNO = {"id": 12, "account_id": 8, "name": "Bruno"}


def test_experience_is_shared_among_those_who_are_here_and_alive() -> None:
    away = kira(id=13, account_id=9, name="Zoé")
    dead = kira(id=14, account_id=10, name="Ulf", dead=True, hit_points=0)
    before = replace(state(kira(), kira(**BRUNO), away, dead), scene=Scene(away=(13,)))
    after, events = award(before, 101, "the bridge")
    assert [character.experience for character in after.party] == [50, 50, 0, 0]
    assert len(events) == 1
    assert events[0].detail["share"] == 50
    assert [one["name"] for one in events[0].detail["shares"]] == ["Kira", "Bruno"]


def test_three_hundred_points_are_a_level_with_its_hit_points_and_slots() -> None:
    after, (shared, level) = award(state(kira(hit_points=3)), 300, "")
    grown = after.party[0]
    # A wizard's d6 is worth 4 on average, and Constitution 15 adds 2.
    assert (grown.level, grown.max_hit_points, grown.hit_points) == (2, 14, 9)
    assert (level.kind, level.actor, level.detail["level"]) == ("level", "Kira", 2)
    assert level.detail["slots"] == [3, 0, 0, 0, 0, 0, 0, 0, 0]
    assert len(level.detail["spells"]) == 2
    assert shared.detail["shares"][0] == {"character": "pc:11", "name": "Kira", "before": 0, "after": 300}


@pytest.mark.parametrize("class_", CLASSES)
def test_the_way_to_level_20_keeps_every_bound(class_: str) -> None:
    sheet = replace(new_sheet(1, 7, "Nobody", "human", class_), id=11)
    after, events = award(state(sheet), 355_000, "")
    grown = after.party[0]
    assert grown.level == 20
    assert [event.detail["level"] for event in events[1:]] == list(range(2, 21))
    assert broken(after) == ()
    assert max(grown.scores) <= 20
    improvements = 5 + {"fighter": 2, "rogue": 1}.get(class_, 0)
    assert sum(grown.scores) == sum(sheet.scores) + 2 * improvements
    die = getattr(Classes, class_).hit_die
    con = (grown.scores[2] - 10) // 2
    # What Constitution gains counts for every level.
    assert grown.max_hit_points == die + con + 19 * (die // 2 + 1 + con)
    assert set(sheet.spells) <= set(grown.spells)


def test_the_levels_are_those_of_the_book() -> None:
    assert [level_at(points) for points in (0, 299, 300, 899, 900, 354_999, 355_000, 10**9)] == [
        1,
        1,
        2,
        2,
        3,
        19,
        20,
        20,
    ]
    assert len(EXPERIENCE) == 20


def test_a_character_of_level_20_with_one_hit_point_plays_on() -> None:
    hero = kira(level=20, hit_points=1, max_hit_points=1)
    assert broken(state(hero)) == ()
    after, events = award(state(hero), 1000, "")
    assert (after.party[0].level, len(events)) == (20, 1)
    rested, _ = rest(after, "long", LoadedDice([]))
    assert rested.party[0].hit_points == 1
    assert spell_dc(hero) == 8 + 6 + 3
    assert spell_attack(hero) == 6 + 3
    assert most_for_a_deed(state(hero)) == 50_000


def test_whoever_lies_at_zero_is_not_woken_by_a_level() -> None:
    after, _ = award(state(kira(hit_points=0, stable=True)), 300, "")
    assert (after.party[0].level, after.party[0].hit_points) == (2, 0)


@pytest.mark.parametrize("experience", [0, -5, 10**9])
def test_no_absurd_experience_is_awarded(experience: int) -> None:
    with pytest.raises(BadExperience):
        award(state(), experience, "")


def test_nobody_learns_where_nobody_is() -> None:
    with pytest.raises(NobodyLearns):
        award(state(kira(dead=True, hit_points=0)), 10, "")


def test_a_short_rest_spends_hit_dice_until_the_wounds_are_small() -> None:
    hurt = kira(level=5, max_hit_points=32, hit_points=10, slots_spent=(4, 0, 0, 0, 0, 0, 0, 0, 0))
    dice = LoadedDice([6, 1, 4])
    after, (_, rested) = rest(state(hurt), "short", dice)
    mended = after.party[0]
    # 8 and 3 and 6 back; one more die would mostly be wasted on the last 5.
    assert (mended.hit_points, mended.hit_dice_spent) == (27, 3)
    assert rested.detail["drawn"] == [[6, 6], [6, 1], [6, 4]]
    assert (rested.detail["hit_dice_before"], rested.detail["hit_dice"]) == (5, 2)
    assert mended.slots_spent == hurt.slots_spent


def test_a_warlock_has_their_slots_back_after_an_hour() -> None:
    spent = kira(class_="warlock", level=3, slots_spent=(0, 2, 0, 0, 0, 0, 0, 0, 0))
    after, _ = rest(state(spent), "short", LoadedDice([]))
    assert after.party[0].slots_spent == (0,) * 9
    assert slots("warlock", 3)[1] == 2


def test_a_long_rest_gives_back_nearly_everything() -> None:
    weary = kira(
        level=4,
        max_hit_points=26,
        hit_points=2,
        hit_dice_spent=4,
        exhaustion=2,
        temporary_hit_points=5,
        concentration="bless",
        slots_spent=(4, 3, 0, 0, 0, 0, 0, 0, 0),
        conditions=(Affliction("poisoned", rounds=3), Affliction("charmed")),
    )
    after, _ = rest(state(weary), "long", LoadedDice([]))
    fresh = after.party[0]
    assert (fresh.hit_points, fresh.hit_dice_spent, fresh.exhaustion) == (26, 2, 1)
    assert (fresh.temporary_hit_points, fresh.concentration, sum(fresh.slots_spent)) == (0, "", 0)
    assert [one.condition for one in fresh.conditions] == ["charmed"]


def test_the_stable_wake_and_the_dying_are_not_slept_over() -> None:
    stable = kira(hit_points=0, stable=True, conditions=(Affliction("unconscious"), Affliction("deafened")))
    after, _ = rest(state(stable), "long", LoadedDice([]))
    assert (after.party[0].hit_points, after.party[0].stable) == (8, False)
    assert [one.condition for one in after.party[0].conditions] == ["deafened"]
    with pytest.raises(SomebodyDies, match="Kira"):
        rest(state(kira(hit_points=0)), "short", LoadedDice([]))


def test_nobody_rests_in_a_fight_or_in_the_grave() -> None:
    with pytest.raises(RestInFight):
        rest(replace(state(), combat=Combat(1, 0, (Combatant("pc:11", 1, 1),), ())), "short", LoadedDice([]))
    with pytest.raises(NobodyRests):
        rest(state(kira(dead=True, hit_points=0)), "long", LoadedDice([]))


def test_a_rest_that_nobody_needed_changes_nothing() -> None:
    after, events = rest(state(), "long", LoadedDice([]))
    assert document(after) == document(state())
    assert [event.kind for event in events] == ["rest"]
