"""The steps of a character in the making: each takes a draft and gives the next, or says what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, get_args

from bot.domain.abilities import METHODS, Method, check, read_scores, throw
from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.dice import Dice
from bot.domain.names import name_ideas
from bot.domain.packages import packages
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.sheet import (
    good_description,
    good_history,
    good_name,
    meant_background,
    meant_class,
    meant_race,
)
from bot.domain.srd import CLASSES, RACES
from bot.domain.workshop import (
    PAGES,
    Draft,
    class_picks,
    class_skills,
    complete,
    extra_picks,
    extra_skills,
    raised,
    raised_options,
)
from bot.i18n import N_

Choice = Literal["race", "class", "background", "method", "raised", "skills", "extra", "package", "idea"]
CHOICES: tuple[Choice, ...] = get_args(Choice)


class NotOnOffer(AgainstTheRules):
    sentence = N_("That is not on offer any more. Choose again from what is shown.")


class WrongNumber(AgainstTheRules):
    sentence = N_("Choose exactly {count} of these.")


def choose(draft: Draft, what: Choice, values: Sequence[str], dice: Dice) -> Draft:
    """Return a draft after a choice from a list; raises an `AgainstTheRules`, or that no book knows it."""
    first = values[0] if values else ""
    if what == "race":
        race = meant_race(first)
        return replace(draft, race=race, ideas=draft.ideas if race == draft.race else ())
    if what == "class":
        class_ = meant_class(first)
        # Scores and skills were placed for somebody else; those that a player may still want are offered again.
        same = class_ == draft.class_
        return draft if same else replace(draft, class_=class_, package=0, skills=())
    if what == "background":
        return replace(draft, background=meant_background(first))
    if what == "method":
        return with_method(draft, first, dice)
    if what == "package":
        return _with_package(draft, first)
    if what == "idea":
        return _with_idea(draft, first)
    return _with_several(draft, what, values)


def with_method(draft: Draft, method: str, dice: Dice) -> Draft:
    """Return a draft whose scores come another way; dice are thrown the first time only, and stay as they fell."""
    found: Method | None = next((one for one in METHODS if one == method), None)
    if found is None:
        raise NotOnOffer
    rolls = draft.rolls or (throw(dice) if found == "rolled" else ())
    return replace(draft, method=found, rolls=rolls, scores=draft.scores if found == draft.method else ())


def place(draft: Draft, text: str) -> Draft:
    """Return a draft with the six numbers somebody wrote; raises where its method cannot give them."""
    scores = read_scores(text)
    check(draft.method, draft.rolls, scores)
    return replace(draft, scores=scores)


def named(draft: Draft, name: str) -> Draft:
    """Return a draft with a name; raises `NamelessCharacter`, `CharacterNameTooLong`."""
    return replace(draft, name=good_name(name))


def storied(draft: Draft, history: str, looks: str) -> Draft:
    """Return a draft with what its player tells of it; raises where that is too long."""
    return replace(draft, history=good_history(history), description=good_description(looks))


def turned(draft: Draft, page: int) -> Draft:
    """Return a draft with another page open."""
    return replace(draft, page=min(max(page, 1), PAGES))


def begun_anew(draft: Draft) -> Draft:
    """Return an empty draft that keeps the dice as they fell, so that nobody throws until they like them."""
    return Draft(rolls=draft.rolls)


def with_ideas(draft: Draft, dice: Dice, language: str) -> Draft:
    """Return a draft with other names to choose from."""
    return replace(draft, ideas=name_ideas(complete(draft).race, dice, language))


def rolled_one(draft: Draft, dice: Dice, language: str) -> Draft:
    """Return a whole character by chance, with a name and a past; the dice of the abilities stay as they fell."""
    race, class_, background = (_one(tuple(known), dice) for known in (RACES, CLASSES, BACKGROUNDS))
    ideas = name_ideas(race, dice, language)
    return Draft(
        origin="rolled",
        name=ideas[0],
        race=race,
        class_=class_,
        background=background,
        history=BACKGROUNDS[background].past.say(language),
        rolls=draft.rolls,
        ideas=ideas,
    )


def _with_package(draft: Draft, value: str) -> Draft:
    offered = packages(complete(draft).class_)
    if not (value.isascii() and value.isdigit() and int(value[:3]) < len(offered)):
        raise NotOnOffer
    return replace(draft, package=int(value[:3]))


def _with_idea(draft: Draft, value: str) -> Draft:
    if value not in draft.ideas:
        raise NotOnOffer
    return named(draft, value)


def _with_several(draft: Draft, what: Literal["raised", "skills", "extra"], values: Sequence[str]) -> Draft:
    whole = complete(draft)
    options, count = {
        "raised": (raised_options(whole), len(raised(whole))),
        "skills": (class_skills(whole), class_picks(whole)),
        "extra": (extra_skills(whole), extra_picks(whole)),
    }[what]
    chosen = tuple(dict.fromkeys(values))
    if len(chosen) != count:
        raise WrongNumber(count=count)
    if not set(chosen) <= set(options):
        raise NotOnOffer
    if what == "raised":
        return replace(draft, raised=chosen)
    return replace(draft, skills=chosen) if what == "skills" else replace(draft, extra=chosen)


def _one(of: Sequence[str], dice: Dice) -> str:
    return of[dice.die(len(of)) - 1]
