"""Pictures of characters, of game masters and of scenes: asked for in words, made by a model or drawn by Skald."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from bot.domain.plaintext import blank, clean
from bot.errors import SkaldError
from bot.i18n import N_
from bot.prompts.portrait import WORDS_LENGTH, picture_prompt
from bot.services.allowance import Allowance
from bot.services.gallery import Gallery
from bot.services.painter import Made, Order, Painter
from bot.services.people import PeopleService, Person
from bot.services.ports import Replies
from bot.services.sitters import Sitter, Sitters
from bot.services.studio import Studio
from bot.storage import Stores
from bot.storage.images import Picture, PictureKind

__all__ = ["WORDS_LENGTH", "PictureKind", "Portrait", "PortraitService", "Wish"]

DRAFT: Final = "picture"
STOPPING: Final = 3.0
"""Seconds that pictures in progress have to say that they are not coming."""


class NoWords(SkaldError):
    sentence = N_("Say what the picture shows, in 1 to {limit} characters.")


class PictureGone(SkaldError):
    sentence = N_(
        "This picture was made already, is somebody else’s, or was asked for too long ago. Ask for a new one."
    )


class PictureStopped(SkaldError):
    sentence = N_("Skald is being restarted, so this picture was not made. Press the button when Skald is back.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form shows before anything is sent: its `number`, the words, who would make it, what of today is left.

    `cost` is the most it may cost in US dollars, None when that is not known.
    """

    number: int
    kind: PictureKind
    words: str
    model: str
    cost: Decimal | None
    left: int
    most: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture as it is shown; `model` is None for one that Skald drew, `cost` None where nobody knows it."""

    data: bytes
    kind: PictureKind
    file: str
    alt: str
    model: str | None = None
    cost: Decimal | None = None
    warnings: tuple[SkaldError, ...] = ()


class PortraitService:
    """Let people have pictures made, each once, within what they and the table may spend."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        sitters: Sitters,
        replies: Replies,
        gallery: Gallery,
        painter: Painter,
        studio: Studio,
        allowance: Allowance,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._sitters = sitters
        self._replies = replies
        self._gallery = gallery
        self._painter = painter
        self._studio = studio
        self._allowance = allowance
        self._now = now
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def begin(
        self, channel_id: int, person: Person, kind: PictureKind, number: int, language: str
    ) -> Wish | None:
        """Write what a picture could be asked for with; None where no model makes any, and Skald draws instead.

        Raises a sentence for somebody without the right, and `EnoughPictures`.
        """
        sitter = await self._sitters.find(channel_id, person, kind)
        wish = await self._offered(sitter, number, sitter.wish(language), channel_id)
        if wish is not None:
            await self._keep_draft(number, sitter.account_id, kind, wish.words)
        return wish

    async def again(self, channel_id: int, person: Person, number: int) -> Wish:
        """Return the words of a picture that was not made, to be changed; raises `PictureGone`."""
        account_id = await self._people.account_of(person)
        draft = await self._stores.drafts.get(account_id, DRAFT, number)
        if draft is None:
            raise PictureGone
        sitter = await self._sitters.find(channel_id, person, draft["kind"])
        wish = await self._offered(sitter, number, draft["words"], channel_id)
        if wish is None:
            raise PictureGone
        return wish

    async def make(self, channel_id: int, person: Person, number: int, words: str, language: str) -> Portrait:
        """Make a picture that was asked for, once however often its form is sent.

        Raises `PictureGone`, or a sentence for whatever stands in the way: then the words are kept for `again`.
        """
        account_id = await self._people.account_of(person)
        draft = await self._stores.drafts.take(account_id, DRAFT, number)
        if draft is None:
            raise PictureGone
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
        made = False
        try:
            sitter = await self._sitters.find(channel_id, person, draft["kind"])
            portrait = await self._made(sitter, channel_id, number, _good(words), language)
            made = True
            return portrait
        except asyncio.CancelledError:
            if self._closing:
                raise PictureStopped from None
            raise
        finally:
            if not made:
                await self._keep_draft(number, account_id, draft["kind"], words)
            if task is not None:
                self._running.discard(task)

    async def draw(self, channel_id: int, person: Person, kind: PictureKind, language: str) -> Portrait:
        """Draw a coat of arms or an emblem; raises `EnoughDrawn`."""
        sitter = await self._sitters.find(channel_id, person, kind)
        async with self._allowance.one_drawn(sitter.account_id):
            if sitter.character is not None:
                data = await self._studio.arms(sitter.character)
            else:
                data = await self._studio.emblem(sitter.seed)
            return await self._kept(sitter, data, "", language, None)

    async def close(self) -> None:
        """Stop what is being made, its words kept, and let go of the vendors."""
        self._closing = True
        running = tuple(self._running)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=STOPPING)
        await self._painter.close()

    async def _offered(self, sitter: Sitter, number: int, words: str, channel_id: int) -> Wish | None:
        most = self._allowance.most
        prompt = self._prompt(sitter, words, channel_id)
        offer = await self._painter.offer(sitter.campaign.guild_id, prompt) if most else None
        if offer is None:
            return None
        left = await self._allowance.left(sitter.account_id)
        return Wish(number, sitter.kind, words, offer.model, offer.cost, left, most)

    async def _made(self, sitter: Sitter, channel_id: int, number: int, words: str, language: str) -> Portrait:
        async with self._allowance.one_made(sitter.account_id):
            order = Order(
                prompt=self._prompt(sitter, words, channel_id),
                guild_id=sitter.campaign.guild_id,
                campaign_id=sitter.campaign.id,
                account_id=sitter.account_id,
                name=f"picture:{number}",
            )
            made = await self._painter.paint(order)
            return await self._kept(sitter, made.data, words, language, made)

    async def _kept(self, sitter: Sitter, data: bytes, words: str, language: str, made: Made | None) -> Portrait:
        """Write the file first, whole, and then what it is of: a row never points at half a file."""
        file = await self._gallery.keep(data)
        alt, character = sitter.alt(words, language), sitter.character
        picture = Picture(
            kind=sitter.kind,
            guild_id=sitter.campaign.guild_id,
            # A face goes with its character, which may outlive the campaign.
            campaign_id=sitter.campaign.id if character is None else None,
            character_id=character.id if character else None,
            account_id=sitter.account_id,
            prompt=words,
            alt=alt,
            model=made.model if made else None,
            file=file,
            bytes=len(data),
            made_at=self._now(),
        )
        await self._stores.images.add(picture)
        if made is None:
            return Portrait(data, sitter.kind, file, alt)
        return Portrait(data, sitter.kind, file, alt, made.model, made.cost, made.warnings)

    def _prompt(self, sitter: Sitter, words: str, channel_id: int) -> str:
        return picture_prompt(words, sitter.campaign, restricted=self._replies.restricted(channel_id))

    async def _keep_draft(self, number: int, account_id: int, kind: PictureKind, words: str) -> None:
        await self._stores.drafts.put(account_id, DRAFT, number, {"kind": kind, "words": words[:WORDS_LENGTH]})


def _good(words: str) -> str:
    """Return what somebody wants to see, line by line and without what nobody sees; raises `NoWords`."""
    kept = "\n".join(line for part in words.splitlines() if (line := clean(part)))
    if blank(kept) or len(kept) > WORDS_LENGTH:
        raise NoWords(limit=WORDS_LENGTH)
    return kept
