"""The party as a model reads it, in the room there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.character import ABILITIES, Character
from bot.prompts.room import escaped, fit, weight

_DESCRIPTION_LENGTH = 300
_SHORTEST_DESCRIPTION = 20
_LAST_LINE = 60


def party_sheets(party: Sequence[Character], acting: Collection[str], room: int) -> str:
    """Write a line for each character; where the room is short, those who act come first and descriptions last."""
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
    told = [lines[place] for place in sorted(lines)]
    if len(lines) < len(party):
        told.append(f"- … and {len(party) - len(lines)} more who do nothing at the moment")
    return "\n".join(told)


def _numbers(character: Character) -> str:
    scores = " ".join(f"{ability} {score}" for ability, score in zip(ABILITIES, character.scores, strict=True))
    return (
        f"- {escaped(character.name)}: {character.race} {character.class_}, level {character.level}, "
        f"HP {character.hit_points}/{character.max_hit_points}, {scores}"
    )
