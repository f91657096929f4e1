"""A place to talk that is nothing but memory: what Discord is to Skald, without Discord, limits and waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.services.ports import Attachment, DuelCard


class Spoken:
    """One reply, as it stands when it is finished."""

    def __init__(self, parlour: Parlour, channel_id: int) -> None:
        self._parlour = parlour
        self._channel_id = channel_id
        self._stands = asyncio.Event()
        self.visible_at: datetime | None = None
        self.message_ids: tuple[int, ...] = ()

    async def visible(self) -> None:
        await self._stands.wait()

    def show(self, text: str) -> None:
        if text.strip() and not self.message_ids:
            self.visible_at = datetime.now(UTC)
            self.message_ids = (self._parlour.next_id(),)
            self._stands.set()

    def ask(self, text: str, campaign_id: int, language: str) -> None:
        """Nobody is there to press a button."""

    def withdraw(self, note: str) -> None:
        """What was shown was never kept."""

    def rest(self) -> None:
        """Nobody looks whether it types."""

    async def finish(self, text: str, receipt: str | None = None) -> None:
        self.show(text)
        self._parlour.told.append(text)

    async def fail(self, sentence: str, language: str) -> None:
        self._parlour.failures.append(sentence)


class Parlour:
    """Replies, board and gateway in one, for as many channels as one likes."""

    connected, latency, guilds = True, 0.0, 1

    def __init__(self) -> None:
        self.told: list[str] = []
        self.failures: list[str] = []
        self.said: list[str] = []
        self._ids = count(1_000_000_000)

    def next_id(self) -> int:
        """Return an id for something new, larger than all before."""
        return next(self._ids)

    def check(self, channel_id: int) -> None:
        """Nothing is forbidden here."""

    def restricted(self, channel_id: int) -> bool:
        return False

    def open(self, channel_id: int, nonce: str, message_ids: tuple[int, ...] = ()) -> Spoken:
        return Spoken(self, channel_id)

    async def send(self, channel_id: int, text: str, files: Sequence[Attachment] = (), nonce: str | None = None) -> int:
        await self.say(channel_id, text)
        return 0

    async def retire(self, channel_id: int, message_ids: tuple[int, ...], note: str) -> None:
        """Nobody reads it again."""

    async def withdraw(self, channel_id: int, message_ids: tuple[int, ...]) -> None:
        """Nobody reads it again."""

    async def tell_person(self, discord_id: int, sentence: str) -> bool:
        self.said.append(sentence)
        return True

    async def post(self, channel_id: int, text: str, nonce: str, language: str, message_id: int | None) -> int | None:
        return message_id or self.next_id()

    async def show_duel(self, card: DuelCard) -> int:
        return card.duel.message_ids[0] if card.duel.message_ids else self.next_id()

    async def take_down(self, channel_id: int, message_id: int) -> None:
        """There is no notice to take down."""

    async def say(self, channel_id: int, text: str, mentions: tuple[int, ...] = ()) -> Any:
        """Take it down; the ids are for whoever writes replies, a board gives none."""
        self.said.append(text)
        return (self.next_id(),)

    async def mark(self, channel_id: int, message_id: int) -> None:
        """Nobody looks at marks."""

    async def unmark(self, channel_id: int, message_id: int) -> None:
        """Nobody looks at marks."""
