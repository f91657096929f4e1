"""The turns of a fight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.character import Affliction
from bot.domain.event import Event
from bot.domain.rules.actions import NoFight
from bot.domain.rules.attacks import attack
from bot.domain.rules.creatures import creature
from bot.domain.rules.ending import end
from bot.domain.rules.fights import FightAlready, NobodyToFight, begin
from bot.domain.rules.fleeing import CannotMove, dodge, flee
from bot.domain.rules.turns import MOST_ROUNDS, advance, end_of_turn, pass_turn, turn_of
from bot.domain.scene import Scene
from bot.domain.state import GameState
from tests.domain.rules.fights import BEAR, GOBLIN, HARMLESS, SKELETON, WOLF, bruno, fight, table
from tests.domain.tables import LoadedDice, kira

KIRA, BRUNO = "pc:11", "pc:12"


def kinds(events: Sequence[Event]) -> list[str]:
    return [event.kind for event in events]


def with_foe(state: GameState, **changes: Any) -> GameState:
    """The same fight, whose first foe is another way."""
    assert state.combat is not None
    first, *others = state.combat.foes
    return replace(state, combat=replace(state.combat, foes=(replace(first, **changes), *others)))


def order_of(state: GameState) -> list[str]:
    assert state.combat is not None
    return [each.key for each in state.combat.order]


def test_initiative_is_rolled_once_for_a_kind_and_ties_go_to_dexterity() -> None:
    dice = LoadedDice([14, 14, 13, 9, 20, 1, 2, 1, 2])
    state, events = begin(table(kira(), bruno(), difficulty="deadly"), [(GOBLIN, 2)], "none", dice)
    # All have 15. The goblins' Dexterity is the highest; Kira and Bruno have the same, so that a die decides.
    assert order_of(state) == ["goblin-1", "goblin-2", BRUNO, KIRA]
    assert events[0].detail["drawn"] == [[20, 14], [20, 14], [20, 13], [20, 9], [20, 20]]


def test_foes_that_come_first_have_acted_when_a_character_is_asked() -> None:
    state, events = begin(table(bruno()), [(GOBLIN, 1)], "none", LoadedDice([2, 18, 3]))
    assert kinds(events) == ["combat_started", "attack", "turn"]
    assert turn_of(state) == state.party[0]


def test_the_surprised_lose_their_first_turn() -> None:
    _, events = begin(table(bruno()), [(GOBLIN, 1)], "party", LoadedDice([18, 2, 3, 3]))
    assert kinds(events) == ["combat_started", "surprised", "attack", "turn"]
    _, events = begin(table(bruno()), [(GOBLIN, 1)], "foes", LoadedDice([2, 18]))
    assert kinds(events) == ["combat_started", "surprised", "turn"]


def test_a_fight_that_is_too_much_is_cut_down_and_says_so() -> None:
    state, events = begin(table(bruno()), [(GOBLIN, 9)], "none", LoadedDice([18, 2]))
    assert state.combat is not None
    assert len(state.combat.foes) == 1
    assert (events[0].detail["asked"], events[0].detail["met"]) == ([["Goblin", 9]], [["Goblin", 1]])


def test_no_fight_begins_within_another_or_without_a_party() -> None:
    with pytest.raises(FightAlready):
        begin(fight(GOBLIN), [(WOLF, 1)], "none", LoadedDice([]))
    with pytest.raises(NobodyToFight):
        begin(table(kira(hit_points=0)), [(WOLF, 1)], "none", LoadedDice([]))
    with pytest.raises(NoFight):
        advance(table(), LoadedDice([]))


def test_a_reply_ends_the_turn_of_whoever_acted_and_of_nobody_else() -> None:
    state = fight(GOBLIN, party=(kira(), bruno()), mode="initiative")
    assert end_of_turn(state, {12}, LoadedDice([])) == (state, ())
    after, events = end_of_turn(state, {11}, LoadedDice([]))
    assert (turn_of(after), kinds(events)) == (state.party[1], ["turn"])
    after, events = end_of_turn(state, {11, 12}, LoadedDice([1, 2]))
    assert (turn_of(after), kinds(events)) == (state.party[0], ["turn", "attack", "turn"])
    assert end_of_turn(table(), {11}, LoadedDice([])) == (table(), ())


def test_an_action_ends_the_turn_even_when_a_friend_wrote_it() -> None:
    state, _ = dodge(fight(GOBLIN, party=(kira(), bruno()), mode="initiative"), KIRA)
    after, _ = end_of_turn(state, (), LoadedDice([]))
    assert turn_of(after) == state.party[1]


def test_a_turn_that_began_within_a_reply_is_not_over_with_it() -> None:
    state, _ = begin(table(bruno()), [(GOBLIN, 1)], "none", LoadedDice([18, 2]))
    after, events = end_of_turn(state, {12}, LoadedDice([]))
    assert (turn_of(after), events) == (state.party[0], ())
    again, events = end_of_turn(after, {12}, LoadedDice([2]))
    assert (turn_of(again), kinds(events)) == (state.party[0], ["attack", "turn"])


def test_a_free_table_waits_one_reply_for_the_silent_and_then_lets_them_dodge() -> None:
    state = fight(GOBLIN, party=(kira(), bruno()))
    waiting, events = end_of_turn(state, {12}, LoadedDice([]))
    assert (turn_of(waiting), events) == (state.party[0], ())
    after, events = end_of_turn(waiting, {12}, LoadedDice([]))
    assert kinds(events) == ["dodge", "turn"]
    assert turn_of(after) == state.party[1]


def test_whoever_acted_early_is_not_asked_again_in_the_round() -> None:
    state = fight(GOBLIN, party=(kira(), bruno()))
    state, _ = attack(state, BRUNO, "goblin", "", "none", LoadedDice([2]))
    after, events = advance(state, LoadedDice([1, 2]))
    assert (kinds(events), turn_of(after)) == (["attack", "turn"], state.party[0])


def test_dodging_lasts_until_the_own_next_turn() -> None:
    state, _ = dodge(fight(GOBLIN), KIRA)
    after, events = advance(state, LoadedDice([15, 3]))
    assert (events[0].detail["advantage"], events[0].detail["kept"]) == ("disadvantage", 3)
    assert after.combat is not None
    assert not after.combat.order[0].dodging


def test_the_dying_save_in_their_turn_and_the_fight_goes_on_around_them() -> None:
    state = fight(GOBLIN, party=(kira(), bruno(hit_points=0)))
    after, events = advance(state, LoadedDice([12, 3]))
    assert kinds(events) == ["death_save", "attack", "turn"]
    assert turn_of(after) == state.party[0]


def test_a_twenty_gets_up_and_may_act() -> None:
    state = fight(GOBLIN, party=(kira(), bruno(hit_points=0)))
    after, events = advance(state, LoadedDice([20]))
    assert kinds(events) == ["death_save", "turn"]
    assert turn_of(after) == after.party[1]


def test_conditions_end_with_turns() -> None:
    held = kira(conditions=(Affliction("stunned", "goblin", 1),))
    after, events = advance(fight(HARMLESS, party=(bruno(), held)), LoadedDice([1]))
    assert kinds(events)[:2] == ["turn_lost", "condition"]
    assert not creature(after, KIRA).has("stunned")


def test_the_party_is_defeated_when_nobody_stands_any_more() -> None:
    state = fight(BEAR, party=(kira(hit_points=1), bruno(hit_points=0)), current=1)
    after, events = advance(state, LoadedDice([15, 2]))
    assert after.combat is None
    assert events[-1].detail["outcome"] == "defeat"
    assert all(character.experience == 0 for character in after.party)


@pytest.mark.parametrize("gone", ["dead", "away", "dying"])
def test_a_fight_of_nobody_ends(gone: str) -> None:
    lost: dict[str, object] = {"dead": {"dead": True, "hit_points": 0}, "dying": {"hit_points": 0}, "away": {}}[gone]
    state = fight(GOBLIN, party=(kira(**lost),))  # type: ignore[arg-type]
    if gone == "away":
        state = replace(state, scene=Scene(away=(11,)))
    after, events = end_of_turn(state, (), LoadedDice([]))
    assert after.combat is None
    assert events[-1].detail["outcome"] == "defeat"


def test_a_won_fight_is_worth_its_experience() -> None:
    state, _ = attack(fight(GOBLIN, party=(kira(), bruno())), BRUNO, "goblin", "", "none", LoadedDice([15, 8]))
    after, events = end_of_turn(state, {12}, LoadedDice([]))
    assert kinds(events) == ["combat_ended", "experience"]
    assert [character.experience for character in after.party] == [25, 25]


def test_flight_is_a_contest_and_a_tie_changes_nothing() -> None:
    state = fight(GOBLIN)
    after, (event,) = flee(state, KIRA, LoadedDice([11, 10]))
    # Kira's Acrobatics is +1, the goblin's +2: 12 to 12.
    assert (event.detail["own"]["total"], event.detail["rival"]["total"], event.detail["away"]) == (12, 12, False)
    assert creature(after, KIRA).present
    after, (event,) = flee(state, KIRA, LoadedDice([12, 10]))
    assert event.detail["away"]
    after, events = end_of_turn(after, {11}, LoadedDice([]))
    assert (after.combat, events[-1].detail["outcome"]) == (None, "escape")
    with pytest.raises(CannotMove):
        flee(fight(GOBLIN, party=(kira(conditions=(Affliction("grappled"),)),)), KIRA, LoadedDice([]))


def test_a_foe_alone_and_nearly_dead_runs_and_the_undead_do_not() -> None:
    _, events = advance(with_foe(fight(GOBLIN), hit_points=1), LoadedDice([18, 5]))
    assert kinds(events)[0] == "flee"
    _, events = advance(with_foe(fight(SKELETON), hit_points=1), LoadedDice([2]))
    assert kinds(events)[0] == "attack"


def test_who_comes_into_the_scene_joins_with_the_next_round() -> None:
    state = fight(GOBLIN)
    after, events = advance(replace(state, party=(*state.party, bruno())), LoadedDice([1, 2, 15]))
    assert kinds(events) == ["attack", "fight_joined", "turn"]
    assert BRUNO in order_of(after)


def test_a_fight_that_nobody_can_win_ends_undecided() -> None:
    state, outcome = fight(HARMLESS), ""
    for _ in range(MOST_ROUNDS + 1):
        if state.combat is None:
            break
        state, events = pass_turn(state, LoadedDice([]))
        outcome = events[-1].detail.get("outcome", "")
    assert (state.combat, outcome) == (None, "stalemate")


def test_two_sides_that_cannot_act_do_not_hold_up_a_turn() -> None:
    state = fight(HARMLESS, party=(kira(conditions=(Affliction("petrified"),)),))
    for _ in range(MOST_ROUNDS):
        if state.combat is None:
            break
        state, _ = end_of_turn(state, (), LoadedDice([]))
    assert state.combat is None


def test_a_given_up_fight_pays_for_the_beaten_only() -> None:
    after, _ = end(with_foe(fight(GOBLIN, WOLF), dead=True, hit_points=0), "peace")
    assert after.party[0].experience == 50


def test_the_held_save_again_at_the_end_of_their_turns() -> None:
    held = with_foe(fight(GOBLIN), conditions=(Affliction("paralyzed", f"{KIRA}/hold-person"),))
    after, events = advance(held, LoadedDice([20]))
    assert kinds(events) == ["turn_lost", "save", "condition", "turn"]
    assert creature(after, "goblin").able
