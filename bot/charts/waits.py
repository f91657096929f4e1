"""How long players waited for the first word: every wait a dot, with its median and 95th percentile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.charts.figures import Frame, Strip, Waits
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import count, decades, figure, seconds
from bot.charts.theme import looks, short_names

_ROW: Final = 48
_TICK: Final = 110
_GOLDEN: Final = 0.6180339887498949


def draw_waits(figures: Waits, frame: Frame) -> bytes:
    """Draw a row of dots a model, on a logarithmic axis of seconds."""
    strips, language = figures.strips, frame.language
    height = max(HEIGHT, TOP + 30 + _ROW * len(strips) + 110)
    page = Page(frame, height)
    models = [strip.model for strip in strips]
    look, names = looks(models, page.theme), short_names(models)
    left = MARGIN + 34 + max(page.width(name, BODY) for name in names.values())
    right, top, bottom = WIDTH - 342, TOP + 30, page.bottom - 44
    axes = page.axes(left + 14, top, right, bottom)
    least, most = _ends(strips)
    axes.set_xscale("log")
    axes.set_xlim(least, most)
    axes.set_ylim(len(strips) - 0.5, -0.5)
    # Long names leave less room for the seconds below.
    places = decades(least, most, room=max(2, min(6, int((right - left) // _TICK))))
    page.ticks(axes.xaxis, places, [f"{figure(place, language, 1)}\N{NO-BREAK SPACE}s" for place in places])
    axes.set_yticks([])
    for x, words in ((right + 104, "p50"), (right + 214, "p95"), (WIDTH - MARGIN, "n")):
        page.say(x, top - 12, words, SMALL, page.theme.soft, side="right")
    step = (bottom - top) / len(strips)
    for row, strip in enumerate(strips):
        y = top + step * (row + 0.5) + 8
        page.mark(MARGIN + 10, y - 8, look[strip.model])
        page.say(MARGIN + 34, y, names[strip.model], BODY)
        _row(axes, row, strip, look[strip.model].colour, page)
        _columns(page, right, y, strip, language)
    return page.png()


def _row(axes: Any, row: int, strip: Strip, colour: str, page: Page) -> None:
    dots = [sample / 1000 for sample in strip.samples]
    places = [row + 0.56 * ((index * _GOLDEN) % 1 - 0.5) for index in range(len(dots))]
    faint = max(0.16, min(0.75, 12 / max(1, len(dots)) ** 0.55))
    axes.plot(dots, places, linestyle="none", marker="o", markersize=5, color=colour, alpha=faint, markeredgewidth=0)
    spread = strip.spread
    if spread.p50 is not None:
        axes.plot([spread.p50 / 1000] * 2, [row - 0.36, row + 0.36], color=page.theme.ink, linewidth=4.5)
    if spread.p95 is not None:
        axes.plot([spread.p95 / 1000] * 2, [row - 0.26, row + 0.26], color=page.theme.ink, linewidth=2)


def _columns(page: Page, right: float, y: float, strip: Strip, language: str) -> None:
    spread = strip.spread
    half = "–" if spread.p50 is None else seconds(spread.p50, language)
    late = spread.p95 if spread.p95 is not None else spread.most
    # With too few for the 95th percentile it is the greatest that stands there, and it says so.
    mark = "" if spread.p95 is not None else "≤"
    page.say(right + 104, y, half, SMALL, bold=True, side="right")
    words = "–" if late is None else f"{mark}{seconds(late, language)}"
    page.say(right + 214, y, words, SMALL, side="right")
    page.say(WIDTH - MARGIN, y, count(spread.count, language), SMALL, page.theme.soft, side="right")


def _ends(strips: Sequence[Strip]) -> tuple[float, float]:
    samples = [sample / 1000 for strip in strips for sample in strip.samples]
    least, most = max(0.01, min(samples, default=0.1)), max(samples, default=10)
    return least * 0.8, max(most * 1.25, least * 4)
