"""One campaign, turn by turn: what its players waited, who told it, what it has cost so far."""

from __future__ import annotations

from itertools import accumulate

from bot.charts.figures import Frame, Timeline
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import count, decades, even, figure, money
from bot.charts.theme import looks, short_names
from bot.i18n import N_, translate


def draw_timeline(figures: Timeline, frame: Frame) -> bytes:
    """Draw each turn's wait to its first word above, and the cost up to it below."""
    points, language = figures.points, frame.language
    page = Page(frame, HEIGHT + 150)
    theme = page.theme
    often = [point.model for point in points]
    models = sorted(set(often), key=lambda model: (-often.count(model), model))
    look, names = looks(models, theme), short_names(models)
    entries = [(look[model], f"{names[model]} ({count(often.count(model), language)})") for model in models[:6]]
    top = page.legend(entries, TOP + 18) + 52
    waits = [point.first_word / 1000 for point in points if point.first_word is not None]
    least = max(0.02, min(waits, default=0.5)) * 0.7
    most = max(max(waits, default=5) * 1.3, least * 6)
    places = decades(least, most, room=5)
    words = [f"{figure(place, language, 1)}\N{NO-BREAK SPACE}s" for place in places]
    spent = list(accumulate(point.cost or 0.0 for point in points))
    costs = even((spent[-1] or 0.01) * 1.05, 3)
    prices = [money(place, language) for place in costs]
    left = MARGIN + max(page.width(word, BODY) for word in (*words, *prices)) + 6
    middle = top + (page.bottom - 44 - top) * 0.62
    upper = page.axes(left, top, WIDTH - MARGIN, middle - 34)
    lower = page.axes(left, middle + 26, WIDTH - MARGIN, page.bottom - 44)
    page.say(left, top - 12, translate(N_("Wait to the first word"), language), SMALL, theme.soft)
    page.say(left, middle + 14, translate(N_("Cost so far"), language), SMALL, theme.soft)
    numbers = [point.number for point in points]
    first, last = numbers[0], max(numbers[-1], numbers[0] + 4)
    room = (last - first) * 0.02
    for axes in (upper, lower):
        axes.set_xlim(first - room, last + room)
    upper.set_yscale("log")
    upper.set_ylim(least, most)
    page.ticks(upper.yaxis, places, words)
    upper.set_xticks([])
    size = 9 if len(points) <= 150 else 6 if len(points) <= 600 else 4
    for model in reversed(models):
        here = [point for point in points if point.model == model and point.first_word is not None]
        xs, ys = [point.number for point in here], [(point.first_word or 0) / 1000 for point in here]
        mine = look[model]
        upper.plot(xs, ys, linestyle="none", marker=mine.mark, markersize=size, color=mine.colour, alpha=0.85, mew=0)
    lower.set_ylim(0, (spent[-1] or 0.01) * 1.12)
    page.ticks(lower.yaxis, costs, prices)
    lower.fill_between(numbers, spent, step="post", color=theme.accent, alpha=0.25, linewidth=0)
    lower.step(numbers, spent, where="post", color=theme.accent, lw=3)
    marks = [float(first), *(place for place in even(last, 5) if place > first + (last - first) * 0.08)]
    page.ticks(lower.xaxis, marks, [f"{round(mark)}" for mark in marks], grid=False)
    # A turn of unknown price was not free.
    least_spent = "≥ " if any(point.cost is None for point in points) else ""
    page.say(WIDTH - MARGIN, middle + 14, least_spent + money(spent[-1], language), SMALL, bold=True, side="right")
    return page.png()
