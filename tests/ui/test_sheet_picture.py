"""The words that stand for the picture of a sheet."""

from __future__ import annotations

from bot.domain.character import Affliction
from bot.services.sheets import DrawnSheet
from bot.ui.sheet_picture import described, sheet_file
from tests.domain.tables import kira


def test_whoever_does_not_see_the_picture_reads_how_somebody_is() -> None:
    hero = kira(hit_points=3, temporary_hit_points=5, conditions=(Affliction("prone"),))
    assert described(hero, "en") == ("Sheet of Kira: Half-elf, Wizard 1. Hit points 3/8 (+5), armour class 11; prone.")


def test_the_words_are_never_longer_than_discord_takes() -> None:
    hero = kira(name="K\n" * 5000, conditions=tuple(Affliction(f"curse {number}") for number in range(400)))
    file = sheet_file(DrawnSheet(hero, b"\x89PNG"), "fr")
    assert file is not None
    assert 0 < len(file.description or "") <= 1024


def test_a_sheet_that_was_not_drawn_comes_without_a_file() -> None:
    assert sheet_file(DrawnSheet(kira(), None), "en") is None
