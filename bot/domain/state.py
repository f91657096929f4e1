"""The state of a game as one frozen value."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.domain.campaign import Campaign
from bot.domain.character import Character
from bot.domain.plaintext import fold

FORMAT = 1


@dataclass(frozen=True, slots=True)
class GameState:
    """A campaign, the sheets of its party and the number of the turn being played."""

    campaign: Campaign
    party: tuple[Character, ...]
    turn: int

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


def document(state: GameState) -> str:
    """Write the state as compact JSON, the same text for the same state; the campaign itself is left out."""
    party = [asdict(character) for character in state.party]
    content: dict[str, Any] = {"format": FORMAT, "turn": state.turn, "party": party}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restore(text: str, campaign: Campaign) -> GameState:
    """Read back what `document` wrote for a campaign; raises ValueError, KeyError or TypeError for anything else."""
    content: dict[str, Any] = json.loads(text)
    if content["format"] != FORMAT:
        raise ValueError(f"a state of format {content['format']}, not {FORMAT}")
    return GameState(campaign, tuple(_character(sheet) for sheet in content["party"]), content["turn"])


def _character(sheet: dict[str, Any]) -> Character:
    return replace(Character(**sheet), scores=tuple(sheet["scores"]), skills=tuple(sheet["skills"]))
