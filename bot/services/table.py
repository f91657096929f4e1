"""What the game master has before them while a campaign is played."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.domain.campaign import Role
from bot.domain.memory import Fact, Memory, after_turn
from bot.domain.state import GameState
from bot.domain.turn import Action, KeptTurn, LateReply, TranscriptMessage, Turn

# More than a prompt of the largest configured size holds, in messages of ordinary length.
MOST_MESSAGES = 400

# What asks for the last turn again instead of the next one.
AGAIN: Final = ("retell", "xcard")

Change = Callable[[GameState], GameState]


def first_heard(action: Action) -> tuple[bool, int]:
    """Order what waits: whoever wants no more of a scene is heard before anything else."""
    return action.kind != "xcard", action.id


@dataclass(slots=True)
class Table:
    """One campaign in memory: its state, its recent transcript and the actions that wait.

    Kept so that a turn reads nothing from the database; every write goes through to it first.
    """

    state: GameState
    transcript: list[TranscriptMessage]
    waiting: list[Action]
    transcript_limit: int
    most_actions: int
    told: KeptTurn | None = None
    # What the last told turn began with, for when it is told again; None where that is not known.
    previous: GameState | None = None
    last_take: int = 0
    # How often the turns after this one, by their number, were told before they were taken back.
    taken_back: dict[int, int] = field(default_factory=dict[int, int])
    failed: Turn | None = None
    begun: Turn | None = None
    # What each account is here.
    members: dict[int, Role] = field(default_factory=dict[int, "Role"])
    # Accounts that have a character here and never played, such as those of an imported story.
    strangers: set[int] = field(default_factory=set[int])
    # What the table's turn mode lets be answered just now; None for everything.
    allowed: frozenset[int] | None = None
    # Whether a timer runs for somebody who is awaited.
    timed: bool = False
    worker: asyncio.Task[None] | None = None
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    # Held while the state is written down, by a turn's end or by a person.
    pen: asyncio.Lock = field(default_factory=asyncio.Lock)
    memory: Memory = Memory()
    # Actions that a reply is being told of just now; their words are with a model already.
    telling: tuple[int, ...] = ()
    # What players made of their messages meanwhile, by the message: new words, or None for none at all.
    later: dict[int, str | None] = field(default_factory=dict[int, "str | None"])
    retry_wanted: bool = False
    # Somebody wants to hear no more of what is being told.
    stopped: bool = False
    heard_more: bool = False
    # Accounts whose own budget is used up: their actions wait, and hold nobody else's up.
    aside: set[int] = field(default_factory=set[int])
    late: list[LateReply] = field(default_factory=list[LateReply])
    _meanwhile: list[Change] = field(default_factory=list["Change"])

    def seat(self, action: Action) -> None:
        """Let a stored action wait its turn, once."""
        if all(action.id != other.id for other in self.waiting):
            self.heard_more = True
            self.aside.discard(action.account_id)
            self.waiting.append(action)
            self.waiting.sort(key=first_heard)

    def be_late(self, reply: LateReply) -> None:
        """Let a reply that did not arrive wait to be shown, once."""
        if all(reply.turn.number != other.turn.number for other in self.late):
            self.late.append(reply)

    @property
    def campaign_id(self) -> int:
        return self.state.campaign.id

    def change(self, change: Change) -> None:
        """Change the state by hand, outside of any turn; one that is being told takes it over at its end."""
        self.state = change(self.state)
        self.previous = None if self.previous is None else change(self.previous)
        self._meanwhile.append(change)

    def begin(self, turn: Turn) -> GameState:
        """Return the state a turn begins with; one that is told again begins where it began before."""
        self._meanwhile.clear()
        return self.previous if turn.again and self.previous is not None else self.state

    @property
    def changed_meanwhile(self) -> bool:
        """Tell whether people changed the state since the turn that is being told began."""
        return bool(self._meanwhile)

    def after(self, told: GameState) -> GameState:
        """Return what a turn leaves behind: what it came to, and what people changed while it was told."""
        for change in self._meanwhile:
            told = change(told)
        return told

    def next_turn(self, channel_id: int) -> Turn:
        """Name the turn that answers what waits: the one begun before a restart, or the next."""
        if self.begun is not None:
            return replace(self.begun, action_ids=self._answered_by(self.begun))
        first = self._ready()[0]
        if first.kind in AGAIN:
            return self._next_take(first)
        return Turn(
            campaign_id=self.campaign_id,
            number=self.state.turn + 1,
            take=self.taken_back.get(self.state.turn + 1, 0) + 1,
            attempt=self.failed.attempt + 1 if self.failed else 1,
            channel_id=channel_id,
            status="telling",
            action_ids=self._together(),
        )

    def set_aside(self, account_id: int) -> tuple[int, ...]:
        """Let an account's actions wait while others are answered; return the actions a turn can answer then."""
        self.aside.add(account_id)
        return self._together() if any(action.account_id not in self.aside for action in self._allowed()) else ()

    def _allowed(self) -> list[Action]:
        if self.allowed is None:
            return self.waiting
        return [action for action in self.waiting if action.id in self.allowed]

    def _ready(self) -> list[Action]:
        allowed = self._allowed()
        return [action for action in allowed if action.account_id not in self.aside] or allowed

    def _together(self) -> tuple[int, ...]:
        ready = self._ready()[: self.most_actions]
        return tuple(action.id for action in itertools.takewhile(lambda action: action.kind not in AGAIN, ready))

    def _next_take(self, wish: Action) -> Turn:
        return Turn(
            campaign_id=self.campaign_id,
            number=self.state.turn,
            take=self.last_take + 1,
            again=True,
            attempt=1,
            channel_id=wish.channel_id,
            status="telling",
            action_ids=(wish.id,),
        )

    def past(self, turn: Turn) -> list[TranscriptMessage]:
        """Return the story as it stood before a turn, which may be one that is told again."""
        return [message for message in self.transcript if message.turn < turn.number]

    def said_before(self, turn: Turn) -> list[TranscriptMessage]:
        """Return what the players said in the turn that is told again."""
        return [message for message in self.transcript if message.turn == turn.number and message.role == "user"]

    def _answered_by(self, begun: Turn) -> tuple[int, ...]:
        """Return what a reply that stands already can answer: whatever was written before it.

        What came after it gets a reply of its own, below; Discord's ids grow with time.
        """
        if begun.again:
            return begun.action_ids
        allowed = self._allowed()
        before = [action.id for action in allowed if not begun.reply_ids or action.discord_id < begun.reply_ids[0]]
        return tuple(before or (action.id for action in allowed))[: self.most_actions]

    def close_turn(
        self,
        turn: KeptTurn,
        spoken: Sequence[TranscriptMessage],
        before: GameState,
        told: GameState,
        facts: Sequence[Fact] = (),
    ) -> None:
        """Go on from a turn that is committed: its actions wait no more, its words are part of the story."""
        self.answer(turn.turn)
        self.state, self.previous = self.after(told), self.after(before)
        self.transcript = [*self.past(turn.turn), *spoken] if turn.turn.again else [*self.transcript, *spoken]
        self.memory = after_turn(self.memory, turn.turn.number, facts)
        self.keep_recent()
        self.told, self.last_take = turn, turn.turn.take
        self.failed = self.begun = None

    def give_up(self, turn: Turn) -> None:
        """Go on from a telling that failed while another one of the same turn stands."""
        self.answer(turn)
        self.last_take = turn.take
        self.begun = None

    def action_of(self, discord_id: int) -> Action | None:
        """Return the action of a message while it waits for its answer."""
        return next((action for action in self.waiting if action.discord_id == discord_id), None)

    def replace_action(self, action: Action, changed: Action | None) -> None:
        """Let other words wait in the place of an action's, or nothing."""
        self.waiting = [changed if one.id == action.id and changed else one for one in self.waiting]
        if changed is None:
            self.waiting = [one for one in self.waiting if one.id != action.id]

    def answer(self, turn: Turn) -> None:
        """Let a turn's actions wait no more."""
        answered = set(turn.action_ids)
        self.waiting = [action for action in self.waiting if action.id not in answered]

    def keep_recent(self) -> None:
        """Drop the oldest half of a transcript that outgrew its limit (in characters), in one large step.

        A prompt's beginning then stays the same for many turns, which is what vendors' prompt caches need.
        """
        size = sum(len(message.content) for message in self.transcript)
        if size <= self.transcript_limit:
            return
        dropped = 0
        # The last turn stays whatever its size: it may be told again.
        last = next(index for index, message in enumerate(self.transcript) if message.turn == self.transcript[-1].turn)
        while size > self.transcript_limit // 2 and dropped < last:
            size -= len(self.transcript[dropped].content)
            dropped += 1
        del self.transcript[:dropped]
