"""The message that moves while a picture is made, and becomes the picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

import discord
import structlog

from bot.domain.plaintext import escape
from bot.i18n import N_, translate
from bot.services.answering import answering
from bot.services.portraits import Portrait
from bot.ui.figures import count, dollars
from bot.ui.receipt import PRICE_UNKNOWN
from bot.ui.refusals import OUT_OF_REACH

log = structlog.stdlib.get_logger(__name__)

EVERY: Final = 2.5
"""Seconds between two looks of the notice; five edits in five seconds are all that Discord takes."""

FIRST: Final = 0.3
"""What is refused at once leaves no trace of a notice."""

WAITING = N_("🖌️ The picture is being painted {dots} {seconds} s")
_DOTS: Final = ("·", "··", "···")
PAINTED = N_("🖼️ Painted by {model} · {cost}")
DRAWN = N_("🛡️ Drawn by Skald, not generated.")


def portrait_file(portrait: Portrait) -> discord.File:
    """Return a picture as an attachment, with its words for whoever does not see it."""
    ending = portrait.file.rpartition(".")[2]
    return discord.File(BytesIO(portrait.data), f"{portrait.kind}.{ending}", description=portrait.alt)


def portrait_text(portrait: Portrait, language: str) -> str:
    """Write the small lines under a picture: who made it, what it cost, and what budgets say to that."""
    if portrait.model is None:
        lines = [translate(DRAWN, language)]
    else:
        cost = translate(PRICE_UNKNOWN, language) if portrait.cost is None else dollars(portrait.cost, language)
        lines = [translate(PAINTED, language).format(model=escape(portrait.model[:100]), cost=cost)]
    lines += [f"⚠️ {warning.say(language)}" for warning in portrait.warnings]
    return "\n".join(f"-# {line}" for line in lines)


class Painting:
    """Answer with a notice that moves, until `show` or `refuse` puts something else in its place."""

    def __init__(
        self, interaction: discord.Interaction[Any], language: str, clock: Callable[[], float] = monotonic
    ) -> None:
        self._interaction = interaction
        self._language = language
        self._clock = clock
        self._over = asyncio.Event()
        self._moving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        answering(self._interaction.id, self._interaction.user.id)
        await self._interaction.response.defer(thinking=True)
        self._moving = asyncio.create_task(self._move())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def show(self, portrait: Portrait) -> None:
        """Let the notice become the picture; where somebody deleted it, the picture comes as a message of its own."""
        await self._stop()
        text = portrait_text(portrait, self._language)
        try:
            await self._interaction.edit_original_response(
                content=text, attachments=[portrait_file(portrait)], view=None
            )
        except discord.NotFound:
            await self._interaction.followup.send(text, file=portrait_file(portrait))

    async def refuse(self, sentence: str, view: discord.ui.View) -> None:
        """Say why there is no picture."""
        await self._stop()
        try:
            await self._interaction.edit_original_response(content=sentence, view=view)
        except discord.NotFound:
            await self._interaction.followup.send(sentence, view=view, ephemeral=True)

    async def _move(self) -> None:
        begun, step = self._clock(), 0
        waiting = translate(WAITING, self._language)
        while not await self._is_over(EVERY if step else min(EVERY, FIRST)):
            seconds = count(round(self._clock() - begun), self._language)
            text = waiting.format(dots=_DOTS[step % len(_DOTS)], seconds=seconds)
            step += 1
            try:
                await self._interaction.edit_original_response(content=text)
            except (discord.HTTPException, *OUT_OF_REACH) as error:
                log.info("the notice of a picture stands still", reason=str(error))
                return

    async def _is_over(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def _stop(self) -> None:
        """Let the notice stand still; an edit that is on its way arrives before what comes in its place."""
        self._over.set()
        if self._moving is not None:
            moving, self._moving = self._moving, None
            await moving
