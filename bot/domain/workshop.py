"""A character in the making: what was chosen so far, what may be chosen, and the sheet that comes of it.

Whatever is still open gets the usual choice, so that there is a sheet to look at from the first moment on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.abilities import Method, Thrown, check, numbers_of, placed
from bot.domain.backgrounds import BACKGROUNDS, USUAL
from bot.domain.character import ABILITIES, Ability, Character
from bot.domain.equipment import piece
from bot.domain.gear import Item
from bot.domain.packages import packages
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.sheet import good_description, good_history, good_name, modifier, new_sheet, outfitted
from bot.domain.skills import SKILL_ABILITY
from bot.domain.srd import CLASSES, RACES, Class, Race
from bot.errors import SkaldError

PAGES = 4
USUAL_RACE, USUAL_CLASS = "human", "fighter"

Origin = Literal["", "rolled", "told"]
"""Where a draft comes from: its player's choices, the dice, or the player's own words."""

_OPEN_TO_ALL = ("perception", "persuasion", "insight", "stealth")
_NOBODY = "Nobody"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen of a character; empty where nothing was.

    `scores` are those before what the people add, in the order of `ABILITIES`; `rolls` are thrown once and stay.
    `raised` are the abilities a half-elf chose, `skills` those of the class, `extra` those from all there are;
    `package` is a place in `packages`, `ideas` are the names that are offered.
    """

    page: int = 1
    origin: Origin = ""
    name: str = ""
    description: str = ""
    history: str = ""
    race: str = ""
    class_: str = ""
    background: str = ""
    method: Method = "standard"
    scores: tuple[int, ...] = ()
    rolls: tuple[Thrown, ...] = ()
    raised: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    package: int = 0
    ideas: tuple[str, ...] = ()


def complete(draft: Draft) -> Draft:
    """Return a draft that has a race, a class and a background, the usual ones where none was chosen."""
    class_ = draft.class_ if draft.class_ in CLASSES else USUAL_CLASS
    return replace(
        draft,
        race=draft.race if draft.race in RACES else USUAL_RACE,
        class_=class_,
        background=draft.background if draft.background in BACKGROUNDS else USUAL[class_],
    )


def problems(draft: Draft) -> tuple[SkaldError, ...]:
    """Return what keeps a draft from becoming a character, as sentences for its player."""
    found: list[SkaldError] = []
    for good, text in ((good_name, draft.name), (good_description, draft.description), (good_history, draft.history)):
        try:
            good(text)
        except SkaldError as error:
            found.append(error)
    if draft.scores:
        try:
            check(draft.method, draft.rolls, draft.scores)
        except AgainstTheRules as error:
            found.append(error)
    return tuple(found)


def base_scores(draft: Draft) -> tuple[int, ...]:
    """Return the scores before what the people add; those of no method give way to the usual order of the class."""
    if draft.scores:
        try:
            check(draft.method, draft.rolls, draft.scores)
        except AgainstTheRules:
            return _usual_scores(draft)
        return draft.scores
    return _usual_scores(draft)


def raised_options(draft: Draft) -> tuple[Ability, ...]:
    """List the abilities of which a people may raise some by choice; nothing for most."""
    race = _race(draft)
    return tuple(ability for ability in ABILITIES if ability not in race.bonuses) if race.free else ()


def raised(draft: Draft) -> tuple[Ability, ...]:
    """Return the abilities that are raised by choice, the usual ones where the choice is open."""
    options = raised_options(draft)
    wished: list[Ability] = [ability for ability in options if ability in draft.raised]
    usual: list[Ability] = [
        ability for ability in _class(draft).priority if ability in options and ability not in wished
    ]
    return tuple((wished + usual)[: _race(draft).free])


def fixed_skills(draft: Draft) -> tuple[str, ...]:
    """List the skills that people and background bring."""
    return tuple(dict.fromkeys(_brought(draft)))


def class_skills(draft: Draft) -> tuple[str, ...]:
    """List the skills a class offers that its character does not have already, the most usual first."""
    class_, fixed = _class(draft), fixed_skills(draft)
    # A bard may choose from all there are; the list is only what they usually choose.
    offered = (*class_.skills, *SKILL_ABILITY) if draft.class_ == "bard" else class_.skills
    return tuple(skill for skill in dict.fromkeys(offered) if skill not in fixed)


