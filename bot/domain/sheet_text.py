"""Read a character out of plain text, as D&D Beyond and Avrae show one, as far as it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import ABILITIES, Character
from bot.domain.equipment import common
from bot.domain.gear import COIN_VALUES, Coins, Item
from bot.domain.label import Label
from bot.domain.plaintext import clean, fold, shorten
from bot.domain.rules.coins import MOST_COINS
from bot.domain.rules.encumbrance import capacity, load
from bot.domain.rules.inventory import ITEM_NAME_LENGTH, MOST_ITEMS, MOST_OF_ONE
from bot.domain.rules.levels import EXPERIENCE, HIGHEST_LEVEL, HIGHEST_SCORE, constitution, hit_die
from bot.domain.rules.slots import slots, spell_modifier
from bot.domain.sheet import new_sheet
from bot.domain.sheet_file import most_hit_points_at
from bot.domain.skills import ABILITY_NAMES, ABILITY_SHORT, SKILL_ABILITY, SKILL_NAMES
from bot.domain.spellbooks import usual_spells
from bot.domain.srd import CLASSES, RACES
from bot.errors import SkaldError
from bot.i18n import N_

_MOST_LINES = 2_000
_LINE = 1_000
_LOWEST_SCORE = 3
_MARKDOWN = re.compile(r"[*_`~|]+")
_NAME = re.compile(r"(?:character )?(?:name|nom)\s*[:=]\s*(.+)", re.IGNORECASE)
_HIT_POINTS = re.compile(
    r"\b(?:max(?:imum)? (?:hp|hit points?)|hit points? max(?:imum)?|hp|hit points?|pv|points de vie)\b"
    r"\s*[:=]?\s*(?:(\d{1,6})\s*/\s*)?(\d{1,6})",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:level|lvl|niveau)\s*[:=]?\s*(\d{1,4})\b", re.IGNORECASE)
_COINS = re.compile(r"\b(\d{1,9}) ?(cp|sp|ep|gp|pp)\b|\b(cp|sp|ep|gp|pp) ?[:=] ?(\d{1,9})\b", re.IGNORECASE)
_BAG = re.compile(r"^\W*(equipment|inventory|gear|items?|équipement|inventaire)\b\s*[:=]?\s*(.*)$", re.IGNORECASE)
_HEADING = re.compile(r"^[^\d:]{3,30}:\s*$|^#+ ")
_COUNT_AFTER = re.compile(r"^(.*?)\s*(?:[x×]\s*(\d{1,5})|\((\d{1,5})\))$", re.IGNORECASE)
_COUNT_BEFORE = re.compile(r"^(\d{1,5})\s*[x×]?\s+(.*)$", re.IGNORECASE)
_PROFICIENT = re.compile(r"\b(?:proficien|maîtris|✓|●|\[x\])", re.IGNORECASE)


class NoSheetInText(SkaldError):
    sentence = N_("No character can be read in that text; what is missing is: {what}.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A character that was read, what could not be, and what was put right because the rules do not allow it."""

    character: Character
    unread: tuple[str, ...]
    put_right: tuple[str, ...]


def read_text(text: str, account_id: int) -> Reading:
    """Read a character that rests; numbers beyond the rules are put right. Raises `NoSheetInText`."""
    lines = [line for raw in text.splitlines()[:_MOST_LINES] if (line := clean(_MARKDOWN.sub("", raw[:_LINE])))]
    whole = "\n".join(lines)
    race, class_ = _first(lines, {key: one.name for key, one in RACES.items()}), _class(lines)
    name = _name(lines)
    asked = ((N_("name"), name), (N_("race"), race), (N_("class"), class_))
    if missing := tuple(what for what, found in asked if not found):
        raise NoSheetInText(what=missing)
    wrong: list[str] = []
    unread: list[str] = []
    level = _bounded(_level(lines, class_), 1, HIGHEST_LEVEL, N_("level"), wrong, unread, 1)
    sheet = replace(new_sheet(0, account_id, shorten(name, NAME_LENGTH), race, class_), level=level)
    sheet = replace(sheet, experience=EXPERIENCE[level - 1], scores=_scores(whole, sheet, wrong, unread))
    sheet = replace(sheet, skills=_skills(lines, sheet, unread))
    sheet = _healthy(sheet, whole, wrong, unread)
    most = max((place for place, count in enumerate(slots(class_, level), 1) if count), default=0)
    sheet = replace(sheet, spells=usual_spells(class_, level, most, spell_modifier(sheet)))
    sheet = _laden(sheet, lines, whole, wrong, unread)
    return Reading(sheet, tuple(dict.fromkeys(unread)), tuple(dict.fromkeys(wrong)))


def _name(lines: list[str]) -> str:
    for line in lines:
        if found := _NAME.match(line):
            return _lettered(re.split(r"\s{2,}|[|;]", found[1])[0])
    return _lettered(lines[0].lstrip("# ")) if lines and len(lines[0]) <= NAME_LENGTH and ":" not in lines[0] else ""


def _lettered(name: str) -> str:
    return name if any(letter.isalnum() for letter in name) else ""


def _first(lines: Iterable[str], labels: Mapping[str, Label]) -> str:
    """Return the index of the first thing that lines name, the longest name first: a half-elf is no elf."""
    names = [(fold(one), key) for key, label in labels.items() for one in (key, label.en, label.fr)]
    names.sort(key=lambda each: -len(each[0]))
    for line in lines:
        folded = f" {fold(line)} "
        if found := next((key for one, key in names if f" {one} " in folded), ""):
            return found
    return ""


