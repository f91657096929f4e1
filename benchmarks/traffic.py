"""Players who write, and the watch that times what they get to read."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from playground.events import Event
from playground.model import Channel, Message
from playground.people import Person
from playground.server import Playground

SAYINGS = (
    "I push the door open and hold my torch high.",
    "I listen at the wall before I take another step.",
    "I search the desk for anything that was hidden in a hurry.",
)


@dataclass(slots=True)
class Turn:
    """What came of one message; times on the performance counter, in seconds."""

    asked_at: float
    first_at: float | None = None
    last_at: float | None = None
    messages: int = 0
    edits: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def first_ms(self) -> float | None:
        """Milliseconds from the message to the first visible word."""
        return None if self.first_at is None else 1000 * (self.first_at - self.asked_at)

    @property
    def last_ms(self) -> float | None:
        """Milliseconds from the message to the last word."""
        return None if self.last_at is None else 1000 * (self.last_at - self.asked_at)


class Watch:
    """Time every message and edit of the bot as it arrives at Discord."""

    def __init__(self, playground: Playground, story: str) -> None:
        self._story = squeeze(story)
        self._first_word = self._story.split(" ", 1)[0]
        self._bot_id = playground.world.application.bot.id
        self._current: dict[int, Turn] = {}
        self._turn_of: dict[int, Turn] = {}
        playground.world.hub.listeners.append(self._on_event)

    def begin(self, channel: Channel) -> Turn:
        """Count what the bot writes in a channel from now on as one turn."""
        turn = self._current[channel.id] = Turn(time.perf_counter())
        return turn

    def _on_event(self, event: Event) -> None:
        message = event.message
        if message is None or message.author.id != self._bot_id or message.seen_by is not None:
            return
        if event.name == "MESSAGE_CREATE":
            turn = self._current.get(message.channel.id)
            if turn is not None:
                # A late edit belongs to the turn that its message answered.
                self._turn_of[message.id] = turn
                turn.messages += 1
                self._note(turn, message)
        elif event.name == "MESSAGE_UPDATE" and (turn := self._turn_of.get(message.id)) is not None:
            turn.edits += 1
            self._note(turn, message)

    def _note(self, turn: Turn, message: Message) -> None:
        if turn.first_at is None and self._first_word in message.content:
            turn.first_at = time.perf_counter()
        if turn.last_at is None and self._story in squeeze(message.content):
            turn.last_at = time.perf_counter()
            turn.told.set()


def squeeze(text: str) -> str:
    """Make every run of white space one blank, so that a bot may lay its text out."""
    return " ".join(text.split())


async def play(
    watch: Watch, people: list[Person], channels: list[Channel], *, turns: int, pause: float, patience: float
) -> list[Turn]:
    """Write `turns` messages in each channel, each after the answer to the one before; return every turn.

    The channels begin spread evenly over one second. `pause` is how long a player reads, `patience` after how many
    seconds a message counts as unanswered.
    """

    async def one(index: int, channel: Channel) -> list[Turn]:
        await asyncio.sleep(index / len(channels))
        had: list[Turn] = []
        for number in range(turns):
            person = people[(index + number) % len(people)]
            turn = watch.begin(channel)
            had.append(turn)
            await person.say(channel, SAYINGS[number % len(SAYINGS)])
            try:
                await asyncio.wait_for(turn.told.wait(), patience)
            except TimeoutError:
                continue
            await asyncio.sleep(pause)
        return had

    lists = await asyncio.gather(*(one(index, channel) for index, channel in enumerate(channels)))
    return [turn for had in lists for turn in had]
