"""Spells as SRD 5.1 has them: slots, attacks, saves, healing, concentration."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.campaign import TableRules, TurnMode
from bot.domain.character import Affliction, Character
from bot.domain.combat import Combat, Combatant, Foe, StatBlock
from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.rules.actions import ActionUsed, CannotAct, NotTheirTurn
from bot.domain.rules.bounds import broken
from bot.domain.rules.casting import NeedsTarget, NoUse, TooManyTargets, cast
from bot.domain.rules.creatures import creature
from bot.domain.rules.lasting import wear_off
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.rules.spell_attacks import IsCharmed
from bot.domain.rules.spells import HasReacted, NoCaster, NoSlot, SlotTooLow, SpellNotKnown, TakesTooLong
from bot.domain.spell import Entry, Spell
from bot.domain.state import GameState
from bot.domain.tools import Need, Outcome, needs, run
from bot.domain.values import read
from bot.storage.srd.rows import rows
from tests.domain.tables import SECRET, LoadedDice, campaign, kira, state

BOOK = {row["index"]: read(Spell, json.loads(json.dumps(row["rules"]))) for row in rows() if row["kind"] == "spell"}
GOBLIN = StatBlock("goblin", "Goblin", "humanoid", 15, 7, "2d6", (8, 14, 10, 10, 8, 8), 2, 50, 2)
SKELETON = replace(GOBLIN, index="skeleton", name="Skeleton", kind="undead")


def wizard(*spells: str, **changes: Any) -> Character:
    """Kira (Int 16: DC 13, +5 to hit) with 20 of 20 hit points, two slots of level 1, and these spells."""
    return kira(**{"spells": spells, "hit_points": 20, "max_hit_points": 20, **changes})


def foe(number: int, block: StatBlock = GOBLIN, **changes: Any) -> Foe:
    made = Foe(f"{block.index}-{number}", f"{block.name} {number}", block, block.hit_points, block.hit_points)
    return replace(made, **changes)


def fight(*foes: Foe, caster: Character, mode: TurnMode = "free", current: int = 0) -> GameState:
    order = (Combatant(caster.key, 20, 13), *(Combatant(each.key, 10, 14) for each in foes))
    calm = GameState(replace(campaign(), rules=TableRules(mode=mode)), (caster,), 3)
    return replace(calm, combat=Combat(1, current, order, foes))


def do(
    before: GameState, spell: str, *targets: str, faces: list[int] | None = None, level: int = 0
) -> tuple[GameState, tuple[Event, ...]]:
    dice = LoadedDice(faces or [])
    after, events = cast(before, "pc:11", BOOK[spell], targets, level, dice)
    assert dice.faces == []
    return after, events


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [event.kind for event in events]


def test_a_cantrip_strikes_with_an_attack_roll_and_costs_no_slot() -> None:
    after, events = do(fight(foe(1), caster=wizard("fire-bolt")), "fire-bolt", "goblin-1", faces=[10, 6])
    assert kinds(events)[:3] == ["spell", "spell_attack", "damage"]
    assert (events[1].detail["total"], events[1].detail["hit"]) == (15, True)
    assert creature(after, "goblin-1").hit_points == 1
    assert after.party[0].slots_spent == (0,) * 9
    assert line(events[1], "en") == "Kira → Goblin 1 · Fire Bolt · 10 + 5 = **15** vs AC 15 · hit · 1d10 = **6** fire"
    assert line(events[0], "fr") == "Kira · lance **Trait de feu**"


def test_a_natural_20_throws_twice_the_dice_and_a_1_misses() -> None:
    begun = fight(foe(1, hit_points=40, max_hit_points=40), caster=wizard("fire-bolt"))
    after, events = do(begun, "fire-bolt", "goblin-1", faces=[20, 10, 10])
    assert events[1].detail["critical"]
    assert creature(after, "goblin-1").hit_points == 20
    _, events = do(begun, "fire-bolt", "goblin-1", faces=[1])
    assert not events[1].detail["hit"]


def test_a_cantrip_grows_with_its_caster() -> None:
    begun = fight(foe(1, hit_points=40, max_hit_points=40), caster=wizard("fire-bolt", level=5))
    _, events = do(begun, "fire-bolt", "goblin-1", faces=[15, 4, 4])
    assert events[1].detail["damage"]["dice"] == "2d10"


def test_darts_find_their_targets_without_a_roll_to_hit() -> None:
    begun = fight(foe(1), foe(2), caster=wizard("magic-missile"))
    after, events = do(begun, "magic-missile", "goblin-1", "goblin-2", faces=[4, 1, 2])
    assert [each["total"] for each in events[0].detail["thrown"]] == [5, 2, 3]
    assert (creature(after, "goblin-1").dead, creature(after, "goblin-2").hit_points) == (True, 5)
    assert after.party[0].slots_spent[0] == 1


def test_one_throw_burns_all_and_a_save_leaves_half() -> None:
    sorcerer = wizard("fireball", level=5)
    begun = fight(foe(1, hit_points=30, max_hit_points=30), foe(2, hit_points=30, max_hit_points=30), caster=sorcerer)
    after, events = do(begun, "fireball", "goblin-1", "goblin-2", faces=[3] * 8 + [20, 2])
    assert events[0].detail["dc"] == 14
    assert events[0].detail["thrown"][0]["total"] == 24
    assert creature(after, "goblin-1").hit_points == 30 - 12
    assert creature(after, "goblin-2").hit_points == 30 - 24
    assert after.party[0].slots_spent[2] == 1
    assert "Dexterity save, DC 14" in line(events[0], "en")


def test_a_higher_slot_does_more() -> None:
    _, events = do(
        fight(foe(1), caster=wizard("fireball", level=7)), "fireball", "goblin-1", level=4, faces=[1] * 9 + [20]
    )
    assert events[0].detail["thrown"][0]["dice"] == "9d6"


def test_two_kinds_of_damage_meet_their_own_resistances() -> None:
    cold_blooded = replace(GOBLIN, immunities=("cold",))
    begun = fight(foe(1, cold_blooded, hit_points=50, max_hit_points=50), caster=wizard("ice-storm", level=7))
    after, _ = do(begun, "ice-storm", "goblin-1", faces=[8, 8, 6, 6, 6, 6, 1])
    assert creature(after, "goblin-1").hit_points == 50 - 16


def test_healing_wakes_who_fell_and_never_passes_the_maximum() -> None:
    cleric = replace(kira(), class_="cleric", spells=("cure-wounds",), scores=(8, 13, 15, 10, 16, 12))
    fallen = replace(kira(), id=12, name="Bruno", hit_points=0, max_hit_points=6)
    after, events = do(state(cleric, fallen), "cure-wounds", "pc:12", faces=[8])
    assert events[0].detail["thrown"][0]["total"] == 8 + 3
    assert creature(after, "pc:12").hit_points == 6


def test_temporary_hit_points_go_to_the_caster() -> None:
    after, _ = do(state(wizard("false-life")), "false-life", faces=[4])
    assert after.party[0].temporary_hit_points == 8


def test_a_new_concentration_ends_the_old_one_and_what_hung_on_it() -> None:
    begun = fight(foe(1), foe(2), caster=wizard("hold-person", level=5))
    held, _ = do(begun, "hold-person", "goblin-1", faces=[2])
    assert creature(held, "goblin-1").has("paralyzed")
    assert held.party[0].concentration == "hold-person"
    assert held.combat is not None
    again = replace(held, combat=replace(held.combat, order=begun.combat.order if begun.combat else ()))
    after, events = do(again, "hold-person", "goblin-2", faces=[3])
    assert kinds(events)[:2] == ["concentration", "spell"]
    assert not creature(after, "goblin-1").has("paralyzed")
    assert creature(after, "goblin-2").has("paralyzed")


def test_whoever_is_held_saves_again_at_the_end_of_each_turn() -> None:
    held, _ = do(fight(foe(1), caster=wizard("hold-person", level=5)), "hold-person", "goblin-1", faces=[2])
    still, events = wear_off(held, "goblin-1", LoadedDice([3]))
    assert kinds(events) == ["save"]
    assert creature(still, "goblin-1").conditions[0].rounds == 9
    free, events = wear_off(still, "goblin-1", LoadedDice([19]))
    assert kinds(events) == ["save", "condition"]
    assert events[0].detail["dc"] == 14
    assert not creature(free, "goblin-1").conditions


def test_a_spell_that_everybody_withstands_is_not_held() -> None:
    after, _ = do(fight(foe(1), caster=wizard("hold-person", level=3)), "hold-person", "goblin-1", faces=[20])
    assert after.party[0].concentration == ""
    assert after.party[0].slots_spent[1] == 1


def test_sleep_takes_the_weakest_first_and_no_undead() -> None:
    begun = fight(foe(1), foe(2, hit_points=3), foe(3, SKELETON, hit_points=1), caster=wizard("sleep"))
    after, _ = do(begun, "sleep", "goblin-1", "goblin-2", "skeleton-3", faces=[1, 1, 2, 2, 2])
    asleep = [
        each.key
        for each in (creature(after, key) for key in ("goblin-1", "goblin-2", "skeleton-3"))
        if not each.conscious
    ]
    assert asleep == ["goblin-2"]


def test_the_dying_are_spared() -> None:
    cleric = replace(kira(), class_="cleric", spells=("spare-the-dying",))
    after, _ = do(state(cleric, replace(kira(), id=12, name="Bruno", hit_points=0)), "spare-the-dying", "pc:12")
    assert after.party[1].stable


def test_a_spell_of_words_changes_nothing_but_the_slot() -> None:
    after, events = do(state(wizard("mage-armor")), "mage-armor", "pc:11")
    assert kinds(events) == ["spell"]
    assert after.party[0].slots_spent[0] == 1


def test_a_ritual_in_peace_costs_no_slot() -> None:
    after, events = do(state(wizard("detect-magic")), "detect-magic")
    assert events[-1].detail["ritual"]
    assert after.party[0].slots_spent[0] == 0
    assert after.party[0].concentration == "detect-magic"


SPENT = (2, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("begun", "spell", "targets", "level", "refusal"),
    [
        (fight(foe(1), caster=wizard("magic-missile", slots_spent=SPENT)), "magic-missile", ["goblin-1"], 0, NoSlot),
        (fight(foe(1), caster=wizard("magic-missile")), "magic-missile", ["goblin-1"], 9, NoSlot),
        (fight(foe(1), caster=wizard("fireball", level=5)), "fireball", ["goblin-1"], 1, SlotTooLow),
        (fight(foe(1), caster=wizard("magic-missile")), "fireball", ["goblin-1"], 0, SpellNotKnown),
        (fight(foe(1), caster=wizard("magic-missile")), "magic-missile", [], 0, NeedsTarget),
        (state(wizard("spare-the-dying")), "spare-the-dying", [], 0, NeedsTarget),
        (fight(foe(1), foe(2), caster=wizard("fire-bolt")), "fire-bolt", ["goblin-1", "goblin-2"], 0, TooManyTargets),
        (fight(foe(1, dead=True), caster=wizard("fire-bolt")), "fire-bolt", ["goblin-1"], 0, NoUse),
        (fight(foe(1, SKELETON), caster=wizard("hold-person", level=3)), "hold-person", ["skeleton-1"], 0, NoUse),
        (fight(foe(1), caster=wizard("identify")), "identify", [], 0, TakesTooLong),
        (fight(foe(1), caster=kira(class_="fighter", spells=("fire-bolt",))), "fire-bolt", ["goblin-1"], 0, NoCaster),
        (
            fight(foe(1), caster=wizard("fire-bolt"), mode="initiative", current=1),
            "fire-bolt",
            ["goblin-1"],
            0,
            NotTheirTurn,
        ),
        (state(wizard("light", hit_points=0)), "light", [], 0, CannotAct),
        (
            fight(foe(1), caster=wizard("fire-bolt", conditions=(Affliction("charmed", "goblin-1"),))),
            *("fire-bolt", ["goblin-1"], 0, IsCharmed),
        ),
    ],
)
def test_what_the_rules_refuse_spends_nothing(
    begun: GameState, spell: str, targets: list[str], level: int, refusal: type[AgainstTheRules]
) -> None:
    with pytest.raises(refusal) as refused:
        do(begun, spell, *targets, level=level)
    assert refused.value.say("en")


def test_there_is_one_action_and_one_reaction_in_a_round() -> None:
    begun = fight(foe(1), caster=wizard("fire-bolt", "hellish-rebuke"))
    after, _ = do(begun, "fire-bolt", "goblin-1", faces=[2])
    with pytest.raises(ActionUsed):
        do(after, "fire-bolt", "goblin-1")
    after, _ = do(after, "hellish-rebuke", "goblin-1", faces=[1, 1, 20])
    with pytest.raises(HasReacted):
        do(after, "hellish-rebuke", "goblin-1")


def call(tool: str, **arguments: object) -> ToolCall:
    return ToolCall("call-1", tool, json.dumps(arguments))


def ask(begun: GameState, faces: list[int], **arguments: object) -> Outcome:
    asked = call("cast_spell", **{"caster": "Kira", **arguments})
    found = {
        need: BOOK[spell] for need in needs(asked, begun) if (spell := need.name.lower().replace(" ", "-")) in BOOK
    }
    return run(asked, begun, LoadedDice(faces), "en", found)


def test_the_model_names_targets_and_is_told_what_became_of_them() -> None:
    begun = fight(foe(1), foe(2), caster=wizard("magic-missile"))
    outcome = ask(begun, [4, 1, 2], spell="Magic Missile", targets="goblin 1 and Goblin 2", slot_level=1)
    told = json.loads(outcome.content)
    assert outcome.valid
    assert [each["name"] for each in told["now"]] == ["Goblin 1", "Goblin 2"]
    assert told["now"][0]["dead"]
    assert outcome.entries[0].summary.startswith("Kira · casts **Magic Missile** · level 1 slot · 1d4+1 = **5** force")


def test_a_spell_that_does_not_exist_is_told_so() -> None:
    outcome = ask(fight(foe(1), caster=wizard("fire-bolt")), [], spell="Frostnova of Doom", targets="Goblin 1")
    assert not outcome.valid
    assert "fire-bolt" in outcome.content


def test_nobody_is_offered_magic_where_nobody_casts() -> None:
    outcome = run(call("cast_spell", caster="Kira", spell="Light"), state(kira(spells=())), LoadedDice([]), "en")
    assert "no such tool" in outcome.content


def test_the_book_is_read_out_and_bounded() -> None:
    asked = call("look_up", name="Cover", kind="règle")
    (need,) = needs(asked, state())
    assert need == Need("entry", "rule:Cover")
    long = Entry("rule", "cover", "Cover", "Walls, trees. " * 500)
    outcome = run(asked, state(), LoadedDice([]), "en", {need: long})
    assert outcome.valid
    assert outcome.entries == ()
    assert len(outcome.content) < 1700
    assert not run(asked, state(), LoadedDice([]), "en").valid


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_spell_takes_anybody_where_the_rules_cannot(data: st.DataObject) -> None:
    spell = data.draw(st.sampled_from(sorted(BOOK)))
    caster = wizard(
        *BOOK, level=data.draw(st.integers(1, 20)), class_=data.draw(st.sampled_from(["wizard", "warlock", "bard"]))
    )
    begun = fight(foe(1), foe(2, SKELETON), caster=caster)
    begun = begun if data.draw(st.booleans()) else replace(begun, combat=None)
    keys = data.draw(st.lists(st.sampled_from(["pc:11", "goblin-1", "skeleton-2", "nobody"]), max_size=4))
    try:
        after, events = cast(begun, "pc:11", BOOK[spell], keys, data.draw(st.integers(0, 9)), SeededDice(SECRET, 3))
    except AgainstTheRules:
        return
    json.dumps([event.detail for event in events])
    for language in ("en", "fr"):
        assert all(isinstance(line(event, language), str) for event in events)
    spent = sum(after.party[0].slots_spent)
    assert spent == (BOOK[spell].level > 0 and not next(e for e in events if e.kind == "spell").detail["ritual"])
    assert set(broken(after)) <= set(broken(begun))
    for each in (*after.party, *(after.combat.foes if after.combat else ())):
        assert 0 <= each.hit_points <= each.max_hit_points
