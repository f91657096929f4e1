"""The sheet a chart is drawn on: 1000 pixels wide, words large enough for a phone, the same frame on each.

Places are in pixels from the upper left corner. matplotlib's figure is used without pyplot, which would keep each one.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from bot.charts.figures import Frame
from bot.charts.theme import DARK, LIGHT, Look, Theme

WIDTH: Final = 1000
HEIGHT: Final = 650
MARGIN: Final = 36
TOP: Final = 130
"""Where the chart begins, below its title."""
FOOT: Final = 62
"""What the last line takes."""

SMALL: Final = 22
BODY: Final = 24
TITLE: Final = 36
_DPI: Final = 100
_POINT: Final = 72 / _DPI
"""Points in a pixel."""

Side = Literal["left", "center", "right"]


@cache
def _font(bold: bool) -> FT2Font:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FT2Font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name))


def _properties(size: float, bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size * _POINT, weight="bold" if bold else "normal")


def drawable(words: str) -> str:
    """Return the words with a mark for each letter the font does not have."""
    letters = _font(bold=False)
    return "".join(letter if letters.get_char_index(ord(letter)) else "\N{WHITE SQUARE}" for letter in words)


class Page:
    """A sheet with its title and its last line."""

    def __init__(self, frame: Frame, height: int = HEIGHT) -> None:
        self.theme: Theme = DARK if frame.dark else LIGHT
        self.height = height
        self.figure: Any = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=self.theme.paper)
        self._canvas: Any = FigureCanvasAgg(self.figure)
        room = WIDTH - 2 * MARGIN
        self.say(MARGIN, 60, self.fitted(frame.title, room, TITLE, bold=True), TITLE, bold=True, room=room)
        self.say(MARGIN, 100, frame.subtitle, BODY, self.theme.soft, room=room)
        self.say(MARGIN, height - 24, frame.foot, SMALL, self.theme.soft, room=room)

    @property
    def bottom(self) -> int:
        """Return where the chart ends, above the last line."""
        return self.height - FOOT

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """Measure words in pixels."""
        renderer = self._canvas.get_renderer()
        return renderer.get_text_width_height_descent(drawable(words), _properties(size, bold), False)[0]

    def fitted(self, words: str, room: float, size: float, *, bold: bool = False) -> str:
        """Return the words, cut with an ellipsis where even at three quarters of the size there is no room."""
        least = size * 0.75
        if self.width(words, least, bold=bold) <= room:
            return words
        # Letters differ in width, so how many fit is looked for by halves.
        fits = bisect_right(
            range(min(len(words), 200)), room, key=lambda n: self.width(words[:n] + "…", least, bold=bold)
        )
        return words[: max(0, fits - 1)].rstrip() + "…"

    def say(
        self,
        x: float,
        y: float,
        words: str,
        size: float = BODY,
        colour: str | None = None,
        *,
        bold: bool = False,
        side: Side = "left",
        room: float | None = None,
    ) -> None:
        """Write one line whose letters stand on `y`, smaller and then cut where it needs more than its room."""
        if room is not None:
            words = self.fitted(words, room, size, bold=bold)
            wide = self.width(words, size, bold=bold)
            size = max(size * 0.75, size * min(1.0, room / wide)) if wide else size
        self.figure.text(
            x / WIDTH,
            1 - y / self.height,
            drawable(words),
            fontproperties=_properties(size, bold),
            color=colour or self.theme.ink,
            ha=side,
            va="baseline",
            parse_math=False,
        )

    def axes(self, left: float, top: float, right: float, bottom: float, *, panel: bool = True) -> Any:
        """Return axes in a place of the page, in the theme, without ticks or borders."""
        axes = self.figure.add_axes(
            (left / WIDTH, 1 - bottom / self.height, (right - left) / WIDTH, (bottom - top) / self.height)
        )
        axes.set_facecolor(self.theme.panel if panel else "none")
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.tick_params(length=0, pad=8, colors=self.theme.soft, labelsize=SMALL * _POINT)
        axes.set_axisbelow(True)
        return axes

    def ticks(self, axis: Any, places: list[float], words: list[str], *, grid: bool = True) -> None:
        """Write along an axis (of `axes.xaxis`, `axes.yaxis`), with a fine line at each place."""
        axis.set_ticks(places)
        axis.set_ticklabels(
            [drawable(word) for word in words],
            fontproperties=_properties(SMALL, bold=False),
            color=self.theme.soft,
            parse_math=False,
        )
        axis.set_ticks([], minor=True)
        if grid:
            axis.grid(visible=True, color=self.theme.line, linewidth=1)

    def mark(self, x: float, y: float, look: Look, size: float = 12) -> None:
        """Draw a model's mark at a place of the page."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D(
                [x / WIDTH],
                [1 - y / self.height],
                linestyle="none",
                marker=look.mark,
                markersize=size,
                color=look.colour,
                markeredgecolor=look.colour,
                transform=self.figure.transFigure,
            )
        )

    def legend(self, entries: list[tuple[Look, str]], y: float, room: float = WIDTH - 2 * MARGIN) -> float:
        """Write what each mark stands for, in as many lines as it takes; return where the last line stands."""
        x = float(MARGIN)
        for look, words in entries:
            wide = 52 + self.width(words, SMALL)
            if x > MARGIN and x + wide > MARGIN + room:
                x, y = float(MARGIN), y + 34
            self.mark(x + 8, y - 7, look)
            self.say(x + 24, y, words, SMALL)
            x += wide
        return y

    def png(self) -> bytes:
        """Return the page as a PNG, and let go of what it took."""
        with BytesIO() as file:
            self._canvas.print_png(file)
            self.figure.clear()
            return file.getvalue()
