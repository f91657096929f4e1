"""Show a growing reply by editing Discord messages at a pace that Discord allows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import discord
import structlog

from bot.services.ports import CannotSpeak, OutOfReach
from bot.ui.pages import LIMIT, closed, pages
from bot.ui.refusals import OUT_OF_REACH, UNKNOWN_MESSAGE, as_refusal
from bot.ui.retry import retry_view

log = structlog.stdlib.get_logger(__name__)

Channel = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel

# Discord lets about 5 edits of a channel pass in 5 s, and the one that spends the last does not return until the
# window ends. At 1.25 s one is always left for the final text.
EDIT_EVERY = 1.25
CURSOR = " ▌"
# What a page in the middle of its telling may need besides its text: ends of markdown, and the cursor.
ROOM = 12
# Most models have said their first word by then; only a longer wait needs a sign of life.
TYPING_AFTER = 1.5


class DiscordReply:
    """One reply in a channel: sent at the first word, edited as it grows, delivered whole at the end."""

    def __init__(
        self,
        channel: Channel,
        nonce: str,
        message_ids: tuple[int, ...] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._channel = channel
        self._nonce = nonce
        self._now = now
        self._messages = [channel.get_partial_message(message_id) for message_id in message_ids]
        self._shown: list[str | None] = [None] * len(message_ids)
        self._wanted = ""
        self._news = asyncio.Event()
        self._ending = asyncio.Event()
        self._visible = asyncio.Event()
        self._visible_at: datetime | None = None
        self._pump: asyncio.Task[None] | None = None
        self._typing = asyncio.create_task(self._show_typing())

    @property
    def message_ids(self) -> tuple[int, ...]:
        return tuple(message.id for message in self._messages)

    @property
    def visible_at(self) -> datetime | None:
        return self._visible_at

    async def visible(self) -> None:
        await self._visible.wait()

    def show(self, text: str) -> None:
        if not text or text.isspace():
            return
        self._wanted = text
        if self._pump is None:
            self._pump = asyncio.create_task(self._show_as_it_grows())
        self._news.set()

    async def finish(self, text: str) -> None:
        await self._stop_streaming()
        await self._deliver(pages(text))

    async def fail(self, sentence: str, language: str) -> None:
        await self._stop_streaming()
        await self._deliver([sentence[:LIMIT]], view=retry_view(language))

    async def _show_as_it_grows(self) -> None:
        while not self._ending.is_set():
            self._news.clear()
            try:
                await self._bring(pages(self._wanted, LIMIT - ROOM), cursor=CURSOR)
            except (OutOfReach, discord.HTTPException) as error:
                log.warning("an edit in between was lost; the next one carries its text", reason=str(error))
            except CannotSpeak:
                return  # the end meets the same refusal and tells it
            try:
                await asyncio.wait_for(self._ending.wait(), EDIT_EVERY)
            except TimeoutError:
                await self._news.wait()

    async def _stop_streaming(self) -> None:
        self._ending.set()
        self._news.set()
        self._typing.cancel()
        if self._pump is not None:
            await self._pump

    async def _deliver(self, texts: list[str], view: discord.ui.View | None = None) -> None:
        await self._bring(texts, view=view)
        # A reply that was begun longer, before a restart or a failure, leaves messages behind.
        for message in self._messages[len(texts) :]:
            try:
                await _delete(message)
            except OUT_OF_REACH as error:
                raise as_refusal(error, self._channel) from error
        del self._messages[len(texts) :], self._shown[len(texts) :]

    async def _bring(self, texts: list[str], *, cursor: str = "", view: discord.ui.View | None = None) -> None:
        """Make the messages say these texts, touching only those that differ."""
        try:
            for index, text in enumerate(texts):
                wanted = closed(text) + cursor if cursor and index == len(texts) - 1 else text
                if index >= len(self._shown) or self._shown[index] != wanted or view is not None:
                    await self._put(index, wanted, view)
        except (discord.NotFound, discord.Forbidden, *OUT_OF_REACH) as error:
            raise as_refusal(error, self._channel) from error

    async def _put(self, index: int, text: str, view: discord.ui.View | None) -> None:
        if index == len(self._messages):
            self._messages.append(await self._send(text, f"{self._nonce}-{index}", view))
            self._shown.append(text)
        else:
            try:
                await self._messages[index].edit(content=text, view=view)
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                # Somebody deleted it while it grew; the story goes on in a new one.
                self._messages[index] = await self._send(text, f"{self._nonce}-{index}r", view)
            self._shown[index] = text
        if self._visible_at is None:
            self._visible_at = self._now()
            self._typing.cancel()
            self._visible.set()

    async def _send(self, text: str, nonce: str, view: discord.ui.View | None) -> discord.PartialMessage:
        # Discord answers a nonce that it has seen with the message it made then, so a reply begun before a crash
        # is met again instead of being told twice.
        if view is None:
            message = await self._channel.send(text, nonce=nonce)
        else:
            message = await self._channel.send(text, nonce=nonce, view=view)
        met = self._channel.get_partial_message(message.id)
        if message.content.strip() != text.strip() or bool(message.components) != (view is not None):
            await met.edit(content=text, view=view)
        return met

    async def _show_typing(self) -> None:
        await asyncio.sleep(TYPING_AFTER)
        try:
            async with self._channel.typing():
                await self._visible.wait()
        except (discord.HTTPException, *OUT_OF_REACH) as error:
            log.debug("typing could not be shown", reason=str(error))


async def _delete(message: discord.PartialMessage) -> None:
    with contextlib.suppress(discord.NotFound):  # gone already is what was wanted
        await message.delete()
