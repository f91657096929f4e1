"""What characters did before: the rule for customising backgrounds, kept to."""

from __future__ import annotations

import pytest

from bot.domain.backgrounds import BACKGROUNDS, USUAL, Background, background_name
from bot.domain.equipment import piece
from bot.domain.sheet import (
    UnknownBackground,
    described_backgrounds,
    described_classes,
    described_races,
    meant_background,
)
from bot.domain.skills import SKILL_ABILITY
from bot.domain.srd import CLASSES, RACES

OPTION = 100

# Backgrounds of books that are not free.
OF_OTHER_BOOKS = {
    "charlatan", "criminal", "entertainer", "folk hero", "guild artisan", "hermit", "noble", "outlander", "sage",
    "sailor", "soldier", "urchin", "gladiator", "knight", "pirate", "spy", "artisan", "farmer", "guard", "guide",
    "merchant", "scribe", "wayfarer", "city watch", "courtier", "far traveler", "haunted one", "smuggler", "fisher",
}  # fmt: skip


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=BACKGROUNDS)
def test_a_background_brings_two_skills_a_training_a_feature_and_a_kit_of_common_things(background: Background) -> None:
    assert len(set(background.skills)) == 2
    assert set(background.skills) <= set(SKILL_ABILITY)
    assert background.kit
    assert all(piece(index, count).quantity == count for index, count in background.kit)
    labels = (background.name, background.line, background.training, background.feature, background.past)
    assert all(label.en and label.fr and len(label.en) <= OPTION and len(label.fr) <= OPTION for label in labels)


def test_there_are_a_dozen_of_our_own_and_one_of_the_book() -> None:
    assert "acolyte" in BACKGROUNDS
    assert len(BACKGROUNDS) >= 13
    assert len({background.name.fr for background in BACKGROUNDS.values()}) == len(BACKGROUNDS)
    assert not {background.name.en.lower() for background in BACKGROUNDS.values()} & OF_OTHER_BOOKS


def test_every_class_has_a_usual_background() -> None:
    assert set(USUAL) == set(CLASSES)
    assert set(USUAL.values()) <= set(BACKGROUNDS)


def test_every_people_class_and_background_has_a_line_that_fits_an_option() -> None:
    for book in (RACES, CLASSES, BACKGROUNDS):
        for entry in book.values():
            for language in ("en", "fr"):
                assert 10 < len(entry.line.say(language)) <= OPTION
    for described in (described_races, described_classes, described_backgrounds):
        assert all(" — " in text for language in ("en", "fr") for _, text in described(language))


def test_a_background_is_meant_by_its_name_in_any_language() -> None:
    assert (
        meant_background("Ferry Hand") == meant_background("passeur") == meant_background("ferry-hand") == "ferry-hand"
    )
    assert background_name("ferry-hand", "fr") == "Passeur"
    assert background_name("", "fr") == ""
    with pytest.raises(UnknownBackground, match="Lamplighter"):
        meant_background("x" * 10_000)
