"""A reply that says nothing while it is written: its words are shown once they are whole."""

from __future__ import annotations

from datetime import datetime

from bot.services.ports import Reply


class Hushed:
    """Another reply, without what is only on its way: live words would tell which model writes them."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    @property
    def message_ids(self) -> tuple[int, ...]:
        return self._reply.message_ids

    @property
    def visible_at(self) -> datetime | None:
        return self._reply.visible_at

    async def visible(self) -> None:
        await self._reply.visible()

    def show(self, text: str) -> None:
        """Show nothing."""

    def ask(self, text: str, campaign_id: int, language: str) -> None:
        # The last line asks for the dice; the story stands above it.
        self._reply.ask(text.rpartition("\n")[2], campaign_id, language)

    def withdraw(self, note: str) -> None:
        """Take back nothing: nothing was shown."""

    def rest(self) -> None:
        self._reply.rest()

    async def finish(self, text: str, receipt: str | None = None) -> None:
        await self._reply.finish(text, receipt)

    async def fail(self, sentence: str, language: str) -> None:
        await self._reply.fail(sentence, language)
