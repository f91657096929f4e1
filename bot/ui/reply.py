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
from bot.ui.refusals import OUT_OF_REACH, UNKNOWN_MESSAGE, refusals
from bot.ui.retry import retry_view
from bot.ui.roll_button import roll_view
from bot.ui.story_buttons import story_view

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
# A page that is deleted again and again is not wanted there.
MOST_LOSSES = 9


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
        # How often the words were taken back, and the line that stands for them until there are new ones.
        self._withdrawals = 0
        self._note = ""
        # The button that waits under the words for a player's dice.
        self._question: discord.ui.View | None = None
        # Discord refuses the nonce of a message that was deleted, so after each loss of a page it gets another.
        self._lost: dict[int, int] = {}
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
        self._wanted, self._question = text, None
        if self._pump is None:
            self._pump = asyncio.create_task(self._show_as_it_grows())
        self._news.set()

    def ask(self, text: str, campaign_id: int, language: str) -> None:
        self._question = roll_view(campaign_id, language)
        self._wanted = text
        if self._pump is None:
            self._pump = asyncio.create_task(self._show_as_it_grows())
        self._news.set()

    def withdraw(self, note: str) -> None:
        if self._pump is None:
            return  # nothing was shown
        self._wanted, self._note = "", note
        self._withdrawals += 1
        if self._visible.is_set():
            self._visible_at = None
            self._visible.clear()
            self._typing.cancel()
            self._typing = asyncio.create_task(self._show_typing())
        self._news.set()

    def rest(self) -> None:
        self._typing.cancel()

    async def finish(self, text: str, receipt: str | None = None) -> None:
        await self._stop_streaming()
        await self._deliver(pages(text), story_view(receipt) if receipt else None)

    async def fail(self, sentence: str, language: str) -> None:
        await self._stop_streaming()
        await self._deliver([sentence[:LIMIT]], retry_view(language))

    async def _show_as_it_grows(self) -> None:
        tidied = 0
        while not self._ending.is_set():
            self._news.clear()
            withdrawals = self._withdrawals
            try:
                await self._show_what_is_wanted()
                if tidied != withdrawals:
                    await self._drop_after(max(1, len(pages(self._wanted, LIMIT - ROOM))))
                    tidied = withdrawals
            except (OutOfReach, discord.HTTPException) as error:
                log.warning("an edit in between was lost; the next one carries its text", reason=str(error))
            except CannotSpeak:
                return  # the end meets the same refusal and tells it
            try:
                await asyncio.wait_for(self._ending.wait(), EDIT_EVERY)
            except TimeoutError:
                await self._news.wait()

    async def _show_what_is_wanted(self) -> None:
        if self._question is not None:
            await self._bring(pages(self._wanted, LIMIT - ROOM), view=self._question, words=self._visible.is_set())
        elif self._wanted:
            await self._bring(pages(self._wanted, LIMIT - ROOM), cursor=CURSOR)
        elif self._messages:
            await self._bring([self._note], words=False)

    async def _stop_streaming(self) -> None:
        self._ending.set()
        self._news.set()
        self._typing.cancel()
        if self._pump is not None:
            await self._pump

    async def _deliver(self, texts: list[str], view: discord.ui.View | None) -> None:
        await self._bring(texts, view=view)
        # A reply that was begun longer, before a restart or a failure, leaves messages behind.
        await self._drop_after(len(texts))

    async def _drop_after(self, count: int) -> None:
        while len(self._messages) > count:
            with refusals(self._channel):
                await _delete(self._messages[-1])
            del self._messages[-1], self._shown[-1]
            self._lose(len(self._messages))

    async def _bring(
        self, texts: list[str], *, cursor: str = "", view: discord.ui.View | None = None, words: bool = True
    ) -> None:
        """Make the messages say these texts, touching only those that differ; the last one carries the view."""
        withdrawals = self._withdrawals
        last = len(texts) - 1
        with refusals(self._channel):
            for index, text in enumerate(texts):
                wanted = closed(text) + cursor if cursor and index == last else text
                below = view if index == last else None
                if index >= len(self._shown) or self._shown[index] != wanted or below is not None:
                    await self._put(index, wanted, below)
                if self._withdrawals != withdrawals:
                    return  # these words are not wanted any more
                if words:
                    self._be_visible()

    def _be_visible(self) -> None:
        if self._visible_at is None:
            self._visible_at = self._now()
            self._typing.cancel()
            self._visible.set()

    async def _put(self, index: int, text: str, view: discord.ui.View | None) -> None:
        if index == len(self._messages):
            self._messages.append(await self._send(index, text, view))
            self._shown.append(text)
            return
        try:
            await self._messages[index].edit(content=text, view=view)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            # Somebody deleted it while it grew; the story goes on in a new one.
            self._lose(index)
            self._messages[index] = await self._send(index, text, view)
        self._shown[index] = text

    def _lose(self, index: int) -> None:
        self._lost[index] = self._lost.get(index, 0) + 1

    async def _send(self, index: int, text: str, view: discord.ui.View | None) -> discord.PartialMessage:
        while True:
            losses = self._lost.get(index, 0)
            try:
                return await self._post(text, f"{self._nonce}-{index}" + (f"r{losses}" if losses else ""), view)
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE or losses >= MOST_LOSSES:
                    raise
                self._lose(index)

    async def _post(self, text: str, nonce: str, view: discord.ui.View | None) -> discord.PartialMessage:
        # Discord answers a nonce that it has seen with the message it made then, so a reply begun before a crash
        # is met again instead of being told twice.
        if view is None:
            message = await self._channel.send(text, nonce=nonce)
        else:
            message = await self._channel.send(text, nonce=nonce, view=view)
        met = self._channel.get_partial_message(message.id)
        if message.content.strip() != text.strip() or _pressable(message) != _wanted(view):
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


def _pressable(message: discord.Message) -> list[str | None]:
    """Name the buttons that stand under a message."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [item.custom_id for row in rows for item in row.children if isinstance(item, discord.Button)]


def _wanted(view: discord.ui.View | None) -> list[str | None]:
    """Name the buttons of a row as they will stand there."""
    return [item["custom_id"] for row in view.to_components() for item in row["components"]] if view else []
