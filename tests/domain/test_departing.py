"""Leaving a party."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.changes import apply, changes
from bot.domain.character import Affliction
from bot.domain.combat import Combat, Combatant
from bot.domain.lines import line
from bot.domain.rules.arriving import arrive
from bot.domain.rules.bounds import broken
from bot.domain.rules.departing import InTheFight, depart, seated
from bot.domain.rules.foes import muster
from bot.domain.rules.sheets import NoSuchSheet
from bot.domain.scene import Scene
from bot.domain.state import GameState
from tests.domain.rules.fights import GOBLIN
from tests.domain.tables import kira, state

KIRA = kira()
BRUNO = kira(id=12, account_id=8, name="Bruno")


def fight(now: int, *fled: str) -> GameState:
    places = tuple(Combatant(key, 10 - at, 0, fled=key in fled) for at, key in enumerate(("pc:11", "goblin", "pc:12")))
    foes = muster(((GOBLIN, 1),), ["Kira", "Bruno"], "en")
    places = tuple(replace(one, key=foes[0].key) if one.key == "goblin" else one for one in places)
    return replace(state(KIRA, BRUNO), combat=Combat(2, now, places, foes))


def test_who_leaves_is_gone_from_party_and_scene() -> None:
    before = replace(state(KIRA, BRUNO), scene=Scene(place="A bridge", away=(12,)))
    after, events = depart(before, BRUNO, "home")
    assert after.party == (KIRA,)
    assert after.scene == Scene(place="A bridge")
    assert broken(after) == ()
    assert line(events[0], "en") == "Bruno · leaves the party · home"
    assert line(events[0], "fr").startswith("Bruno · quitte le groupe")
    assert apply(before, changes(before, after)) == after


def test_nobody_leaves_in_the_middle_of_a_fight() -> None:
    with pytest.raises(InTheFight, match="Bruno"):
        depart(fight(0), BRUNO)
    with pytest.raises(NoSuchSheet):
        depart(state(KIRA), BRUNO)


@pytest.mark.parametrize("now", range(3))
def test_who_fled_leaves_the_order_of_the_fight_and_the_turn_stays_somebodys(now: int) -> None:
    before = fight(now, "pc:12")
    after, _ = depart(before, BRUNO)
    assert after.combat is not None
    assert broken(after) == ()
    assert [one.key for one in after.combat.order] == [one.key for one in fight(0).combat.order[:2]]  # type: ignore[union-attr]
    assert (after.combat.current, after.combat.round) == ((now, 2) if now < 2 else (0, 3))


def test_what_hung_on_somebody_ends_when_they_leave() -> None:
    holding = replace(BRUNO, concentration="hold-person")
    held = replace(KIRA, conditions=(Affliction("paralyzed", "pc:12/hold-person"), Affliction("grappled", "pc:12")))
    after, events = depart(state(held, holding), holding)
    assert after.party[0].conditions == ()
    assert [event.kind for event in events] == ["concentration", "condition", "departure"]


def test_a_state_of_before_seats_who_plays_now_and_nobody_else() -> None:
    before = fight(2, "pc:12")
    zoe = replace(KIRA, id=13, account_id=9, name="Zoé")
    after = seated(before, (zoe, replace(KIRA, hit_points=1)))
    # Whoever was there already keeps the sheet of then.
    assert after.party == (KIRA, zoe)
    assert broken(after) == ()
    assert seated(after, after.party) == after


def test_leaving_and_coming_back_changes_nothing() -> None:
    before = state(KIRA, BRUNO)
    assert arrive(depart(before, BRUNO)[0], BRUNO)[0] == before
