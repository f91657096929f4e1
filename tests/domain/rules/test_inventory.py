"""Items and coins: nothing below zero, nothing without bound, nothing from nowhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.equipment import piece
from bot.domain.gear import COIN_VALUES, Coin, Coins, Item
from bot.domain.lines import line
from bot.domain.rules.bounds import broken
from bot.domain.rules.coins import (
    BadAmount,
    ComesNotOut,
    NotEnoughCoins,
    PurseFull,
    exchange_coins,
    give_coins,
    pass_coins,
    take_coins,
    worth,
    written,
)
from bot.domain.rules.encumbrance import TooHeavy
from bot.domain.rules.inventory import (
    BadQuantity,
    CannotUse,
    NamelessItem,
    NoSuchItem,
    NotEnoughOfIt,
    NotUsedUp,
    StackFull,
    TooManyItems,
    give_item,
    item_of,
    pass_item,
    take_item,
    use_item,
)
from bot.domain.state import GameState
from bot.domain.tools import Outcome, run
from bot.domain.tools.rule import Need
from tests.domain.tables import SECRET, LoadedDice, kira, state

BRUNO = kira(id=12, account_id=8, name="Bruno", items=(), coins=Coins())


def party() -> GameState:
    return state(kira(), BRUNO)


def call(tool: str, before: GameState | None = None, faces: tuple[int, ...] = (), **arguments: object) -> Outcome:
    return run(ToolCall("c", tool, json.dumps(arguments)), before or party(), LoadedDice(faces), "en")


def test_what_is_found_joins_what_is_there() -> None:
    after, _ = give_item(state(), "pc:11", piece("torch"), 3)
    assert next(item.quantity for item in after.party[0].items if item.index == "torch") == 8


def test_what_is_taken_must_be_there() -> None:
    after, _ = take_item(state(), "pc:11", "torche", 5)
    assert all(item.index != "torch" for item in after.party[0].items)
    with pytest.raises(NotEnoughOfIt, match="only 5"):
        take_item(state(), "pc:11", "torch", 6)
    with pytest.raises(NoSuchItem, match="Quarterstaff"):
        take_item(state(), "pc:11", "crown")


def test_a_thing_handed_on_is_with_one_of_them() -> None:
    after, (event,) = pass_item(party(), "pc:11", "pc:12", "dagger")
    assert [item.name for item in after.party[1].items] == ["Dagger"]
    assert all(item.index != "dagger" for item in after.party[0].items)
    assert event.detail["to_name"] == "Bruno"


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 10**9])
def test_no_absurd_number_of_things_changes_hands(quantity: int) -> None:
    with pytest.raises(BadQuantity):
        give_item(state(), "pc:11", Item("Feather"), quantity)
    with pytest.raises(BadQuantity):
        take_item(state(), "pc:11", "torch", quantity)


def test_a_pack_has_a_bottom() -> None:
    full = kira(items=tuple(Item(f"Shell {number}") for number in range(60)))
    with pytest.raises(TooManyItems):
        give_item(state(full), "pc:11", Item("One shell more"))
    with pytest.raises(StackFull):
        give_item(state(kira(items=(Item("Feather", 9_999),))), "pc:11", Item("Feather"), 2)
    with pytest.raises(TooHeavy, match="120 lb"):
        give_item(state(), "pc:11", piece("plate-armor"), 2)
    with pytest.raises(NamelessItem):
        give_item(state(), "pc:11", Item("**"))


def test_only_what_is_used_up_gets_less() -> None:
    after, _, item = use_item(state(), "pc:11", "rations")
    assert item.index == "rations-1-day"
    assert next(one.quantity for one in after.party[0].items if one.index == item.index) == 4
    for lasting in ("quarterstaff", "spellbook"):
        with pytest.raises(NotUsedUp):
            use_item(state(), "pc:11", lasting)
    with pytest.raises(CannotUse):
        use_item(state(kira(hit_points=0)), "pc:11", "rations")


def test_a_potion_of_healing_brings_back_the_fallen_who_is_given_it() -> None:
    fallen = kira(id=12, account_id=8, name="Bruno", hit_points=0)
    before = state(kira(items=(piece("potion-of-healing"),)), fallen)
    outcome = call("item", before, (3, 1), action="use", character="Kira", item="potion de soins", to="Bruno")
    assert outcome.valid
    assert outcome.state.party[1].hit_points == 6
    assert outcome.state.party[0].items == ()
    assert [entry.kind for entry in outcome.entries] == ["item", "roll", "heal"]
    assert outcome.entries[1].detail["drawn"] == [[4, 3], [4, 1]]


def test_what_the_book_knows_has_its_values_and_anything_else_is_a_thing_of_the_story() -> None:
    sword = call("item", action="give", character="Kira", item="Épée longue").state.party[0].items[-1]
    assert sword == piece("longsword")
    thing = call("item", action="give", character="Kira", item="roll_dice").state.party[0].items[-1]
    assert thing == Item("roll_dice")
    asked = {"action": "give", "character": "Kira", "item": "Bag of holding"}
    found = {Need("item", "Bag of holding"): Item("Bag of holding", index="bag-of-holding", weight=1500)}
    outcome = run(ToolCall("c", "item", json.dumps(asked)), party(), LoadedDice([]), "en", found)
    assert outcome.state.party[0].items[-1].index == "bag-of-holding"


def test_a_price_is_paid_with_what_is_there_and_change_comes_back() -> None:
    after, (event,) = take_coins(state(), "pc:11", 3, "sp")
    assert written(after.party[0].coins) == "24 gp 7 sp"
    assert event.detail["before"]["gp"] == 25
    exact, _ = take_coins(state(kira(coins=Coins(sp=5, gp=1))), "pc:11", 5, "sp")
    assert exact.party[0].coins == Coins(gp=1)
    with pytest.raises(NotEnoughCoins, match="has 25 gp, which is less than 3 pp"):
        take_coins(state(), "pc:11", 3, "pp")


@pytest.mark.parametrize("amount", [0, -1, 10**6 + 1, 10**9, 10**30])
def test_no_absurd_sum_changes_hands(amount: int) -> None:
    with pytest.raises(BadAmount):
        give_coins(state(), "pc:11", amount, "gp")
    with pytest.raises(BadAmount):
        take_coins(state(), "pc:11", amount, "cp")


def test_a_purse_has_a_bottom_and_a_weight() -> None:
    strong = kira(coins=Coins(gp=10**6), scores=(30, 10, 10, 10, 10, 10))
    with pytest.raises(PurseFull):
        give_coins(state(strong), "pc:11", 1, "gp")
    with pytest.raises(TooHeavy):
        give_coins(state(), "pc:11", 10_000, "gp")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("coins", {"action": "give", "amount": 10**9}, "from 1 to 1000000"),
        ("coins", {"action": "give", "amount": 1001}, "worth at most 1000 gp"),
        ("coins", {"action": "give", "amount": 101, "coin": "pp"}, "worth at most 1000 gp"),
        ("coins", {"action": "give", "amount": -5}, "from 1 to 1000000"),
        ("coins", {"action": "pass", "amount": 5}, "`to` is missing"),
        ("coins", {"action": "equip", "amount": 5}, "must be one of: give, take, pass"),
        ("coins", {"action": "wear", "amount": 5}, "must be one of: give, take, pass"),
        ("item", {"action": "take", "item": "Crown of kings"}, "has no"),
        ("item", {"action": "equip", "item": "Quarterstaff"}, "already"),
        ("item", {"action": "give", "item": "!!!"}, "needs a name"),
        ("item", {"action": "give", "item": "x" * 61}, "at most 60 characters"),
    ],
)
def test_a_model_that_was_talked_into_it_gets_a_sentence(tool: str, arguments: dict[str, Any], said: str) -> None:
    outcome = call(tool, character="Kira", **arguments)
    assert not outcome.valid
    assert said in json.loads(outcome.content)["error"]
    assert outcome.state == party()


def test_no_deed_is_worth_more_than_a_level() -> None:
    refused = call("award_experience", experience=1_000_000)
    assert "at most 600" in json.loads(refused.content)["error"]
    assert [one.level for one in call("award_experience", experience=600).state.party] == [2, 2]


_COIN = st.sampled_from(list(COIN_VALUES))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["give", "take", "pass"]), st.integers(-5, 300), _COIN), max_size=12))
def test_no_coin_comes_from_nowhere(deeds: list[tuple[str, int, Coin]]) -> None:
    now, expected = party(), 2500
    for how, amount, coin in deeds:
        value = amount * COIN_VALUES[coin]
        try:
            if how == "give":
                now, _ = give_coins(now, "pc:11", amount, coin)
                expected += value
            elif how == "take":
                now, _ = take_coins(now, "pc:11", amount, coin)
                expected -= value
            else:
                now, _ = pass_coins(now, "pc:11", "pc:12", amount, coin)
        except (BadAmount, NotEnoughCoins, TooHeavy):
            continue
        assert sum(worth(one.coins) for one in now.party) == expected
        assert broken(now) == ()


_ARGUMENTS = st.fixed_dictionaries(
    {
        "action": st.sampled_from(["give", "take", "pass", "equip", "unequip", "use", "steal"]),
        "character": st.sampled_from(["Kira", "Bruno", "Nobody"]),
        "item": st.sampled_from(["Torch", "Dagger", "Quarterstaff", "Shield", "Plate armor", "Potion of healing", "€"])
        | st.text(max_size=20),
        "quantity": st.integers(-2, 20_000),
        "to": st.sampled_from(["Kira", "Bruno", "x"]),
    }
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_ARGUMENTS, min_size=1, max_size=15))
def test_whatever_is_asked_of_belongings_the_bounds_hold(asked: list[dict[str, object]]) -> None:
    now = party()
    for number, arguments in enumerate(asked):
        outcome = run(ToolCall("c", "item", json.dumps(arguments)), now, SeededDice(SECRET, number), "fr")
        now = outcome.state
        assert broken(now) == ()
        assert all(entry.summary or entry.kind == "heal" for entry in outcome.entries)


def test_a_refusal_names_things_in_the_readers_language() -> None:
    armed = replace(kira(), items=(piece("longsword"), piece("torch", 2)))
    with pytest.raises(NoSuchItem, match="Longsword, Torch") as refused:
        item_of(armed, "Excalibur")
    assert "Épée longue, Torche" in refused.value.say("fr")


def test_coins_are_changed_where_it_comes_out_even() -> None:
    rich = kira(coins=Coins(gp=3, cp=7))
    after, (event,) = exchange_coins(state(rich), rich.key, 2, "gp", "sp")
    assert after.party[0].coins == Coins(gp=1, sp=20, cp=7)
    assert line(event, "en") == "Kira · 2 gp → 20 sp"
    refused: tuple[tuple[int, Coin, Coin, type[Exception]], ...] = (
        (7, "cp", "sp", ComesNotOut),
        (3, "gp", "gp", ComesNotOut),
        (4, "gp", "sp", NotEnoughCoins),
        (0, "gp", "sp", BadAmount),
    )
    for amount, coin, into, why in refused:
        with pytest.raises(why):
            exchange_coins(state(rich), rich.key, amount, coin, into)
