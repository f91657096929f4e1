"""How the attempts of each model ended, as bars of a whole."""

from __future__ import annotations

from typing import Final

from bot.charts.figures import Frame, Outcomes
from bot.charts.page import BODY, HEIGHT, MARGIN, SMALL, TOP, WIDTH, Page
from bot.charts.scales import count
from bot.charts.theme import Look, looks, short_names
from bot.i18n import N_, percent, translate

_ROW: Final = 48
WORDS: Final = (N_("told"), N_("truncated"), N_("refused"), N_("failed"))
"""What each part of a bar is, in its order."""
RETRIED: Final = N_("retries")


def draw_outcomes(figures: Outcomes, frame: Frame) -> bytes:
    """Draw a bar a model: told, truncated, refused, failed; beside it how many were retries."""
    rows, language = figures.rows, frame.language
    page = Page(frame, max(HEIGHT, TOP + 60 + _ROW * len(rows) + 130))
    theme = page.theme
    colours = (theme.good, theme.warn, theme.odd, theme.bad)
    legend = [(Look(colour, "s"), translate(word, language)) for colour, word in zip(colours, WORDS, strict=True)]
    top = page.legend(legend, TOP + 22) + 48
    models = [row.model for row in rows]
    look, names = looks(models, theme), short_names(models)
    left = MARGIN + 34 + max(page.width(name, BODY) for name in names.values()) + 14
    right, bottom = WIDTH - 342, page.bottom - 44
    axes = page.axes(left, top, right, bottom)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    places = [0.0, 0.25, 0.5, 0.75, 1.0]
    page.ticks(axes.xaxis, places, [percent(f"{100 * place:.0f}", language) for place in places])
    page.say(right + 96, top - 12, translate(WORDS[0], language), SMALL, theme.soft, side="right", room=92)
    page.say(right + 212, top - 12, translate(RETRIED, language), SMALL, theme.soft, side="right", room=112)
    page.say(WIDTH - MARGIN, top - 12, "n", SMALL, theme.soft, side="right")
    step = (bottom - top) / len(rows)
    thick = min(0.62, 58 / step)
    for at, row in enumerate(rows):
        y = top + step * (at + 0.5) + 8
        page.mark(MARGIN + 10, y - 8, look[row.model])
        page.say(MARGIN + 34, y, names[row.model], BODY)
        start = 0.0
        for part, colour in zip(row.parts, colours, strict=True):
            share = part / max(1, row.total)
            axes.barh(at, share, thick, left=start, color=colour, edgecolor=theme.panel, linewidth=1.5 * bool(part))
            start += share
        page.say(right + 96, y, _share(row.told, row.total, language), SMALL, bold=True, side="right")
        page.say(right + 212, y, _share(row.retried, row.total, language), SMALL, side="right")
        page.say(WIDTH - MARGIN, y, count(row.total, language), SMALL, theme.soft, side="right")
    return page.png()


def _share(some: int, whole: int, language: str) -> str:
    if some in (0, whole):
        return percent("100" if some else "0", language)
    # 99.96 % is not all, and 0.04 % is not none.
    return percent(f"{min(99.9, max(0.1, 100 * some / whole)):.1f}", language)
