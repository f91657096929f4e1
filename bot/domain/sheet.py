"""Make a first-level character by the book, so that two words are enough to begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.gear import Coins
from bot.domain.label import Label
from bot.domain.outfits import OUTFITS, Outfit
from bot.domain.plaintext import clean, fold, shown
from bot.domain.skills import SKILL_ABILITY, ability_of
from bot.domain.spellbooks import SPELL_ABILITY, usual_spells
from bot.domain.srd import CLASSES, RACES, Class, Race
from bot.errors import SkaldError
from bot.i18n import N_, translate

DESCRIPTION_LENGTH = 1000
HISTORY_LENGTH = 1000
STANDARD_ARRAY: tuple[int, ...] = (15, 14, 13, 12, 10, 8)


class NamelessCharacter(SkaldError):
    sentence = N_("A character needs a name with at least one letter in it.")


class CharacterNameTooLong(SkaldError):
    sentence = N_("That name has {length} characters; {limit} is the most. Shorten it.")


class DescriptionTooLong(SkaldError):
    sentence = N_("That description has {length} characters; {limit} is the most. Shorten it.")


class HistoryTooLong(SkaldError):
    sentence = N_("That history has {length} characters; {limit} is the most. Shorten it.")


class _NotInTheBook(SkaldError):
    """A word that is not on a list; the sentence names the list in the reader's language."""

    choices: ClassVar[Mapping[str, Label]]

    def __init__(self, asked: str) -> None:
        super().__init__(asked=shown(asked))

    def say(self, language: str) -> str:
        known = ", ".join(sorted(label.say(language) for label in self.choices.values()))
        return translate(self.sentence, language).format(asked=self.values["asked"], known=known)


class UnknownRace(_NotInTheBook):
    sentence = N_("There is no race called “{asked}” in the rules. Pick one of: {known}.")
    choices: ClassVar[Mapping[str, Label]] = {index: race.name for index, race in RACES.items()}


class UnknownClass(_NotInTheBook):
    sentence = N_("There is no class called “{asked}” in the rules. Pick one of: {known}.")
    choices: ClassVar[Mapping[str, Label]] = {index: class_.name for index, class_ in CLASSES.items()}


class UnknownBackground(_NotInTheBook):
    sentence = N_("There is no background called “{asked}” here. Pick one of: {known}.")
    choices: ClassVar[Mapping[str, Label]] = {index: background.name for index, background in BACKGROUNDS.items()}


def modifier(score: int) -> int:
    """Return what an ability score adds to a roll."""
    return (score - 10) // 2


def proficiency(level: int) -> int:
    """Return the proficiency bonus at a level from 1 to 20."""
    return 2 + (level - 1) // 4


def race_choices(language: str) -> tuple[tuple[str, str], ...]:
    """List the races as (index, name in the language), in the order of the names."""
    return _choices(UnknownRace.choices, language)


def class_choices(language: str) -> tuple[tuple[str, str], ...]:
    """List the classes as (index, name in the language), in the order of the names."""
    return _choices(UnknownClass.choices, language)


def described_races(language: str) -> tuple[tuple[str, str], ...]:
    """List the races as (index, name and what they are like), in the order of the names."""
    return tuple((index, f"{name} — {RACES[index].line.say(language)}") for index, name in race_choices(language))


def described_classes(language: str) -> tuple[tuple[str, str], ...]:
    """List the classes as (index, name and what they are like), in the order of the names."""
    return tuple((index, f"{name} — {CLASSES[index].line.say(language)}") for index, name in class_choices(language))


def described_backgrounds(language: str) -> tuple[tuple[str, str], ...]:
    """List the backgrounds as (index, name and what it was like), in the order of the names."""
    return tuple(
        (index, f"{name} — {BACKGROUNDS[index].line.say(language)}")
        for index, name in _choices(UnknownBackground.choices, language)
    )


def race_name(index: str, language: str) -> str:
    """Name a race in a language; the index itself where the book does not have it."""
    return RACES[index].name.say(language) if index in RACES else index


def class_name(index: str, language: str) -> str:
    """Name a class in a language; the index itself where the book does not have it."""
    return CLASSES[index].name.say(language) if index in CLASSES else index


def good_name(text: str) -> str:
    """Return a name as it is kept; raises `NamelessCharacter`, `CharacterNameTooLong`."""
    called = clean(text)
    if not any(character.isalnum() for character in called):
        raise NamelessCharacter()
    if len(called) > NAME_LENGTH:
        raise CharacterNameTooLong(length=len(called), limit=NAME_LENGTH)
    return called


