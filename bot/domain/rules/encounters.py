"""Which foes a party can meet: read from words, weighed by experience, cut down where they are too many."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.campaign import Difficulty
from bot.domain.character import Character
from bot.domain.combat import StatBlock
from bot.domain.plaintext import clean, fold, shown
from bot.domain.rules.ruled import AgainstTheRules
from bot.i18n import N_

MOST_FOES = 20
MOST_KINDS = 5

Foes = tuple[tuple[StatBlock, int], ...]
"""Stat blocks and how many there are of each."""

# What one character of a level (1 to 20) adds to an encounter that is hard, and to one that is deadly.
_HARD = (
    75,
    150,
    225,
    375,
    750,
    900,
    1100,
    1400,
    1600,
    1900,
    2400,
    3000,
    3400,
    3800,
    4300,
    4800,
    5900,
    6300,
    7300,
    8500,
)
_DEADLY = (
    *(100, 200, 400, 500, 1100, 1400, 1700, 2100, 2400, 2800),
    *(3600, 4500, 5100, 5700, 6400, 7200, 8800, 9500, 10900, 12700),
)
# Many foes are worse than their sum: from how many on, and how many halves they count.
_CROWDS = ((1, 2), (2, 3), (3, 4), (7, 5), (11, 6), (15, 8))
_LONE, _HOST = 3, 6

_LIST = re.compile(r"[,;+&\n]|\band\b|\bet\b", re.IGNORECASE)
_AFTER = re.compile(r"^(.*?)\s*(?:[x×*]\s*|\()(\d{1,4})\)?$", re.IGNORECASE)
_BEFORE = re.compile(r"^(\d{1,4})\s*(?:[x×*]\s*)?(\D.*)$", re.IGNORECASE)


class NoFoes(AgainstTheRules):
    sentence = N_("Say which foes there are, as in “goblin x3, wolf”.")


class TooManyFoes(AgainstTheRules):
    sentence = N_("{most} foes of {kinds} kinds are the most in one fight.")


class TooStrong(AgainstTheRules):
    sentence = N_("{name} is more than this party can fight. Take foes worth {experience} experience points at most.")


def read_foes(written: str) -> tuple[tuple[str, int], ...]:
    """Read `goblin x3, wolf` or `3 goblins and a wolf` as names and numbers; raises `NoFoes`, `TooManyFoes`."""
    counted: dict[str, tuple[str, int]] = {}
    for part in _LIST.split(clean(written)):
        name, count = _counted(part.strip())
        if not fold(name):
            continue
        known = counted.get(fold(name), (name, 0))
        counted[fold(name)] = (known[0], known[1] + count)
    foes = tuple(counted.values())
    if not foes or any(count < 1 for _, count in foes):
        raise NoFoes()
    if len(foes) > MOST_KINDS or sum(count for _, count in foes) > MOST_FOES:
        raise TooManyFoes(most=MOST_FOES, kinds=MOST_KINDS)
    return foes


def budget(party: Sequence[Character], difficulty: Difficulty) -> int:
    """Return the experience points that the foes of one fight may be worth together for a party."""
    table = _HARD if difficulty == "gentle" else _DEADLY
    worth = sum(table[min(max(character.level, 1), 20) - 1] for character in party)
    return worth * 3 // 2 if difficulty == "deadly" else worth


def weight(foes: Foes, size: int) -> int:
    """Return what foes count for a party of a size: their experience points, more for every crowd."""
    count = sum(number for _, number in foes)
    step = sum(count >= least for least, _ in _CROWDS) - 1
    if size < _LONE:
        step += 1
    elif size >= _HOST:
        step -= 1
    halves = 1 if step < 0 else 10 if step >= len(_CROWDS) else _CROWDS[step][1]
    return sum(block.experience * number for block, number in foes) * halves // 2


def cut_down(foes: Foes, party: Sequence[Character], difficulty: Difficulty) -> Foes:
    """Return as many of the foes as a party can meet, the strongest left out first; raises `TooStrong`, `NoFoes`."""
    left: dict[str, tuple[StatBlock, int]] = {}
    for block, number in foes:
        left[block.index] = (block, number + left.get(block.index, (block, 0))[1])
    if not left or any(number < 1 for _, number in left.values()):
        raise NoFoes()
    most = budget(party, difficulty)
    while weight(tuple(left.values()), len(party)) > most:
        block, number = max(left.values(), key=lambda each: (each[0].experience, each[0].index))
        if sum(count for _, count in left.values()) == 1:
            most_alone = most * 2 // 3 if len(party) < _LONE else most
            raise TooStrong(name=shown(block.name), experience=most_alone)
        # Of one kind there are fewer; of several the worst leave, unless they are all that makes the fight.
        if number > 1:
            left[block.index] = (block, number - 1)
        else:
            del left[block.index]
    return tuple(left.values())


def _counted(part: str) -> tuple[str, int]:
    if found := _AFTER.match(part):
        return found[1].strip(), int(found[2])
    if found := _BEFORE.match(part):
        name = found[2].strip()
        return (name[:-1] if int(found[1]) > 1 and name.endswith("s") and not name.endswith("ss") else name), int(
            found[1]
        )
    return re.sub(r"^(?:an?|the|une?|le|la|les|des)\s+", "", part, flags=re.IGNORECASE), 1
