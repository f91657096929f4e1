"""The party as a model reads it, in the room there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.character import ABILITIES, Character
from bot.domain.gear import Item
from bot.domain.plaintext import shorten
from bot.domain.rules.armour import armour_class
from bot.domain.rules.coins import written
from bot.domain.rules.slots import slots, slots_left
from bot.prompts.room import escaped, fit, weight

_DESCRIPTION_LENGTH = 300
_SHORTEST_DESCRIPTION = 20
_LAST_LINE = 60
_BELONGINGS_LENGTH = 700
_MOST_WEAPONS = 3
_ITEM_SHOWN = 40


def party_sheets(party: Sequence[Character], acting: Collection[str], room: int) -> str:
    """Write a line for each character; where the room is short, those who act come first, then
    descriptions, then what those who act own."""
    in_turn = sorted(range(len(party)), key=lambda place: party[place].name not in acting)
    left = room - _LAST_LINE
    lines: dict[int, str] = {}
    for place in in_turn:
        line = _numbers(party[place])
        if weight(line) + 2 <= left:
            lines[place] = line
            left -= weight(line) + 2
    described = [place for place in in_turn if place in lines and party[place].description]
    for done, place in enumerate(described):
        share = left // (len(described) - done) - 2
        if share < _SHORTEST_DESCRIPTION:
            break
        about = escaped(fit(party[place].description[:_DESCRIPTION_LENGTH], share))
        lines[place] += f"; {about}"
        left -= weight(about) + 2
    for place in in_turn:
        if place in lines and party[place].name in acting:
            owned = escaped(fit(_belongings(party[place]), min(_BELONGINGS_LENGTH, left - 2)))
            if weight(owned) < _SHORTEST_DESCRIPTION:
                break
            lines[place] += f"; {owned}"
            left -= weight(owned) + 2
    told = [lines[place] for place in sorted(lines)]
    if len(lines) < len(party):
        told.append(f"- … and {len(party) - len(lines)} more who do nothing at the moment")
    return "\n".join(told)


def _numbers(character: Character) -> str:
    scores = " ".join(f"{ability} {score}" for ability, score in zip(ABILITIES, character.scores, strict=True))
    told = [
        f"- {escaped(character.name)}: {character.race} {character.class_}, level {character.level}",
        f"HP {character.hit_points}/{character.max_hit_points}",
        f"AC {armour_class(character)}",
        scores,
        *_troubles(character),
    ]
    if weapons := [item for item in character.items if item.equipped and item.weapon is not None]:
        told.append(f"wields {escaped(_named(weapons[:_MOST_WEAPONS]))}")
    if any(have := slots(character.class_, character.level)):
        left = slots_left(character)
        told.append("slots " + " ".join(f"{level}:{left[level - 1]}/{n}" for level, n in enumerate(have, 1) if n))
    return ", ".join(told)


def _troubles(character: Character) -> list[str]:
    """Say what ails a character: death, conditions, exhaustion; and what they concentrate on."""
    told: list[str] = []
    if character.dead:
        return ["DEAD"]
    if character.hit_points == 0:
        told.append("stable at 0 HP" if character.stable else "DYING")
    if character.temporary_hit_points:
        told.append(f"{character.temporary_hit_points} temporary HP")
    told += [escaped(condition) for condition in sorted({each.condition for each in character.conditions})]
    if character.exhaustion:
        told.append(f"exhaustion {character.exhaustion}")
    if character.concentration:
        told.append(f"concentrates on {escaped(character.concentration)}")
    return told


def _belongings(character: Character) -> str:
    """Say what a character has beside what is in their hands, and which spells."""
    carried = [item for item in character.items if not (item.equipped and item.weapon is not None)]
    spells = f"; spells {', '.join(character.spells)}" if character.spells else ""
    return f"purse {written(character.coins)}; carries {_named(carried) or 'nothing'}{spells}"


def _named(items: Sequence[Item]) -> str:
    return ", ".join(
        shorten(item.name, _ITEM_SHOWN) + (f" ×{item.quantity}" if item.quantity > 1 else "") for item in items
    )
