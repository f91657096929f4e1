"""What each day cost, stacked by model."""

from __future__ import annotations

from matplotlib.collections import PolyCollection

from bot.charts.figures import OTHERS, Costs, Frame
from bot.charts.page import BODY, HEIGHT, MARGIN, TOP, WIDTH, Page
from bot.charts.scales import day, even, money, spaced
from bot.charts.theme import Look, looks, short_names
from bot.i18n import N_, translate


def draw_costs(figures: Costs, frame: Frame) -> bytes:
    """Draw a bar a day, the dearest model at its foot."""
    language = frame.language
    others = translate(N_("others"), language)
    page = Page(frame, HEIGHT + 34 * (len(figures.series) > 5))
    theme = page.theme
    models = [model for model, _ in figures.series if model != OTHERS]
    look, names = looks(models, theme), short_names(models)
    entries = [
        (look[model], f"{names[model]} {money(sum(values), language)}")
        if model != OTHERS
        else (Look(theme.others, "s"), f"{others} {money(sum(values), language)}")
        for model, values in figures.series
    ]
    top = page.legend(entries, TOP + 18) + 26
    totals = [sum(values) for values in zip(*(values for _, values in figures.series), strict=True)]
    most = max(totals, default=0) or 1.0
    places = even(most * 1.05)
    words = [money(place, language) for place in places]
    left = MARGIN + max(page.width(word, BODY) for word in words) + 6
    axes = page.axes(left, top, WIDTH - MARGIN, page.bottom - 44)
    axes.set_ylim(0, most * 1.08)
    axes.set_xlim(-0.6, max(len(figures.days), 4) - 0.4)
    page.ticks(axes.yaxis, places, words)
    at = spaced(len(figures.days))
    page.ticks(axes.xaxis, [float(n) for n in at], [day(figures.days[n], language) for n in at], grid=False)
    base = [0.0] * len(figures.days)
    half = 0.41 if len(figures.days) <= 90 else 0.5
    for model, values in figures.series:
        colour = theme.others if model == OTHERS else look[model].colour
        hatch = None if model == OTHERS or look[model].mark == "o" else "///"
        tops = [low + value for low, value in zip(base, values, strict=True)]
        # One artist for a whole series: a bar each takes seconds over a year.
        bars = [
            ((at - half, low), (at - half, high), (at + half, high), (at + half, low))
            for at, (low, high) in enumerate(zip(base, tops, strict=True))
            if high > low
        ]
        edge = theme.panel if hatch else "none"
        axes.add_collection(
            PolyCollection(bars, facecolor=colour, hatch=hatch, edgecolor=edge, linewidth=0), autolim=False
        )
        base = tops
    return page.png()
