"""Characters in the making: whatever is chosen, in whatever order, the sheet is one by the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import crafting
from bot.domain.abilities import (
    POINTS,
    NotForSale,
    NotSixNumbers,
    NotTheseNumbers,
    TooDear,
    cost,
    counted,
    numbers_of,
    read_scores,
    throw,
)
from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.character import ABILITIES
from bot.domain.crafting import CHOICES, NotOnOffer, WrongNumber, begun_anew, choose, named, place, rolled_one, storied
from bot.domain.names import IDEAS, name_ideas
from bot.domain.packages import package_extras, package_name, packages
from bot.domain.rules.armour import armour_class, proficient_with, weapons
from bot.domain.rules.bounds import broken
from bot.domain.rules.encumbrance import capacity, load
from bot.domain.sheet import (
    STANDARD_ARRAY,
    CharacterNameTooLong,
    HistoryTooLong,
    NamelessCharacter,
    meant_background,
    new_sheet,
)
from bot.domain.skills import SKILL_ABILITY
from bot.domain.srd import CLASSES, RACES
from bot.domain.values import read
from bot.domain.workshop import (
    Draft,
    base_scores,
    chosen_class_skills,
    chosen_extra_skills,
    class_skills,
    complete,
    extra_picks,
    fixed_skills,
    problems,
    raised,
    sheet_of,
)
from bot.errors import SkaldError
from tests.domain.tables import LoadedDice, state

FIVES = (6, 5, 4, 1)


class Chance:
    """Dice of a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def die(self, sides: int) -> int:
        return self._random.randint(1, sides)


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["Kira", "", "\u200b", "\u202eKira", "@everyone", "<b>", "'; DROP TABLE x", "../../etc", "🐉", "K" * 100]
    ),
)
VALUES = st.one_of(
    st.lists(st.sampled_from([*RACES, *CLASSES, *BACKGROUNDS]), max_size=1),
    st.lists(st.sampled_from([*SKILL_ABILITY, *ABILITIES]), max_size=4),
    st.lists(st.sampled_from(["standard", "points", "rolled", "0", "1", "2", "9", "-1", "²"]), max_size=1),
    st.lists(WORDS, max_size=3),
)
NUMBERS = st.one_of(
    st.permutations(STANDARD_ARRAY).map(lambda some: " ".join(map(str, some))),
    st.lists(st.integers(-1, 31), max_size=7).map(lambda some: ",".join(map(str, some))),
    WORDS,
)
Step = Callable[[Draft, Chance], Draft]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.tuples(st.sampled_from(CHOICES), VALUES).map(lambda made: lambda draft, dice: choose(draft, *made, dice)),
    NUMBERS.map(lambda text: lambda draft, _: place(draft, text)),
    WORDS.map(lambda text: lambda draft, _: named(draft, text)),
    st.tuples(WORDS, WORDS).map(lambda told: lambda draft, _: storied(draft, *told)),
    st.sampled_from(["en", "fr"]).map(lambda language: lambda draft, dice: rolled_one(draft, dice, language)),
    st.just(lambda draft, _: begun_anew(draft)),
    st.just(lambda draft, dice: crafting.with_ideas(draft, dice, "fr")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, max_size=12), st.integers(0, 2**32))
def test_any_choices_give_a_sheet_by_the_book(steps: list[Step], seed: int) -> None:
    draft, dice = Draft(), Chance(seed)
    rolls: tuple[Any, ...] = ()
    for step in steps:
        with suppress(SkaldError):
            draft = step(draft, dice)
        # What was thrown once stays as it fell.
        assert not rolls or draft.rolls == rolls
        rolls = draft.rolls
    draft = complete(draft if draft.name else named(draft, "Kira"))
    assert problems(draft) == ()
    assert read(Draft, asdict(draft)) == draft
    _by_the_book(draft)