def class_picks(draft: Draft) -> int:
    """Return how many skills are chosen from those of the class."""
    return min(_class(draft).picks, len(class_skills(draft)))


def extra_picks(draft: Draft) -> int:
    """Return how many skills are chosen from all: a half-elf's, and one for each that would come twice."""
    twice = len(_brought(draft)) - len(fixed_skills(draft))
    return _race(draft).free_skills + twice + _class(draft).picks - class_picks(draft)


def extra_skills(draft: Draft) -> tuple[str, ...]:
    """List what those may be: everything that neither is brought nor chosen from the class."""
    taken = {*fixed_skills(draft), *chosen_class_skills(draft)}
    return tuple(skill for skill in SKILL_ABILITY if skill not in taken)


def chosen_class_skills(draft: Draft) -> tuple[str, ...]:
    """Return the skills from the class, the usual ones where the choice is open."""
    options = class_skills(draft)
    wished = [skill for skill in dict.fromkeys(draft.skills) if skill in options]
    # What was chosen from all stays there as long as the class has others.
    usual = sorted((skill for skill in options if skill not in wished), key=lambda skill: skill in draft.extra)
    return tuple([*wished, *usual][: class_picks(draft)])


def chosen_extra_skills(draft: Draft) -> tuple[str, ...]:
    """Return the skills from all, the usual ones where the choice is open."""
    options = extra_skills(draft)
    order = (*draft.extra, *_class(draft).skills, *_OPEN_TO_ALL, *SKILL_ABILITY)
    return tuple(dict.fromkeys(skill for skill in order if skill in options))[: extra_picks(draft)]


def sheet_of(draft: Draft, campaign_id: int = 0, account_id: int = 0) -> Character:
    """Return the sheet a draft comes to, with id 0; without a background where none is chosen.

    A draft without a name gives a sheet without one. Raises a `SkaldError` for texts that are too long.
    """
    race, class_ = _race(draft), _class(draft)
    sheet = new_sheet(
        campaign_id,
        account_id,
        draft.name or _NOBODY,
        draft.race if draft.race in RACES else USUAL_RACE,
        draft.class_ if draft.class_ in CLASSES else USUAL_CLASS,
        draft.description,
    )
    scores = dict(zip(ABILITIES, base_scores(draft), strict=True))
    for ability in ABILITIES:
        scores[ability] += race.bonuses.get(ability, 0) + (ability in raised(draft))
    have = {*fixed_skills(draft), *chosen_class_skills(draft), *chosen_extra_skills(draft)}
    hit_points = max(1, class_.hit_die + modifier(scores["con"]))
    sheet = replace(
        sheet,
        name=sheet.name if draft.name else "",
        scores=(scores["str"], scores["dex"], scores["con"], scores["int"], scores["wis"], scores["cha"]),
        skills=tuple(skill for skill in SKILL_ABILITY if skill in have),
        hit_points=hit_points,
        max_hit_points=hit_points,
        background=draft.background if draft.background in BACKGROUNDS else "",
        history=good_history(draft.history),
    )
    offered = packages(sheet.class_)
    sheet = outfitted(sheet, offered[draft.package] if 0 <= draft.package < len(offered) else offered[0])
    return replace(sheet, items=_together((*sheet.items, *_kit(sheet.background))))


def _together(items: Sequence[Item]) -> tuple[Item, ...]:
    """Put those of one kind on one stack."""
    stacks: list[Item] = []
    for item in items:
        place = next((at for at, one in enumerate(stacks) if replace(one, quantity=item.quantity) == item), None)
        if place is None:
            stacks.append(item)
        else:
            stacks[place] = replace(item, quantity=item.quantity + stacks[place].quantity)
    return tuple(stacks)


def _kit(background: str) -> tuple[Item, ...]:
    return tuple(piece(index, count) for index, count in BACKGROUNDS[background].kit) if background else ()


def _usual_scores(draft: Draft) -> tuple[int, ...]:
    return placed(numbers_of(draft.method, draft.rolls), _class(draft).priority)


def _brought(draft: Draft) -> tuple[str, ...]:
    background = BACKGROUNDS.get(draft.background)
    return (*_race(draft).skills, *(background.skills if background else ()))


def _race(draft: Draft) -> Race:
    return RACES.get(draft.race) or RACES[USUAL_RACE]


def _class(draft: Draft) -> Class:
    return CLASSES.get(draft.class_) or CLASSES[USUAL_CLASS]
