"""Have pictures drawn, one after the other and beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bot.domain.character import Character
from bot.errors import SkaldError
from bot.i18n import N_

MOST_WAITING: Final = 50
"""How many pictures may wait; a table waits a few seconds for the last of them."""


class StudioBusy(SkaldError):
    sentence = N_("I have a whole stack of pictures to draw just now. Ask again in a moment.")


class Studio:
    """One thread that draws. Pillow is imported in it when the first picture is asked for, and not before.

    Every method raises `StudioBusy` when too many pictures wait.
    """

    def __init__(self) -> None:
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio")
        self._waiting = 0

    async def sheet(
        self, character: Character, language: str, portrait: bytes | None = None, *, retired: bool = False
    ) -> bytes:
        """Draw a character’s sheet as it is now, with their arms where there is no portrait: a PNG."""

        def draw() -> bytes:
            from bot.pictures.sheet_card import draw_sheet

            return draw_sheet(character, language, portrait, retired=retired)

        return await self._drawn(draw)

    async def arms(self, character: Character) -> bytes:
        """Draw a character's coat of arms: a PNG of 1024 by 1024 pixels, the same one every time."""

        def draw() -> bytes:
            from bot.pictures.heraldry import draw_arms

            return draw_arms(character)

        return await self._drawn(draw)

    async def emblem(self, seed: str) -> bytes:
        """Draw the emblem of a campaign or a scene: a PNG of 1024 by 1024 pixels, the same one for the same seed."""

        def draw() -> bytes:
            from bot.pictures.scenery import draw_emblem

            return draw_emblem(seed)

        return await self._drawn(draw)

    async def theme(self, key: str) -> bytes:
        """Draw the picture of a theme: a PNG of 1000 by 400 pixels; KeyError for a key no theme has."""

        def draw() -> bytes:
            from bot.pictures.scenery import draw_theme

            return draw_theme(key)

        return await self._drawn(draw)

    def close(self) -> None:
        """Draw nothing that has not been begun; what is being drawn ends by itself."""
        self._hand.shutdown(wait=False, cancel_futures=True)

    async def _drawn(self, draw: Callable[[], bytes]) -> bytes:
        if self._waiting >= MOST_WAITING:
            raise StudioBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hand, draw)
        finally:
            self._waiting -= 1
