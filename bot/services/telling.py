"""What one turn is told from, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.domain.attempt import Attempt
from bot.domain.duel import Duel
from bot.domain.memory import Memory
from bot.domain.state import GameState
from bot.domain.turn import Action, TranscriptMessage, Turn
from bot.services.narration import TurnStory
from bot.services.ports import Reply


@dataclass(slots=True)
class Telling:
    """What one turn is told from and into; `attempts` outlives a failure.

    `without` is the telling in whose place it comes because somebody wants none of it; `stopped` says that of this one.
    `restricted` says that the channel is marked as age-restricted, `story_room` how many characters of a request there
    were for the story before, 0 where no model told it.
    """

    turn: Turn
    actions: tuple[Action, ...]
    said: tuple[TranscriptMessage, ...]
    reply: Reply
    before: GameState
    past: tuple[TranscriptMessage, ...]
    memory: Memory
    stopped: Callable[[], bool]
    restricted: bool
    without: str | None = None
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    story_room: int = 0

    def answer_only(self, actions: tuple[Action, ...]) -> None:
        """Tell of these actions alone; the others go on waiting."""
        self.turn = replace(self.turn, action_ids=tuple(action.id for action in actions))
        self.actions = actions
        self.said = tuple(action.spoken(self.turn.number) for action in actions)

    def answer_also(self, actions: tuple[Action, ...]) -> None:
        """Answer these actions with the same telling, which does not speak of them."""
        self.turn = replace(self.turn, action_ids=(*self.turn.action_ids, *(action.id for action in actions)))

    @property
    def chosen(self) -> str | None:
        """The model a player wants to hear the turn told again by."""
        return self.actions[0].text if self.actions[0].kind == "retell" else None

    @property
    def by_hand(self) -> str | None:
        """The story in the words of the person who is the game master; None where a model tells it."""
        told = [action.text for action in self.actions if action.kind == "narration"]
        return "\n\n".join(told) if told else None

    @property
    def language(self) -> str:
        return self.before.campaign.language


@dataclass(frozen=True, slots=True)
class Told:
    """A turn as it was told; `model` and `wanted` are None where a person told it, `notes` say how it came about.

    `duel` is where its words were chosen, or where they would have been.
    """

    narration: TurnStory
    model: str | None
    wanted: str | None
    notes: tuple[str, ...] = ()
    duel: Duel | None = None
