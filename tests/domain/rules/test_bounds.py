"""What holds of every state, and that what does not is found; who may still join a party."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.character import Affliction
from bot.domain.combat import Combat, Combatant, Foe, StatBlock
from bot.domain.gear import Armour, Coins, Item
from bot.domain.rules.arriving import PartyFull, arrive
from bot.domain.rules.bounds import broken
from bot.domain.state import MOST_CHARACTERS
from tests.domain.tables import kira, state

BLOCK = StatBlock("goblin", "Goblin", "humanoid", 15, 7, "2d6", (8, 14, 10, 10, 8, 8), 2, 50, 2)
GOBLIN = Foe("goblin-1", "Goblin 1", BLOCK, 7, 7)
FIGHT = Combat(1, 0, (Combatant("pc:11", 12, 13), Combatant("goblin-1", 9, 14)), (GOBLIN,))


def test_what_the_rules_know_is_whole() -> None:
    assert broken(state()) == ()
    assert broken(replace(state(), combat=FIGHT)) == ()
    assert broken(state(kira(hit_points=0, dead=True, exhaustion=6))) == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hit_points": -1}, "hit points"),
        ({"hit_points": 9}, "hit points"),
        ({"max_hit_points": 0, "hit_points": 0}, "hit point maximum"),
        ({"max_hit_points": 10**9}, "hit point maximum"),
        ({"temporary_hit_points": -1}, "temporary hit points"),
        ({"level": 0}, "level"),
        ({"level": 21}, "level"),
        ({"experience": -1}, "experience"),
        ({"scores": (0, 10, 10, 10, 10, 10)}, "ability scores"),
        ({"scores": (10, 10, 10, 10, 10, 31)}, "ability scores"),
        ({"hit_dice_spent": 2}, "hit dice"),
        ({"slots_spent": (3, 0, 0, 0, 0, 0, 0, 0, 0)}, "spell slots"),
        ({"slots_spent": (0, 0, 0, 0, 0, 0, 0, 0, -1)}, "spell slots"),
        ({"slots_spent": (0,)}, "spell slots"),
        ({"dead": True}, "dead with hit points"),
        ({"stable": True}, "stable, but not at 0 hit points and alive"),
        ({"death_failures": 1}, "death saves of somebody awake"),
        ({"hit_points": 0, "death_failures": 4}, "death saves"),
        ({"exhaustion": 7, "dead": True, "hit_points": 0}, "exhaustion"),
        ({"exhaustion": 6}, "alive with six levels of exhaustion"),
        ({"coins": Coins(gp=-1)}, "coins"),
        ({"coins": Coins(cp=10**9)}, "coins"),
        ({"items": (Item("A"),) * 61}, "too many items"),
        ({"items": (Item("A", 0),)}, "an item"),
        ({"items": (Item("A", 10**9),)}, "an item"),
        ({"items": (Item("\u200b"),)}, "an item"),
        ({"items": (Item("A", equipped=True),)}, "an item"),
        ({"items": (Item("A", armour=Armour(99, "heavy")),)}, "an item"),
        ({"conditions": (Affliction("prone", rounds=-1),)}, "conditions"),
        ({"conditions": (Affliction("prone"),) * 31}, "too many conditions"),
        ({"race": "owl"}, "race or class"),
        ({"skills": ("luck",)}, "skills"),
        ({"spells": ("wish", "wish")}, "spells"),
        ({"name": "\u202eevil"}, "the name"),
        ({"name": ""}, "the name"),
        ({"name": "K" * 81}, "a text is too long"),
        ({"concentration": "x" * 61}, "an index is too long"),
    ],
)
def test_a_sheet_that_no_rule_leads_to_is_found(changes: dict[str, object], said: str) -> None:
    assert f"character 11: {said}" in broken(state(kira(**changes)))


def test_two_characters_of_one_player_or_id_are_found() -> None:
    assert broken(state(kira(), kira())) == ("two characters have one id", "two characters have one player")


@pytest.mark.parametrize(
    ("combat", "said"),
    [
        (replace(FIGHT, round=0), "round or turn of the fight"),
        (replace(FIGHT, current=2), "round or turn of the fight"),
        (replace(FIGHT, order=()), "round or turn of the fight"),
        (replace(FIGHT, order=(*FIGHT.order, Combatant("pc:99", 1, 1))), "order of the fight"),
        (replace(FIGHT, order=(FIGHT.order[0], FIGHT.order[0])), "order of the fight"),
        (replace(FIGHT, foes=(GOBLIN, GOBLIN)), "foes"),
        (replace(FIGHT, foes=(replace(GOBLIN, hit_points=8),)), "goblin-1: hit points"),
        (replace(FIGHT, foes=(replace(GOBLIN, dead=True),)), "goblin-1: dead with hit points"),
    ],
)
def test_a_fight_that_no_rule_leads_to_is_found(combat: Combat, said: str) -> None:
    assert said in broken(replace(state(), combat=combat))


def test_a_newcomer_joins_once_and_in_order() -> None:
    first = kira(id=3, account_id=9, name="Ada")
    after, (event,) = arrive(state(), first)
    assert [one.id for one in after.party] == [3, 11]
    assert (event.kind, event.actor, event.detail["level"]) == ("arrival", "Ada", 1)
    assert arrive(after, first) == (after, ())


def test_a_party_has_an_end() -> None:
    crowd = state(*(kira(id=number, account_id=number) for number in range(1, MOST_CHARACTERS + 1)))
    assert broken(crowd) == ()
    with pytest.raises(PartyFull, match="50 characters"):
        arrive(crowd, kira(id=99, account_id=99))
