"""How often each check found something wrong: a dot with Wilson's 95 % interval."""

from __future__ import annotations

from math import sqrt
from typing import Final

from bot.charts.figures import Frame, Scorecard
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import count, of_many
from bot.charts.theme import looks, short_names
from bot.i18n import percent

_MARKS: Final = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def draw_scorecard(figures: Scorecard, frame: Frame) -> bytes:
    """Draw a row a check with a dot for each model, best far left.

    The axis goes by the square root, so that one in a hundred and one in twenty stand apart.
    """
    models, rows, language = figures.models, figures.rows, frame.language
    step = 52 if len(models) < 3 else 26 + 16 * len(models)
    page = Page(frame, max(HEIGHT, TOP + 60 + step * len(rows) + 120))
    look, names = looks(models, page.theme), short_names(models)
    top = page.legend([(look[model], names[model]) for model in models], TOP + 18) + (46 if len(models) == 1 else 26)
    left = MARGIN + max(page.width(words, BODY) for words, _ in rows) + 18
    right, bottom = WIDTH - MARGIN - (140 if len(models) == 1 else 12), page.bottom - 44
    axes = page.axes(left, top, right, bottom)
    ends = [rate.interval[1] for _, rates in rows for rate in rates if rate.interval is not None]
    most = min(1.0, max([*ends, 0.05]) * 1.1)
    axes.set_xlim(-0.02 * sqrt(most), sqrt(most))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    places = [place for place in _MARKS if place <= most]
    page.ticks(
        axes.xaxis, [sqrt(place) for place in places], [percent(f"{place:.0%}"[:-1], language) for place in places]
    )
    if len(models) == 1:
        page.say(WIDTH - MARGIN, top - 12, "n", SMALL, page.theme.soft, side="right")
    high = (bottom - top) / len(rows)
    for row, (words, rates) in enumerate(rows):
        if row:
            axes.axhline(row - 0.5, color=page.theme.line, lw=1)
        y = top + high * (row + 0.5) + 8
        page.say(MARGIN, y, words, BODY)
        for at, (model, rate) in enumerate(zip(models, rates, strict=True)):
            if rate.interval is None or rate.share is None:
                continue
            where = row + (at - (len(models) - 1) / 2) * 0.72 / max(1, len(models))
            mine, (low, end) = look[model], rate.interval
            axes.plot([sqrt(low), sqrt(end)], [where, where], color=mine.colour, lw=5, alpha=0.55)
            axes.plot([sqrt(rate.share)], [where], marker=mine.mark, markersize=13, color=mine.colour, clip_on=False)
        if len(models) == 1:
            n = of_many(rates[0].found, rates[0].of, language) if rates[0].of else count(0, language)
            page.say(WIDTH - MARGIN, y, n, SMALL, page.theme.soft, side="right", room=134)
    return page.png()
