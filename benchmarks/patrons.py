"""Players who wait for the answer to what they wrote, and press the button when it does not come."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from benchmarks.marks import ends, mark
from playground.events import Event
from playground.model import Channel, Message, walk
from playground.people import Person
from playground.server import Playground

RETRY = "skald:retry"
MOST_PRESSES = 5
SAYING = "I lift the lantern and go on. ({})"


@dataclass(slots=True)
class Deed:
    """One action and what became of it; times on the machine's monotonic clock, in seconds."""

    mark: str
    asked_at: float
    discord_id: int = 0
    first_at: float | None = None
    told_at: float | None = None
    refusals: list[str] = field(default_factory=list[str])

    @property
    def unaided(self) -> bool:
        """Tell whether it was told in full and nobody had to press a button."""
        return self.told_at is not None and not self.refusals


class Listener:
    """Notice in each channel when the current deed's first word stands there, its last, or a refusal."""

    def __init__(self, playground: Playground) -> None:
        self._bot_id = playground.world.application.bot.id
        self._current: dict[int, Deed] = {}
        self._said: dict[int, dict[int, Message]] = {}
        self._news: dict[int, asyncio.Event] = {}
        self._refused: dict[int, Message] = {}
        playground.world.hub.listeners.append(self._on_event)

    def begin(self, channel: Channel, deed: Deed) -> None:
        """Listen for what comes of a deed from now on."""
        self._current[channel.id] = deed
        self._said[channel.id] = {}
        self._news[channel.id] = asyncio.Event()
        self._refused.pop(channel.id, None)

    async def outcome(self, channel: Channel, seconds: float) -> Message | None:
        """Wait until the deed is told (None) or refused (the message with the button). Raises TimeoutError."""
        await asyncio.wait_for(self._news[channel.id].wait(), seconds)
        return self._refused.get(channel.id)

    def again(self, channel: Channel) -> None:
        """Wait for another outcome of the same deed."""
        self._refused.pop(channel.id, None)
        self._news[channel.id].clear()

    def _on_event(self, event: Event) -> None:
        message = event.message
        if message is None or message.author.id != self._bot_id or message.seen_by is not None:
            return
        deed = self._current.get(message.channel.id)
        if deed is None or event.name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"):
            return
        self._said[message.channel.id][message.id] = message
        self._look(message.channel, deed)

    def _look(self, channel: Channel, deed: Deed) -> None:
        standing = [message for message in self._said[channel.id].values() if not message.deleted]
        if not any(deed.mark in message.content for message in standing):
            deed.first_at = None  # what was shown was taken back
        elif deed.first_at is None:
            deed.first_at = time.perf_counter()
        refused = next((message for message in standing if _has_retry(message)), None)
        if refused is not None and channel.id not in self._refused:
            self._refused[channel.id] = refused
            deed.refusals.append(refused.content)
            self._news[channel.id].set()
        elif deed.told_at is None and any(ends(deed.mark) in message.content for message in standing):
            deed.told_at = time.perf_counter()
            self._news[channel.id].set()


def _has_retry(message: Message) -> bool:
    return any(item.get("custom_id") == RETRY for item in walk(message.components))


async def play_table(
    listener: Listener, people: list[Person], channel: Channel, table: int, *, turns: int, patience: float
) -> list[Deed]:
    """Write so many actions in a channel, each after the answer to the one before; a refusal is pressed again."""
    deeds: list[Deed] = []
    for number in range(1, turns + 1):
        deed = Deed(mark(table, number), time.perf_counter())
        deeds.append(deed)
        listener.begin(channel, deed)
        person = people[number % len(people)]
        deed.discord_id = (await person.say(channel, SAYING.format(deed.mark))).id
        await _see_it_told(listener, person, channel, deed, patience)
    return deeds


async def _see_it_told(listener: Listener, person: Person, channel: Channel, deed: Deed, patience: float) -> None:
    for _ in range(MOST_PRESSES):
        try:
            refused = await listener.outcome(channel, patience)
        except TimeoutError:
            return
        if refused is None:
            return
        await asyncio.sleep(0.5)  # the time it takes to read why
        listener.again(channel)
        await person.click(refused, RETRY)
