"""What the program and its machine did: one narrow strip a measure, all over the same time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import nan
from typing import Any, Final

from bot.charts.figures import Frame, Gauge, Load
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import day, figure
from bot.i18n import N_, translate

_MARKS: Final = 6
_STEPS: Final = (60, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000)
"""Seconds from one mark to the next."""


def draw_load(figures: Load, frame: Frame) -> bytes:
    """Draw a strip a gauge, with its name, what it is now and the most it was."""
    gauges, times, language = figures.gauges, figures.times, frame.language
    page = Page(frame, max(HEIGHT, TOP + 132 * len(gauges) + 110))
    top, bottom = TOP + 10, page.bottom - 44
    step = (bottom - top) / len(gauges)
    axes: Any = None
    for at, gauge in enumerate(gauges):
        here = top + step * at
        page.say(MARGIN, here + 24, gauge.name, BODY, room=WIDTH - 2 * MARGIN - 330)
        page.say(WIDTH - MARGIN, here + 24, _now(gauge, language), SMALL, side="right", room=320)
        axes = page.axes(MARGIN, here + 38, WIDTH - MARGIN, here + step - 10)
        axes.set_xlim(times[0].timestamp(), max(times[-1].timestamp(), times[0].timestamp() + 1))
        axes.set_xticks([])
        axes.set_yticks([])
        known = [value for value in (*gauge.values, *gauge.second) if value is not None]
        axes.set_ylim(0, (max(known, default=1) or 1) * 1.15)
        xs = [moment.timestamp() for moment in times]
        if gauge.second:
            axes.plot(xs, _gaps(gauge.second), color=page.theme.soft, lw=2.5)
        axes.plot(xs, _gaps(gauge.values), color=page.theme.accent, lw=3)
        axes.fill_between(xs, _gaps(gauge.values), color=page.theme.accent, alpha=0.2, linewidth=0)
    places, words = _hours(times, language)
    page.ticks(axes.xaxis, places, words, grid=False)
    return page.png()


def _gaps(values: Sequence[float | None]) -> list[float]:
    return [nan if value is None else value for value in values]


def _now(gauge: Gauge, language: str) -> str:
    known = [value for value in gauge.values if value is not None]
    if not known:
        return "–"
    unit = f"\N{NO-BREAK SPACE}{gauge.unit}" if gauge.unit else ""
    words = translate(N_("now {now}, at most {most}"), language)
    return words.format(now=f"{_short(known[-1], language)}{unit}", most=f"{_short(max(known), language)}{unit}")


def _short(value: float, language: str) -> str:
    digits = 1 if float(value).is_integer() and abs(value) < 10 else 3 if abs(value) >= 100 else 2
    return figure(value, language, digits)


def _hours(times: Sequence[datetime], language: str) -> tuple[list[float], list[str]]:
    """Mark a few round moments: hours within two days, days beyond."""
    first, last = times[0].timestamp(), times[-1].timestamp()
    edge = (last - first) * 0.04
    by_day = last - first > 2 * 86_400
    # Half a day apart, two marks would carry the same date.
    steps = [step for step in _STEPS if step % 86_400 == 0] if by_day else _STEPS
    step = next((step for step in steps if (last - first) / step <= _MARKS), _STEPS[-1])
    start = int((first + edge) // step + 1)
    places = [float(step * n) for n in range(start, int((last - edge) // step) + 1)] or [(first + last) / 2]
    moments = [datetime.fromtimestamp(place, UTC) for place in places]
    return places, [day(moment, language) if by_day else f"{moment:%H:%M}" for moment in moments]