def _by_the_book(draft: Draft) -> None:
    sheet, race, class_ = sheet_of(draft), RACES[draft.race], CLASSES[draft.class_]
    assert broken(state(sheet)) == ()
    base = base_scores(draft)
    if draft.method == "points":
        assert cost(base) <= POINTS
    else:
        assert sorted(base, reverse=True) == sorted(numbers_of(draft.method, draft.rolls), reverse=True)
    added = {ability: after - before for ability, after, before in zip(ABILITIES, sheet.scores, base, strict=True)}
    bonuses: dict[str, int] = {**race.bonuses}
    free = [ability for ability, more in added.items() if more != bonuses.get(ability, 0)]
    assert all(added[ability] == 1 and ability not in bonuses for ability in free)
    assert len(free) == race.free
    assert sheet.max_hit_points == max(1, class_.hit_die + (sheet.scores[2] - 10) // 2)
    background = BACKGROUNDS[draft.background]
    assert {*race.skills, *background.skills} <= set(sheet.skills)
    assert len(sheet.skills) == len(race.skills) + race.free_skills + 2 + class_.picks
    assert set(chosen_class_skills(draft)) <= (set(SKILL_ABILITY) if draft.class_ == "bard" else set(class_.skills))


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("class_", CLASSES)
def test_without_a_background_a_draft_is_the_usual_character(race: str, class_: str) -> None:
    usual = new_sheet(1, 7, "Kira", race, class_, "Tall.")
    assert sheet_of(Draft(name="Kira", race=race, class_=class_, description="Tall."), 1, 7) == usual


@pytest.mark.parametrize("class_", CLASSES)
def test_every_package_arms_and_clothes_its_class_by_the_book(class_: str) -> None:
    offered = packages(class_)
    assert len(offered) >= 2
    for number, outfit in enumerate(offered):
        sheet = sheet_of(Draft(name="Kira", race="human", class_=class_, package=number))
        assert broken(state(sheet)) == ()
        assert len(weapons(sheet)) >= 2 or class_ == "monk"
        assert all(proficient_with(sheet, item) for item in weapons(sheet))
        assert 10 <= armour_class(sheet) <= 18
        assert load(sheet) <= capacity(sheet)
        two_handed = [
            item for item in sheet.items if item.equipped and item.weapon and "two-handed" in item.weapon.properties
        ]
        shield = [item for item in sheet.items if item.equipped and item.armour and item.armour.kind == "shield"]
        assert not (two_handed and shield)
        assert package_name(outfit, "fr")
        assert package_extras(outfit, "fr") != package_name(outfit, "fr")
    assert len({package_name(outfit, "en") for outfit in offered}) == len(offered)


def test_points_buy_what_the_book_says_and_no_more() -> None:
    assert cost(STANDARD_ARRAY) == POINTS == cost((15, 15, 15, 8, 8, 8))
    draft = replace(Draft(), method="points")
    assert base_scores(place(draft, "15 15 15 8 8 8")) == (15, 15, 15, 8, 8, 8)
    # Points need not all be spent.
    assert base_scores(place(draft, "8, 8, 8, 8, 8, 8")) == (8,) * 6
    with pytest.raises(TooDear, match="28 points"):
        place(draft, "15 15 15 9 8 8")
    for dear in ("16 8 8 8 8 8", "30 30 30 30 30 30", "7 8 8 8 8 8", "-8 8 8 8 8 8"):
        with pytest.raises(NotForSale):
            place(draft, dear)


def test_dice_are_thrown_once_and_the_lowest_does_not_count() -> None:
    faces = [6, 6, 6, 6, 1, 1, 1, 1, 3, 4, 5, 6, *(FIVES * 3)]
    dice = LoadedDice(faces)
    draft = choose(Draft(), "method", ["rolled"], dice)
    assert [counted(thrown) for thrown in draft.rolls] == [18, 3, 15, 15, 15, 15]
    assert dice.thrown == [6] * 24
    # Nobody throws until they like it: not by another method, not by beginning anew, not by another character.
    for fished in (
        choose(choose(draft, "method", ["standard"], dice), "method", ["rolled"], dice),
        choose(begun_anew(draft), "method", ["rolled"], dice),
        choose(rolled_one(draft, Chance(1), "en"), "method", ["rolled"], dice),
    ):
        assert fished.rolls == draft.rolls
    assert base_scores(place(draft, "3 15 15 15 15 18")) == (3, 15, 15, 15, 15, 18)
    with pytest.raises(NotTheseNumbers, match="18, 15, 15, 15, 15, 3"):
        place(draft, "18 18 18 18 18 18")


@pytest.mark.parametrize("text", ["", "fifteen", "15 14 13 12 10", "15 14 13 12 10 8 8", "1" * 10_000, "15 " * 500])
def test_anything_but_six_numbers_is_refused(text: str) -> None:
    with pytest.raises(NotSixNumbers):
        read_scores(text)


def test_rolled_scores_are_between_three_and_eighteen_and_mostly_above_ten() -> None:
    totals = Counter(counted(thrown) for seed in range(300) for thrown in throw(Chance(seed)))
    assert 3 <= min(totals) <= max(totals) == 18
    assert 12 < sum(total * count for total, count in totals.items()) / totals.total() < 12.5


def test_a_skill_that_would_come_twice_is_chosen_anew() -> None:
    elf = complete(Draft(race="elf", class_="wizard", background="lamplighter"))
    assert fixed_skills(elf) == ("perception", "stealth")
    assert extra_picks(elf) == 1
    changed = choose(elf, "extra", ["survival"], Chance(1))
    assert "survival" in sheet_of(replace(changed, name="A")).skills
    cleric = complete(Draft(race="human", class_="cleric", background="acolyte"))
    assert "religion" not in class_skills(cleric)
    with pytest.raises(NotOnOffer):
        choose(cleric, "skills", ["religion", "medicine"], Chance(1))


def test_a_half_elf_chooses_two_abilities_and_two_skills() -> None:
    draft = complete(Draft(name="Kira", race="half-elf", class_="wizard"))
    assert len(raised(draft)) == 2
    draft = choose(draft, "raised", ["str", "wis"], Chance(1))
    draft = choose(draft, "extra", ["survival", "athletics"], Chance(1))
    assert chosen_extra_skills(draft) == ("survival", "athletics")
    sheet = sheet_of(draft)
    assert base_scores(draft) == (8, 13, 14, 15, 12, 10)
    # One each by choice, two for Charisma by birth.
    assert sheet.scores == (9, 13, 14, 15, 13, 12)
    with pytest.raises(WrongNumber, match="2"):
        choose(draft, "raised", ["str"], Chance(1))
    with pytest.raises(NotOnOffer):
        choose(draft, "raised", ["str", "cha"], Chance(1))


def test_names_fit_the_people_and_differ() -> None:
    for race in RACES:
        for language in ("en", "fr"):
            ideas = name_ideas(race, Chance(3), language)
            assert len(set(ideas)) == IDEAS
            assert all(named(Draft(), idea).name == idea for idea in ideas)
    assert name_ideas("dwarf", Chance(3), "en") != name_ideas("elf", Chance(3), "en")
    # Dice that always fall alike must not go on for ever.
    assert len(name_ideas("owl", LoadedDice([1] * 1000), "en")) == 1


def test_what_a_player_writes_is_cleaned_and_bounded() -> None:
    assert named(Draft(), " K\u200bi\u202era\n\tof  the\x07 North ").name == "Kira of the North"
    for name in ("", "\u200b\u200b", "!!!"):
        with pytest.raises(NamelessCharacter):
            named(Draft(), name)
    for length in (100, 10_000):
        with pytest.raises(CharacterNameTooLong):
            named(Draft(), "K" * length)
    with pytest.raises(HistoryTooLong):
        storied(Draft(), "h" * 1001, "")
    assert [type(problem) for problem in problems(Draft(history="h" * 1001))] == [NamelessCharacter, HistoryTooLong]


def test_a_draft_of_another_time_gives_a_sheet_all_the_same() -> None:
    old = Draft(
        name="Kira", race="owl", class_="jester", background="king", package=99, skills=("x",), scores=(30,) * 6
    )
    assert len(problems(old)) == 1
    assert sheet_of(complete(old)).race == "human"
    assert sorted(base_scores(old), reverse=True) == list(STANDARD_ARRAY)


def test_the_dice_can_choose_everyone() -> None:
    rolled = [rolled_one(Draft(), Chance(seed), "en") for seed in range(400)]
    assert {draft.race for draft in rolled} == set(RACES)
    assert {draft.class_ for draft in rolled} == set(CLASSES)
    assert {draft.background for draft in rolled} == set(BACKGROUNDS)
    assert all(problems(draft) == () and draft.history for draft in rolled)
    assert meant_background(rolled[0].background) == rolled[0].background
