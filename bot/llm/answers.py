"""Ask models pure questions, and answer the same one again from what was kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.domain.conversation import Prompt
from bot.domain.plaintext import blank
from bot.llm.attempts import tell
from bot.llm.cache.disk import Disk
from bot.llm.cache.entry import Entry, Lifetime, Shelf
from bot.llm.cache.key import key_of
from bot.llm.cache.memory import Memory
from bot.llm.cache.redis import Redis
from bot.llm.chat import Finished, TextDelta
from bot.llm.errors import Empty, TooSlow
from bot.llm.patience import Patience
from bot.llm.speaker import Speaker

Question = Literal["summarise", "advise"]
"""What a question may be for; a turn of a story is none."""

SECONDS: Final = 90.0
"""What a model may take until its first word, attempts and pauses included; then as much again for the rest."""


class NoQuestion(ValueError):
    """What was asked belongs to a turn, which is never answered from what was kept; a mistake in the program."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply; `cached` when it took no call that the asker has to keep, `cut` when it ended at its limit."""

    text: str
    cached: bool
    cut: bool = False


@dataclass(slots=True)
class _Flight:
    """One call that is being made, for everybody who asks the same meanwhile; `attempts` are for one of them."""

    task: asyncio.Task[Answer]
    attempts: list[Attempt]
    askers: int = field(default=0)

    def claim(self) -> list[Attempt]:
        """Hand over what was tried, to the first who comes for it once the call has ended."""
        if not self.task.done():
            return []
        claimed, self.attempts = self.attempts, []
        return claimed


class Answers:
    """Answers to pure questions, kept in memory and on the shelves behind it, first come first looked at.

    Each server has its own: an answer that one paid for is never given to another.
    """

    def __init__(
        self,
        lifetime: Lifetime,
        shelves: Sequence[Shelf] = (),
        *,
        first_token_timeout: float = 30.0,
        seconds: float = SECONDS,
    ) -> None:
        self._lifetime = lifetime
        self._memory = Memory(lifetime)
        self._shelves = tuple(shelves)
        self._first_token_timeout = first_token_timeout
        self._seconds = seconds
        self._flights: dict[str, _Flight] = {}

    @classmethod
    def over(cls, settings: Settings) -> Answers:
        """Keep answers where the settings say; raises `OperatorError` for a `REDIS_URL` that is none."""
        lifetime = Lifetime(settings.cache_ttl)
        shelves: list[Shelf] = []
        if lifetime.seconds:
            if settings.redis_url is not None:
                shelves.append(Redis(settings.redis_url, lifetime))
            shelves.append(Disk(settings.data_dir / "cache", lifetime))
        return cls(lifetime, shelves, first_token_timeout=settings.api_timeout)

    async def open(self) -> None:
        """Get ready; raises `OperatorError` with what to mend."""
        for shelf in self._shelves:
            await shelf.open()

    async def clear(self) -> None:
        """Forget every answer that is kept, here and on the shelves."""
        self._memory.clear()
        for shelf in self._shelves:
            await shelf.clear()

    async def close(self) -> None:
        """Make no more calls and let go of what is open."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for shelf in self._shelves:
            await shelf.close()

    async def kept(
        self, speaker: Speaker, prompt: Prompt, purpose: Question, *, guild_id: int, prompt_version: str = ""
    ) -> Answer | None:
        """Return the answer to a question if it is kept; asks no model."""
        return await self._kept(_key(speaker, prompt, purpose, guild_id, prompt_version))

    async def ask(
        self,
        speaker: Speaker,
        prompt: Prompt,
        purpose: Question,
        attempts: list[Attempt],
        *,
        guild_id: int,
        prompt_version: str = "",
    ) -> Answer:
        """Return what is kept, else what the model answers; raises `LLMError`.

        Who asks the same while a call is made gets its answer too. Its attempts, for which somebody pays, are added to
        the list of one asker, also when it failed or was cancelled. An answer that was cut at its limit is not kept.
        """
        key = _key(speaker, prompt, purpose, guild_id, prompt_version)
        if (known := self._memory.get(key)) is not None:
            return Answer(known.text, cached=True)
        flight = self._flights.get(key)
        if flight is None:
            tried: list[Attempt] = []
            task = asyncio.create_task(self._find(key, speaker, prompt, purpose, prompt_version, tried))
            flight = self._flights[key] = _Flight(task, tried)
            task.add_done_callback(lambda _: self._land(key, flight))
        try:
            answer = await self._shared(key, flight)
        except BaseException:
            attempts.extend(flight.claim())
            raise
        mine = flight.claim()
        attempts.extend(mine)
        return answer if mine else Answer(answer.text, cached=True, cut=answer.cut)

    async def _shared(self, key: str, flight: _Flight) -> Answer:
        """Wait for a call; the last who does takes it along when they are cancelled."""
        flight.askers += 1
        try:
            return await asyncio.shield(flight.task)
        except asyncio.CancelledError:
            if flight.askers == 1 and not flight.task.done():
                # Whoever asks from now on makes a call of their own.
                self._land(key, flight)
                flight.task.cancel()
                await asyncio.wait([flight.task])
            raise
        finally:
            flight.askers -= 1

    def _land(self, key: str, flight: _Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _find(
        self,
        key: str,
        speaker: Speaker,
        prompt: Prompt,
        purpose: Question,
        prompt_version: str,
        attempts: list[Attempt],
    ) -> Answer:
        if (known := await self._kept(key)) is not None:
            return known
        answer = await self._told(speaker, prompt, purpose, prompt_version, attempts)
        if not answer.cut:
            entry = Entry(answer.text, self._lifetime.now())
            self._memory.put(key, entry)
            for shelf in self._shelves:
                await shelf.put(key, entry)
        return answer

    async def _kept(self, key: str) -> Answer | None:
        entry = self._memory.get(key)
        for shelf in self._shelves if entry is None else ():
            entry = await shelf.get(key)
            if entry is not None:
                self._memory.put(key, entry)
                break
        return None if entry is None else Answer(entry.text, cached=True)

    async def _told(
        self, speaker: Speaker, prompt: Prompt, purpose: Question, prompt_version: str, attempts: list[Attempt]
    ) -> Answer:
        """Gather one whole reply."""
        events = tell(
            speaker,
            prompt,
            purpose=purpose,
            attempts=attempts,
            prompt_version=prompt_version,
            first_token_timeout=self._first_token_timeout,
            patience=Patience(self._seconds),
        )
        said: list[str] = []
        cut = False
        try:
            async with asyncio.timeout(2 * self._seconds), aclosing(events):
                async for event in events:
                    if isinstance(event, TextDelta):
                        said.append(event.text)
                    elif isinstance(event, Finished):
                        cut = event.reason == "length"
        except TimeoutError:
            raise TooSlow(model=speaker.chat.model) from None
        text = _written("".join(said))
        if blank(text):
            raise Empty(model=speaker.chat.model)
        return Answer(text, cached=False, cut=cut)


def _key(speaker: Speaker, prompt: Prompt, purpose: str, guild_id: int, prompt_version: str) -> str:
    if purpose not in get_args(Question):
        raise NoQuestion(f"{purpose!r} is the purpose of a turn, which is never answered from what was kept")
    if prompt.tools:
        raise NoQuestion("what calls tools changes the game, so it is no question")
    return key_of(speaker, prompt, purpose, guild_id, prompt_version)


def _written(text: str) -> str:
    """Return the text as it can be kept: no NUL, and no half of a character that a vendor cut in two."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