def _class(lines: list[str]) -> str:
    labels = {key: one.name for key, one in CLASSES.items()}
    numbered = [line for line in lines if re.search(r"\d", line) or re.search(r"class", line, re.IGNORECASE)]
    return _first(numbered, labels) or _first(lines, labels)


def _level(lines: list[str], class_: str) -> int | None:
    label = CLASSES[class_].name
    for line in lines:
        folded = fold(line)
        for one in (fold(class_), fold(label.en), fold(label.fr)):
            if found := re.search(rf"\b{re.escape(one)}\b (?:level |niveau )?(\d{{1,4}})\b", folded):
                return int(found[1])
    found = next((found for line in lines if (found := _LEVEL.search(line))), None)
    return int(found[1]) if found else None


def _bounded(
    found: int | None, least: int, most: int, what: str, wrong: list[str], unread: list[str], default: int
) -> int:
    if found is None:
        unread.append(what)
        return default
    if not least <= found <= most:
        wrong.append(what)
    return max(least, min(found, most))


def _scores(whole: str, sheet: Character, wrong: list[str], unread: list[str]) -> tuple[int, int, int, int, int, int]:
    found: list[int] = []
    for ability, usual in zip(ABILITIES, sheet.scores, strict=True):
        names = {ability, *(one for label in (ABILITY_NAMES[ability], ABILITY_SHORT[ability]) for one in _both(label))}
        pattern = rf"\b(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b\s*[:=]?\s*(\d{{1,4}})\b"
        score = re.search(pattern, whole, re.IGNORECASE)
        value = int(score[1]) if score else None
        found.append(_bounded(value, _LOWEST_SCORE, HIGHEST_SCORE, N_("ability scores"), wrong, unread, usual))
    first, second, third, fourth, fifth, sixth = found
    return first, second, third, fourth, fifth, sixth


def _skills(lines: list[str], sheet: Character, unread: list[str]) -> tuple[str, ...]:
    """Return the skills that a text calls proficient, or lists after a word for it."""
    found: list[str] = []
    for line in lines:
        listed = re.match(r"\W*(?:skills?|skill proficiencies|compétences?)\s*[:=]", line, re.IGNORECASE)
        if listed or _PROFICIENT.search(line):
            folded = f" {fold(line)} "
            found += [
                key for key, label in SKILL_NAMES.items() if any(f" {fold(one)} " in folded for one in _both(label))
            ]
    if not found:
        unread.append(N_("skills"))
        return sheet.skills
    return tuple(skill for skill in SKILL_ABILITY if skill in found)


def _healthy(sheet: Character, whole: str, wrong: list[str], unread: list[str]) -> Character:
    found = _HIT_POINTS.search(whole)
    average = hit_die(sheet) + constitution(sheet) + (sheet.level - 1) * (hit_die(sheet) // 2 + 1 + constitution(sheet))
    usual, most = max(sheet.level, average), most_hit_points_at(sheet)
    value = _bounded(int(found[2]) if found else None, 1, most, N_("hit points"), wrong, unread, min(usual, most))
    return replace(sheet, max_hit_points=value, hit_points=value)


def _laden(sheet: Character, lines: list[str], whole: str, wrong: list[str], unread: list[str]) -> Character:
    coins = Coins()
    for amount, kind, kind_first, amount_after in _COINS.findall(whole):
        coin, count = (kind or kind_first).lower(), int(amount or amount_after)
        if coin in COIN_VALUES:
            coins = replace(coins, **{coin: min(count, MOST_COINS)})
            if count > MOST_COINS:
                wrong.append(N_("coins"))
    items = _items(lines)
    if coins == Coins():
        unread.append(N_("coins"))
        coins = sheet.coins
    if not items:
        unread.append(N_("belongings"))
        items = sheet.items
    laden = replace(sheet, coins=coins, items=items)
    while laden.items and load(laden) > capacity(laden):
        wrong.append(N_("belongings"))
        laden = replace(laden, items=laden.items[:-1])
    if load(laden) > capacity(laden):
        wrong.append(N_("coins"))
        laden = replace(laden, coins=sheet.coins)
    return laden


def _items(lines: list[str]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    inside = False
    for line in lines:
        if begins := _BAG.match(line):
            inside, line = True, begins[2]
        elif inside and _HEADING.match(line):
            inside = False
        for part in re.split(r"[,;•]", line) if inside else ():
            item = _item(part.strip(" -–—\t"))
            if item is not None and len(found) < MOST_ITEMS:
                found.setdefault(fold(item.name), item)
    return tuple(found.values())


def _item(written: str) -> Item | None:
    name, count = written, 1
    if after := _COUNT_AFTER.match(written):
        name, count = after[1], int(after[2] or after[3])
    elif before := _COUNT_BEFORE.match(written):
        name, count = before[2], int(before[1])
    name = shorten(clean(name), ITEM_NAME_LENGTH)
    if not any(letter.isalpha() for letter in name) or _COINS.fullmatch(written):
        return None
    return replace(common(name) or Item(name), quantity=max(1, min(count, MOST_OF_ONE)))


def _both(label: Label) -> tuple[str, str]:
    return label.en, label.fr
