"""A character in a file of its own: JSON with every value of the sheet and nothing of any campaign or account.

docs/character.schema.json describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any, Final, cast

from bot.domain.backgrounds import BACKGROUNDS
from bot.domain.character import Character
from bot.domain.gear import Item
from bot.domain.harms import CONDITION_NAMES, DAMAGE_NAMES
from bot.domain.plaintext import clean
from bot.domain.rules.bounds import wrong_with
from bot.domain.rules.levels import HIGHEST_SCORE, constitution, hit_die
from bot.domain.sheet import HISTORY_LENGTH
from bot.domain.values import NotAValue, read
from bot.errors import SkaldError
from bot.i18n import N_

FORMAT: Final = 1
MARK: Final = "skald_character"

# Whose it is, and where it played, is no part of a character.
_NOT_ITS_OWN = ("id", "campaign_id", "account_id")
_DICE = re.compile(r"[1-4]?d(4|6|8|10|12)|1")
_INDEX = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOWEST_SCORE = 3
_BEST_ARMOUR, _BEST_SHIELD = 20, 5
_SOURCE_LENGTH = 80

PHRASES = (
    *(N_("the name"), N_("a text is too long"), N_("race or class"), N_("skills"), N_("spells"), N_("level")),
    *(N_("ability scores"), N_("experience"), N_("hit point maximum"), N_("hit points"), N_("hit dice")),
    *(N_("temporary hit points"), N_("spell slots"), N_("exhaustion"), N_("death saves"), N_("coins"), N_("an item")),
    *(N_("too many items"), N_("conditions"), N_("too many conditions"), N_("an index is too long"), N_("background")),
    *(N_("resistances"), N_("dead with hit points"), N_("stable, but not at 0 hit points and alive")),
    *(N_("death saves of somebody awake"), N_("alive with six levels of exhaustion")),
)
"""What can be wrong with a sheet, for whoever translates."""


class NotACharacter(SkaldError):
    sentence = N_("That file holds no character of Skald’s: {what}. /character export makes one.")


class NewerCharacter(SkaldError):
    sentence = N_("That character was written by a newer Skald, in a form this one does not know.")


class AgainstTheBook(SkaldError):
    sentence = N_("The rules know no character like the one in that file; this does not hold: {what}.")


def written(character: Character) -> bytes:
    """Write a character to a file's bytes, the same for the same sheet."""
    sheet = {name: value for name, value in asdict(character).items() if name not in _NOT_ITS_OWN}
    return (json.dumps({MARK: FORMAT, **sheet}, ensure_ascii=False, indent=2) + "\n").encode()


def read_sheet(text: str, account_id: int) -> Character:
    """Read a character that rests from a file's text; raises `NotACharacter`, `NewerCharacter`, `AgainstTheBook`."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise NotACharacter(what="JSON") from None
    if not isinstance(content, dict):
        raise NotACharacter(what="JSON")
    sheet = cast("dict[str, Any]", content)
    form = sheet.pop(MARK, None)
    if type(form) is int and form > FORMAT:
        raise NewerCharacter
    if type(form) is not int or form != FORMAT:
        raise NotACharacter(what=MARK)
    own = {"id": 0, "campaign_id": 0, "account_id": account_id}
    if sheet.keys() & own.keys():
        raise NotACharacter(what=", ".join(own))
    try:
        character = read(Character, {**sheet, **own})
    except NotAValue as wrong:
        raise NotACharacter(what=clean(str(wrong))) from None
    if wrongs := (*wrong_with(character), *_beyond(character)):
        raise AgainstTheBook(what=tuple(dict.fromkeys(wrongs)))
    description, history = clean(character.description), clean(character.history)
    return replace(character, description=description, history=history, concentration="")


def most_hit_points_at(character: Character) -> int:
    """Return the hit points of somebody who rolled the highest at every level."""
    return character.level * max(1, hit_die(character) + constitution(character))


def _beyond(character: Character) -> Iterator[str]:
    """Name what no game of Skald's makes of a character, though nothing in the state forbids it."""
    if not all(_LOWEST_SCORE <= score <= HIGHEST_SCORE for score in character.scores):
        yield "ability scores"
    if character.max_hit_points > most_hit_points_at(character):
        yield "hit point maximum"
    if len(character.history) > HISTORY_LENGTH:
        yield "a text is too long"
    if character.background and character.background not in BACKGROUNDS:
        yield "background"
    if character.immunities or not {*character.resistances, *character.vulnerabilities} <= DAMAGE_NAMES.keys():
        yield "resistances"
    if not all(_INDEX.fullmatch(spell) for spell in character.spells):
        yield "spells"
    if not all(one.condition in CONDITION_NAMES and len(one.source) <= _SOURCE_LENGTH for one in character.conditions):
        yield "conditions"
    if not all(_usual(item) for item in character.items):
        yield "an item"


def _usual(item: Item) -> bool:
    if item.index and not _INDEX.fullmatch(item.index):
        return False
    if item.weapon is not None:
        dice = (item.weapon.damage, *((item.weapon.versatile,) if item.weapon.versatile else ()))
        ranges = 0 <= item.weapon.range <= 1000 and 0 <= item.weapon.long_range <= 1000
        if not ranges or not all(_DICE.fullmatch(one) for one in dice) or item.weapon.damage_type not in DAMAGE_NAMES:
            return False
        if not all(_INDEX.fullmatch(one) for one in item.weapon.properties) or len(item.weapon.properties) > 12:
            return False
    if item.armour is not None:
        most = _BEST_SHIELD if item.armour.kind == "shield" else _BEST_ARMOUR
        return item.armour.base <= most and -1 <= item.armour.dexterity <= 10 and 0 <= item.armour.strength <= 30
    return True
