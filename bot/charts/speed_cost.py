"""What a turn takes against what it costs, with the line of the models that no other beats in both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log
from typing import Final

from bot.charts.figures import Frame, Pace, SpeedCost
from bot.charts.page import HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page, Side
from bot.charts.scales import decades, figure, money
from bot.charts.theme import looks, short_names
from bot.i18n import N_, translate

_FREE: Final = 2.6
"""How many times left of the cheapest those stand that cost nothing."""
_MARK: Final = 13
_NO_MODEL: Final = "offline/"
"""Asks no model: it is quick and free, and would beat every one."""

Box = tuple[float, float, float, float]
Spot = tuple[float, float]


def draw_speed_cost(figures: SpeedCost, frame: Frame) -> bytes:
    """Draw a mark a model on logarithmic axes: cheaper to the left, quicker below; free ones stand at the edge."""
    paces, language = figures.paces, frame.language
    page = Page(frame, HEIGHT + 70)
    models = [pace.model for pace in paces]
    look, names = looks(models, page.theme), short_names(models)
    upward, across = translate(N_("for the whole reply"), language), translate(N_("for a turn"), language)
    page.say(MARGIN, TOP + 20, f"↑ {upward}", SMALL, page.theme.soft)
    page.say(WIDTH - MARGIN, page.bottom - 2, f"{across} →", SMALL, page.theme.soft, side="right")
    box = (MARGIN + 76.0, TOP + 38.0, float(WIDTH - MARGIN), page.bottom - 74.0)
    axes = page.axes(*box)
    axes.set_xscale("log")
    axes.set_yscale("log")
    where = _places(paces)
    xs, ys = [x for x, _ in where.values()], [y for _, y in where.values()]
    left, right = min(xs) * 0.55, max(max(xs) * 2.2, min(xs) * 8)
    low, high = min(ys) * 0.72, max(max(ys) * 1.4, min(ys) * 3)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    priced = [pace.cost for pace in paces if pace.cost > 0]
    marks = [place for place in decades(left, right, room=5) if priced and place >= min(priced) * 0.7]
    words = [money(place, language) for place in marks]
    free = [where[pace.model][0] for pace in paces if pace.cost == 0]
    if free:
        marks, words = [free[0], *marks], [translate(N_("free"), language), *words]
    page.ticks(axes.xaxis, marks, words)
    places = decades(low, high, room=6)
    page.ticks(axes.yaxis, places, [f"{figure(place, language, 1)}\N{NO-BREAK SPACE}s" for place in places])
    best = pareto(paces)
    if len(best) > 1:
        line = translate(N_("dotted: no other is both quicker and cheaper"), language)
        page.say(WIDTH - MARGIN, TOP + 20, line, SMALL, page.theme.soft, side="right", room=560)
        steps = [where[pace.model] for pace in best]
        axes.step(
            [x for x, _ in steps], [y for _, y in steps], where="post", color=page.theme.soft, lw=2.5, ls=(0, (2, 1.5))
        )
    spots: dict[str, Spot] = {}
    for pace in paces:
        x, y = where[pace.model]
        mine = look[pace.model]
        axes.plot([x], [y], linestyle="none", marker=mine.mark, markersize=_MARK, color=mine.colour)
        across_, down = log(x / left) / log(right / left), log(high / y) / log(high / low)
        spots[pace.model] = box[0] + across_ * (box[2] - box[0]), box[1] + down * (box[3] - box[1])
    line = _boxes([spots[pace.model] for pace in best])
    _label(
        page, [pace.model for pace in (*best, *(pace for pace in paces if pace not in best))], names, spots, box, line
    )
    return page.png()


def pareto(paces: Sequence[Pace]) -> list[Pace]:
    """Return the models that no other beats in both time and cost, cheapest first; the offline narrator is none."""
    best: list[Pace] = []
    telling = [pace for pace in paces if not pace.model.startswith(_NO_MODEL)]
    for pace in sorted(telling, key=lambda pace: (pace.cost, pace.milliseconds)):
        if not best or pace.milliseconds < best[-1].milliseconds:
            best.append(pace)
    return best


def _places(paces: Sequence[Pace]) -> dict[str, Spot]:
    """Place each model: its dollars a turn (free ones left of the cheapest), and its seconds."""
    cheapest = min((pace.cost for pace in paces if pace.cost > 0), default=0.001)
    return {pace.model: (pace.cost or cheapest / _FREE, pace.milliseconds / 1000) for pace in paces}


def _label(
    page: Page,
    models: Sequence[str],
    names: Mapping[str, str],
    spots: Mapping[str, Spot],
    box: Box,
    line: Sequence[Box],
) -> None:
    """Write each name beside its mark, where it covers least of what stands there already."""
    taken: list[Box] = [(x - 12, y - 12, x + 12, y + 12) for x, y in spots.values()]
    taken += line
    for model in models:
        x, y = spots[model]
        wide, own = page.width(names[model], SMALL), (x - 12, y - 12, x + 12, y + 12)
        choices: list[tuple[float, float, Side, Box]] = []
        for dx, dy in ((18, 8), (-18, 8), (0, -20), (0, 36), (14, -18), (14, 34), (-14, -18), (-14, 34)):
            side: Side = "left" if dx > 0 else "right" if dx < 0 else "center"
            start = x + dx - (0 if dx > 0 else wide if dx < 0 else wide / 2)
            choices.append((x + dx, y + dy, side, (start, y + dy - 20, start + wide, y + dy + 6)))
        others = [other for other in taken if other != own]
        across, down, side, place = min(choices, key=lambda choice: _covered(choice[3], others, box))
        page.say(across, down, names[model], SMALL, side=side)
        taken.append(place)


def _boxes(steps: Sequence[Spot]) -> list[Box]:
    """Return the thin boxes that a line of steps takes: across to the next one, then up or down to it."""
    boxes: list[Box] = []
    for (x, y), (across, down) in pairwise(steps):
        boxes.append((min(x, across) + 16, y - 4, max(x, across), y + 4))
        boxes.append((across - 4, min(y, down), across + 4, max(y, down) - 16))
    return boxes


def _covered(place: Box, taken: Sequence[Box], box: Box) -> float:
    outside = max(0, box[0] - place[0]) + max(0, place[2] - box[2]) + max(0, box[1] - place[1])
    over = sum(
        max(0, min(place[2], other[2]) - max(place[0], other[0]))
        * max(0, min(place[3], other[3]) - max(place[1], other[1]))
        for other in taken
    )
    return over + 1_000 * (outside + max(0, place[3] - box[3]))