def good_description(text: str) -> str:
    """Return a description as it is kept; raises `DescriptionTooLong`."""
    described = clean(text)
    if len(described) > DESCRIPTION_LENGTH:
        raise DescriptionTooLong(length=len(described), limit=DESCRIPTION_LENGTH)
    return described


def good_history(text: str) -> str:
    """Return a history as it is kept; raises `HistoryTooLong`."""
    lived = clean(text)
    if len(lived) > HISTORY_LENGTH:
        raise HistoryTooLong(length=len(lived), limit=HISTORY_LENGTH)
    return lived


def meant_race(text: str) -> str:
    """Return the race that people mean, by index or name in any language; raises `UnknownRace`."""
    if (found := _meant(text, UnknownRace.choices)) is None:
        raise UnknownRace(text)
    return found


def meant_class(text: str) -> str:
    """Return the class that people mean, by index or name in any language; raises `UnknownClass`."""
    if (found := _meant(text, UnknownClass.choices)) is None:
        raise UnknownClass(text)
    return found


def meant_background(text: str) -> str:
    """Return the background that people mean, by index or name in any language; raises `UnknownBackground`."""
    if (found := _meant(text, UnknownBackground.choices)) is None:
        raise UnknownBackground(text)
    return found


def new_sheet(campaign_id: int, account_id: int, name: str, race: str, class_: str, description: str = "") -> Character:
    """Make a character of level 1, with id 0 until it is stored; raises a `SkaldError` for what cannot be.

    `race` and `class_` may be an index or a name in any language. Scores are the standard array placed by what the
    class needs, plus the race's bonuses; skills, equipment and spells are the class's most usual ones.
    """
    called, described = good_name(name), good_description(description)
    race_index, class_index = meant_race(race), meant_class(class_)
    scores = _scores(RACES[race_index], CLASSES[class_index])
    hit_points = max(1, CLASSES[class_index].hit_die + modifier(scores["con"]))
    sheet = Character(
        id=0,
        campaign_id=campaign_id,
        account_id=account_id,
        name=called,
        race=race_index,
        class_=class_index,
        description=described,
        level=1,
        scores=(scores["str"], scores["dex"], scores["con"], scores["int"], scores["wis"], scores["cha"]),
        skills=_skills(RACES[race_index], CLASSES[class_index]),
        hit_points=hit_points,
        max_hit_points=hit_points,
    )
    return outfitted(sheet)


def outfitted(sheet: Character, chosen: Outfit | None = None) -> Character:
    """Return a first-level sheet with what its class begins with and its race gives; as it is when no book knows it.

    What it begins with is the usual outfit of the class, or the `chosen` one.
    """
    if sheet.class_ not in CLASSES or sheet.race not in RACES:
        return sheet
    outfit, ability = chosen or OUTFITS[sheet.class_], SPELL_ABILITY.get(sheet.class_)
    cast_with = 0 if ability is None else modifier(sheet.scores[ABILITIES.index(ability)])
    return replace(
        sheet,
        spells=usual_spells(sheet.class_, 1, 1, cast_with),
        coins=Coins(gp=outfit.gold),
        items=outfit.items(),
        resistances=RACES[sheet.race].resistances,
    )


def check_modifier(character: Character, check: str) -> int:
    """Return what a character adds to a check; `check` is an ability or skill index, else KeyError."""
    score = character.scores[ABILITIES.index(ability_of(check))]
    return modifier(score) + (proficiency(character.level) if check in character.skills else 0)


def _choices(labels: Mapping[str, Label], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((index, label.say(language)) for index, label in labels.items()), key=lambda c: fold(c[1])))


def _meant(text: str, labels: Mapping[str, Label]) -> str | None:
    meant = fold(text[:NAME_LENGTH])
    return next((i for i, label in labels.items() if meant in (fold(i), fold(label.en), fold(label.fr))), None)


def _scores(race: Race, class_: Class) -> dict[Ability, int]:
    scores: dict[Ability, int] = dict(zip(class_.priority, STANDARD_ARRAY, strict=True))
    for ability, bonus in race.bonuses.items():
        scores[ability] += bonus
    free: list[Ability] = [ability for ability in class_.priority if ability not in race.bonuses]
    for ability in free[: race.free]:
        scores[ability] += 1
    return scores


def _skills(race: Race, class_: Class) -> tuple[str, ...]:
    chosen = list(race.skills)
    open_to_all = (*class_.skills, "perception", "persuasion", "insight", "stealth")
    for pool, picks in ((class_.skills, class_.picks), (open_to_all, race.free_skills)):
        chosen += list(dict.fromkeys(skill for skill in pool if skill not in chosen))[:picks]
    return tuple(skill for skill in SKILL_ABILITY if skill in chosen)
