"""Have charts drawn, one after the other and beside the event loop."""

from __future__ import annotations

import asyncio
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from bot.charts.figures import Figures, Frame
from bot.errors import SkaldError
from bot.i18n import N_

MOST_WAITING: Final = 50
"""How many charts may wait; the last of them is drawn within seconds."""


class DraughtsmanBusy(SkaldError):
    sentence = N_("I have a whole stack of charts to draw just now. Ask again in a moment.")


class Draughtsman:
    """One thread that draws. matplotlib is imported in it when the first chart is asked for, and not before."""

    def __init__(self) -> None:
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="draughtsman")
        self._waiting = 0

    async def draw(self, figures: Figures, frame: Frame) -> bytes:
        """Draw a chart: a PNG; raises `DraughtsmanBusy` when too many wait."""
        if self._waiting >= MOST_WAITING:
            raise DraughtsmanBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hand, _drawn, figures, frame)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Draw nothing that has not been begun; what is being drawn ends by itself."""
        self._hand.shutdown(wait=False, cancel_futures=True)


def _drawn(figures: Figures, frame: Frame) -> bytes:
    fresh = "matplotlib" not in sys.modules
    from bot.charts.drawing import draw

    if fresh:
        # What the library brought stays for good; looked through again and again, it would hold every table up.
        gc.freeze()
    return draw(figures, frame)
