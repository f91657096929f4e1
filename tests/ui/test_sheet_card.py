"""The sheet and the pack as players read them."""

from __future__ import annotations

import discord
import pytest

from bot.domain.character import Affliction, Character
from bot.domain.equipment import piece
from bot.domain.gear import Coins, Item
from bot.domain.rules.levels import EXPERIENCE
from bot.ui.sheet_card import items_card, sheet_card
from tests.domain.tables import kira


def fields(embed: discord.Embed) -> dict[str | None, str | None]:
    return {field.name: field.value for field in embed.fields}


def test_the_sheet_says_what_the_state_says() -> None:
    hero = kira(
        hit_points=3,
        temporary_hit_points=5,
        experience=120,
        exhaustion=1,
        conditions=(Affliction("prone"), Affliction("prone", "a trap")),
        concentration="bless",
        slots_spent=(1, 0, 0, 0, 0, 0, 0, 0, 0),
        coins=Coins(cp=4, gp=12),
    )
    shown = fields(sheet_card(hero, "en"))
    assert shown["Hit points"] == "3/8 (+5)"
    assert shown["Armour class"] == "11"
    assert shown["Experience"] == "120/300"
    assert shown["Condition"] == "prone, exhaustion 1, concentrates on Bless"
    assert shown["Spell slots"] == "1: ●○"
    assert shown["Purse"] == "12 gp 4 cp"
    assert shown["Hit dice"] == "1/1 (d6)"
    assert shown["Equipped"] == "Quarterstaff"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hit_points": 0, "death_failures": 2}, "0/8 · dying · ✓0 ✗2"),
        ({"hit_points": 0, "stable": True}, "0/8 · stable · ✓0 ✗0"),
        ({"hit_points": 0, "dead": True}, "0/8 · dead"),
    ],
)
def test_those_at_death_s_door_are_named(changes: dict[str, object], said: str) -> None:
    assert fields(sheet_card(kira(**changes), "en"))["Hit points"] == said


def test_a_hero_of_level_20_with_one_hit_point_has_a_sheet() -> None:
    shown = fields(sheet_card(kira(level=20, hit_points=1, max_hit_points=1, experience=EXPERIENCE[-1]), "en"))
    assert shown["Hit points"] == "1/1"
    assert shown["Experience"] == "355000"
    assert shown["Spell slots"] == "1: ●●●● 2: ●●● 3: ●●● 4: ●●● 5: ●●● 6: ●● 7: ●● 8: ● 9: ●"


def test_the_pack_lists_what_is_equipped_first_with_what_it_does() -> None:
    embed = items_card(kira(items=(piece("torch", 3), piece("shield"), piece("dagger", equipped=True))), "en")
    assert (embed.description or "").splitlines() == ["• **Dagger** · 1d4 piercing", "• Torch ×3", "• Shield · AC +2"]
    assert fields(embed)["Load"] == "11 of 120 lb"
    assert items_card(kira(items=()), "en").description == "Nothing at all."


def test_things_and_spells_speak_french() -> None:
    assert "Bâton" in (items_card(kira(), "fr").description or "")
    spells = " ".join(str(field.value) for field in sheet_card(kira(), "fr").fields)
    assert "Trait de feu" in spells
    assert "25 po" in spells


def test_a_card_full_of_hostile_words_stays_within_discords_limits() -> None:
    junk = Item("*_~`|[@everyone](http://x)<#:" * 4, 9_999, equipped=True, weapon=piece("dagger").weapon)
    full: Character = kira(
        name="*" * 79 + "K",
        description="_" * 1000,
        level=20,
        items=(junk,) * 60,
        spells=tuple(f"*{number}" * 10 for number in range(100)),
        conditions=tuple(Affliction("@here*" * 9 + str(number)) for number in range(30)),
    )
    for language in ("en", "fr"):
        for embed in (sheet_card(full, language), items_card(full, language)):
            assert len(embed) <= 6000
            assert len(embed.fields) <= 25
            assert all(1 <= len(field.value or "") <= 1024 for field in embed.fields)
            assert "[@everyone]" not in str(embed.to_dict())
