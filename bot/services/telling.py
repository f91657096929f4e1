"""What one turn is told from, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.domain.attempt import Attempt
from bot.domain.state import GameState
from bot.domain.turn import Action, TranscriptMessage, Turn
from bot.services.narration import Narration
from bot.services.ports import Reply


@dataclass(slots=True)
class Telling:
    """What one turn is told from and into; `attempts` outlives a failure."""

    turn: Turn
    actions: tuple[Action, ...]
    said: tuple[TranscriptMessage, ...]
    reply: Reply
    before: GameState
    past: tuple[TranscriptMessage, ...]
    attempts: list[Attempt] = field(default_factory=list[Attempt])

    def answer_only(self, actions: tuple[Action, ...]) -> None:
        """Tell of these actions alone; the others go on waiting."""
        self.turn = replace(self.turn, action_ids=tuple(action.id for action in actions))
        self.actions = actions
        self.said = tuple(action.spoken(self.turn.number) for action in actions)

    @property
    def chosen(self) -> str | None:
        """The model a player wants to hear the turn told again by."""
        return self.actions[0].text if self.turn.again else None

    @property
    def language(self) -> str:
        return self.before.campaign.language


@dataclass(frozen=True, slots=True)
class Told:
    """A turn as one model told it; `notes` say what the players should know of how it came about."""

    narration: Narration
    model: str
    wanted: str
    notes: tuple[str, ...]
