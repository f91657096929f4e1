"""How the wait to the first word went from day to day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.charts.figures import DayPoint, Frame, Trend
from bot.charts.page import BODY, HEIGHT, MARGIN, TOP, WIDTH, Page
from bot.charts.scales import day, decades, figure, spaced
from bot.charts.theme import looks, short_names
from bot.i18n import N_, translate


def draw_trend(figures: Trend, frame: Frame) -> bytes:
    """Draw the median of each day as a line a model, with a band up to the 95th percentile of the first.

    A day with too few samples for one has its greatest in its place, which the legend says.
    """
    lines, language = figures.lines, frame.language
    page = Page(frame, HEIGHT + 34 * (len(lines) > 4))
    models = [model for model, _ in lines]
    look, names = looks(models, page.theme), short_names(models)
    words = {model: names[model] for model in models}
    words[models[0]] += f" ({translate(_band(lines[0][1]), language)})"
    top = page.legend([(look[model], words[model]) for model in models], TOP + 18) + 26
    days = _days(lines)
    at = {moment: float(n) for n, moment in enumerate(days)}
    medians = [point.spread.p50 / 1000 for _, points in lines for point in points if point.spread.p50 is not None]
    tops = [_late(point) for _, points in lines[:1] for point in points if point.spread.p50 is not None]
    least, most = min(medians) * 0.75, max(*medians, *tops) * 1.25
    most = max(most, least * 4)
    places = decades(least, most, room=6)
    marked = [f"{figure(place, language, 1)}\N{NO-BREAK SPACE}s" for place in places]
    left = MARGIN + max(page.width(word, BODY) for word in marked) + 6
    axes = page.axes(left, top, WIDTH - MARGIN, page.bottom - 44)
    axes.set_yscale("log")
    axes.set_ylim(least, most)
    axes.set_xlim(-0.5, max(len(days), 3) - 0.5)
    page.ticks(axes.yaxis, places, marked)
    marks = spaced(len(days))
    page.ticks(axes.xaxis, [float(n) for n in marks], [day(days[n], language) for n in marks], grid=False)
    for line, (model, points) in enumerate(lines):
        for part in _parts(points):
            xs = [at[point.day] for point in part]
            middle = [(point.spread.p50 or 0) / 1000 for point in part]
            mine = look[model]
            if line == 0:
                late = [_late(point) for point in part]
                axes.fill_between(xs, middle, late, color=mine.colour, alpha=0.22, linewidth=0)
            size = 9 if len(days) <= 45 else 0 if len(part) > 1 else 5
            axes.plot(xs, middle, color=mine.colour, lw=3.5, marker=mine.mark, markersize=size, solid_capstyle="round")
    return page.png()


def _band(points: Sequence[DayPoint]) -> str:
    """Return what the band reaches up to."""
    known = {point.spread.p95 is not None for point in points if point.spread.p50 is not None}
    if known == {True}:
        return N_("band: up to p95")
    return N_("band: up to p95 or the longest") if True in known else N_("band: up to the longest")


def _late(point: DayPoint) -> float:
    late = point.spread.p95 if point.spread.p95 is not None else point.spread.most
    return (late or point.spread.p50 or 0) / 1000


def _days(lines: Sequence[tuple[str, Sequence[DayPoint]]]) -> list[datetime]:
    """List every day from the first to the last, also those without a turn."""
    known = [point.day for _, points in lines for point in points]
    first, last = min(known), max(known)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _parts(points: Sequence[DayPoint]) -> list[list[DayPoint]]:
    """Cut a line where a day is missing or has too few: nothing is drawn through what nobody measured."""
    parts: list[list[DayPoint]] = []
    for point in points:
        if point.spread.p50 is None:
            continue
        if parts and point.day - parts[-1][-1].day == timedelta(days=1):
            parts[-1].append(point)
        else:
            parts.append([point])
    return parts
