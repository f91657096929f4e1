"""The state of a game as one frozen value."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, cast

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.combat import Combat
from bot.domain.plaintext import fold
from bot.domain.scene import Scene
from bot.domain.values import NotAValue, read

FORMAT = 2
MOST_CHARACTERS = 50


@dataclass(frozen=True, slots=True)
class GameState:
    """A campaign, the sheets of its party, where they are, the fight they are in, and the turn being played."""

    campaign: Campaign
    party: tuple[Character, ...]
    turn: int
    scene: Scene = Scene()
    combat: Combat | None = None

    def character_of(self, account_id: int) -> Character | None:
        """Return the character a person plays, None when they have none here."""
        return next((character for character in self.party if character.account_id == account_id), None)

    def named(self, name: str) -> Character | None:
        """Return the character people mean by a name: case and accents aside, a part of it when only one has it."""
        meant = fold(name)
        if not meant:
            return None
        exact = [character for character in self.party if fold(character.name) == meant]
        if exact:
            return exact[0]
        words = set(meant.split())
        partly = [character for character in self.party if words <= set(fold(character.name).split())]
        return partly[0] if len(partly) == 1 else None

    @property
    def present(self) -> tuple[Character, ...]:
        """The characters that are in the scene."""
        return tuple(character for character in self.party if character.id not in self.scene.away)


def document(state: GameState) -> str:
    """Write the state as compact JSON, the same text for the same state; the campaign itself is left out."""
    party = ",".join(f'"{character.id}":{_sheet(character)}' for character in state.party)
    combat, scene = _part(state.combat), _part(state.scene)
    return f'{{"format":{FORMAT},"turn":{state.turn},"party":{{{party}}},"scene":{scene},"combat":{combat}}}'


def beginning(scene: Scene) -> str:
    """Write the state of a game that nobody plays yet and that begins somewhere, as `document` would."""
    return f'{{"format":{FORMAT},"turn":0,"party":{{}},"scene":{_part(scene)},"combat":null}}'


def whole(text: str | None) -> bool:
    """Tell whether a document holds all of a state; what turns before the rules kept does not."""
    return text is not None and text.startswith(f'{{"format":{FORMAT},')


def content(state: GameState) -> dict[str, Any]:
    """Return what `document` writes, as JSON's values; foes stand under their keys."""
    written: dict[str, Any] = json.loads(document(state))
    if written["combat"] is not None:
        written["combat"]["foes"] = {foe["key"]: foe for foe in written["combat"]["foes"]}
    return written


def restore(text: str, campaign: Campaign) -> GameState:
    """Read back what `document` wrote for a campaign; raises ValueError for anything else."""
    written = json.loads(text)
    if not isinstance(written, dict) or cast("dict[str, Any]", written).get("format") != FORMAT:
        raise NotAValue(f"not a state of format {FORMAT}")
    return from_content(written, campaign)


def from_content(written: Any, campaign: Campaign) -> GameState:
    """Read back what `content` returned, or `document` wrote; raises ValueError for anything else."""
    try:
        party, turn, combat, scene = written["party"], written["turn"], written["combat"], written["scene"]
        sheets = list(party.values())
        if combat is not None and isinstance(combat["foes"], dict):
            combat = {**combat, "foes": list(combat["foes"].values())}
    except (KeyError, TypeError, AttributeError):
        raise NotAValue("not a state") from None
    if type(turn) is not int or turn < 0 or len(sheets) > MOST_CHARACTERS:
        raise NotAValue("not a state")
    return GameState(
        campaign,
        tuple(sorted((read(Character, sheet) for sheet in sheets), key=lambda character: character.id)),
        turn,
        read(Scene, scene),
        None if combat is None else read(Combat, combat),
    )


# A turn changes a sheet or two; the others are written as they were.
@lru_cache(maxsize=2048)
def _sheet(character: Character) -> str:
    return _json(asdict(character))


@lru_cache(maxsize=256)
def _part(part: Scene | Combat | None) -> str:
    return "null" if part is None else _json(asdict(part))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
