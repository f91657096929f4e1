"""What players read of belongings, rests and levels."""

from __future__ import annotations

import pytest

from bot.domain.equipment import piece
from bot.domain.event import Event
from bot.domain.lines import line
from bot.domain.rules.coins import give_coins, pass_coins
from bot.domain.rules.experience import award
from bot.domain.rules.inventory import give_item, use_item
from bot.domain.rules.rests import rest
from bot.domain.rules.wielding import equip
from tests.domain.tables import LoadedDice, kira, state

TWO = state(
    kira(items=(piece("greataxe"), piece("shield", equipped=True), piece("torch", 2))),
    kira(id=12, account_id=8, name="*Bo*"),
)


def lines(events: tuple[Event, ...], language: str = "en") -> list[str]:
    return [line(event, language) for event in events]


def test_things_that_change_hands_are_told() -> None:
    assert lines(give_item(TWO, "pc:11", piece("potion-of-healing"), 2, "thanks")[1]) == [
        "Kira · + Potion of healing ×2 · thanks"
    ]
    assert lines(use_item(TWO, "pc:11", "torch")[1], "fr") == ["Kira · utilise Torche"]
    assert lines(give_coins(TWO, "pc:11", 5, "gp")[1], "fr") == ["Kira · + 5 po"]
    assert lines(pass_coins(TWO, "pc:11", "pc:12", 5, "gp")[1]) == [r"Kira · 5 gp → \*Bo\*"]


def test_what_is_equipped_says_what_it_replaces_and_what_it_is_worth() -> None:
    events = equip(TWO, "pc:11", "greataxe")[1]
    assert lines(events) == ["Kira · equips Greataxe · instead of Shield · AC 13 → 11"]
    assert lines(events, "fr") == [
        "Kira · s’équipe\u00a0: Hache à deux mains · à la place de\u00a0: Bouclier · CA 13 → 11"
    ]


def test_experience_and_levels_are_told() -> None:
    told = lines(award(TWO, 600, "the troll")[1])
    assert told[0] == r"Kira, \*Bo\* · 300 XP each · the troll"
    assert told[1].startswith("Kira · **level 2** · hit points 8 → 14 · ")
    assert lines(award(state(), 10, "")[1], "fr") == ["Kira · 10 PX"]


def test_a_rest_shows_the_dice_it_took() -> None:
    told = lines(rest(state(kira(hit_points=1)), "short", LoadedDice([3]))[1])
    assert told == ["Short rest", "Kira · 1d6 (3) + 2 · hit points 1 → 6"]
    spent = kira(slots_spent=(2, 0, 0, 0, 0, 0, 0, 0, 0), exhaustion=2)
    assert lines(rest(state(spent), "long", LoadedDice([]))[1], "fr") == [
        "Long repos",
        "Kira · épuisement 2 → 1 · emplacements de sorts récupérés",
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_name_full_of_markdown_stays_a_name(language: str) -> None:
    thing = "[free](http://evil.example) @everyone"
    event = Event(
        "item",
        "**K**",
        {"character": "pc:1", "how": "give", "item": thing, "index": "", "quantity": 1, "reason": "`x`"},
    )
    written = line(event, language)
    assert r"\[free\]" in written
    assert r"\@everyone" in written
    assert r"\*\*K\*\*" in written
