"""Changes by hand that no longer fit what they meet."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.changes import changes
from bot.domain.combat import Combat, Combatant
from bot.domain.rules.bounds import broken
from bot.domain.rules.changing import change_over
from bot.domain.rules.departing import depart
from bot.domain.rules.foes import muster
from bot.services.altering import _carried  # pyright: ignore[reportPrivateUsage]
from tests.domain.rules.fights import GOBLIN
from tests.domain.tables import kira, state

KIRA, BRUNO = kira(), kira(id=12, account_id=8, name="Bruno")


def test_who_fled_a_fight_and_left_is_in_no_state_that_knows_nothing_of_the_fight() -> None:
    foes = muster(((GOBLIN, 1),), ["Kira", "Bruno"], "en")
    order = (Combatant("pc:11", 3, 0), Combatant(foes[0].key, 2, 0), Combatant("pc:12", 1, 0, fled=True))
    peace = state(KIRA, BRUNO)
    fight = replace(peace, combat=Combat(1, 0, order, foes))
    after, _ = depart(fight, BRUNO)
    made = changes(fight, after)
    # The turn that began the fight is told again, from before it.
    assert _carried(peace, made, after).party == (KIRA,)


def test_who_left_in_peace_stands_in_no_order_of_a_fight_that_is_put_back() -> None:
    foes = muster(((GOBLIN, 1),), ["Kira", "Bruno"], "en")
    order = (Combatant("pc:12", 3, 0), Combatant(foes[0].key, 2, 0), Combatant("pc:11", 1, 0))
    peace = state(KIRA, BRUNO)
    zoe = replace(BRUNO, id=13, name="Zoé")
    after, _ = change_over(peace, zoe, guest=False)
    put_back = _carried(replace(peace, combat=Combat(1, 0, order, foes)), changes(peace, after), after)
    assert put_back.party == (KIRA, zoe)
    assert broken(put_back) == ()
