"""What blind duels say about who tells best: ratings, and who won against whom."""

from __future__ import annotations

from typing import Final

from bot.charts.figures import Frame, Ratings, Wins
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import count, even
from bot.charts.theme import looks, short_names
from bot.i18n import N_, percent, translate

_ROW: Final = 54


def draw_ratings(figures: Ratings, frame: Frame) -> bytes:
    """Draw each model's rating with its 95 % interval, best first."""
    rows, language = figures.rows, frame.language
    page = Page(frame, max(HEIGHT - 100, TOP + 40 + _ROW * len(rows) + 120))
    models = [row.model for row in rows]
    look, names = looks(models, page.theme), short_names(models)
    left = MARGIN + 34 + max(page.width(name, BODY) for name in names.values()) + 14
    right, top, bottom = WIDTH - 290, TOP + 30, page.bottom - 44
    axes = page.axes(left, top, right, bottom)
    least, most = min(row.low for row in rows), max(row.high for row in rows)
    room = max(20.0, (most - least) * 0.06)
    axes.set_xlim(least - room, most + room)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    step = even(most - least + 2 * room, 4)[1]
    first = int((least - room) // step) + 1
    places = [n * step for n in range(first, int((most + room) // step) + 1)]
    page.ticks(axes.xaxis, places, [f"{place:.0f}" for place in places])
    page.say(right + 148, top - 12, percent("95", language), SMALL, page.theme.soft, side="right")
    duels = translate(N_("duels"), language)
    page.say(WIDTH - MARGIN, top - 12, duels, SMALL, page.theme.soft, side="right", room=100)
    height = (bottom - top) / len(rows)
    for at, row in enumerate(rows):
        y = top + height * (at + 0.5) + 8
        mine = look[row.model]
        page.mark(MARGIN + 10, y - 8, mine)
        page.say(MARGIN + 34, y, names[row.model], BODY)
        axes.plot([row.low, row.high], [at, at], color=mine.colour, lw=5, solid_capstyle="round", alpha=0.65)
        axes.plot([row.rating], [at], marker=mine.mark, markersize=15, color=mine.colour, mec=page.theme.panel, mew=2)
        page.say(right + 148, y, f"{row.low:.0f}–{row.high:.0f}", SMALL, side="right", room=130)
        page.say(WIDTH - MARGIN, y, count(row.duels, language), SMALL, page.theme.soft, side="right")
    return page.png()


def draw_wins(figures: Wins, frame: Frame) -> bytes:
    """Draw a cell for each pair: how often the model of the row won, and in how many duels."""
    models, language = figures.models, frame.language
    cells = len(models)
    page = Page(frame, max(HEIGHT, TOP + 90 + 76 * cells + 80))
    theme = page.theme
    look, names = looks(models, theme), short_names(models)
    left = MARGIN + 70 + max(page.width(name, BODY) for name in names.values()) + 12
    top, right, bottom = TOP + 74, WIDTH - MARGIN, page.bottom - 14
    wide, high = (right - left) / cells, (bottom - top) / cells
    axes = page.axes(left, top, right, bottom)
    axes.set_xlim(0, cells)
    axes.set_ylim(cells, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    page.say(
        left, TOP + 20, translate(N_("The row won against the column; a draw is half"), language), SMALL, theme.soft
    )
    from matplotlib.patches import Rectangle

    size = min(BODY, wide * 0.3)
    for row, model in enumerate(models):
        y, x = top + high * (row + 0.5), left + wide * (row + 0.5)
        page.say(MARGIN, y + 8, f"{row + 1}", BODY, theme.soft)
        page.mark(MARGIN + 46, y, look[model])
        page.say(MARGIN + 70, y + 8, names[model], BODY)
        page.say(x, top - 14, f"{row + 1}", BODY, theme.soft, side="center")
        for column in range(cells):
            share, n = figures.shares[row][column], figures.counts[row][column]
            colour = theme.paper if row == column else tint(share, theme.bad, theme.panel, theme.good)
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=theme.paper, linewidth=4))
            if row == column:
                continue
            x = left + wide * (column + 0.5)
            if share is None:
                page.say(x, y + 8, "·", size, theme.soft, side="center")
                continue
            words = percent(f"{100 * share:.0f}", language)
            page.say(x, y + size * 0.1, words, size, bold=True, side="center", room=wide * 0.9)
            small = max(SMALL * 0.8, size * 0.8)
            page.say(x, y + size * 0.1 + small * 1.15, f"n={count(n, language)}", small, side="center", room=wide * 0.9)
    return page.png()


def tint(share: float | None, low: str, middle: str, high: str) -> str:
    """Mix the colour of a share: `low` at 0, `middle` at a half, `high` at 1, never stronger than words on it read."""
    if share is None:
        return middle
    end = high if share >= 0.5 else low
    strength = abs(share - 0.5) * 2 * 0.62
    channels = ((int(middle[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * strength):02X}" for a, b in channels)
