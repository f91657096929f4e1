"""Have a chart of what was measured drawn, with the same figures in words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.charts.figures import Figures, Frame
from bot.charts.scales import count, day
from bot.domain.plaintext import clean, shorten
from bot.domain.standings import Board
from bot.domain.statistics import Filters, Scope, Window
from bot.domain.vitals import Vitals
from bot.i18n import N_, language_names, plural, translate
from bot.services import chart_figures
from bot.services.chart_kinds import COUNTED, KINDS, ChartKind, NotTheMachine, WhichCampaign, chart_kind
from bot.services.chart_words import Table, alt_of, table_of
from bot.services.draughtsman import Draughtsman
from bot.services.statistics import StatisticsService

Found = tuple[Figures, int]
"""What is drawn, and from how many samples."""

_SIZES: Final = {
    "small": N_("small prompts"),
    "medium": N_("medium prompts"),
    "large": N_("large prompts"),
    "huge": N_("huge prompts"),
    "unknown": N_("prompts of unknown size"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: its title, the picture, what those hear who cannot see it, its figures as a table, and n."""

    kind: ChartKind
    title: str
    png: bytes
    alt: str
    table: Table
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of a chart before it is drawn: those of its table, without the picture."""

    kind: ChartKind
    title: str
    subtitle: str
    foot: str
    figures: Figures
    table: Table
    count: int


class Boards(Protocol):
    """Knows how models stand after duels."""

    async def board(self, scope: Scope) -> Board:
        """Return the leaderboard of a scope."""
        ...


class Samples(Protocol):
    """Knows how the machine did."""

    async def series(self, window: Window) -> tuple[Vitals, ...]:
        """Return the samples of a window, the oldest first."""
        ...


class ChartService:
    """Draw what was measured."""

    def __init__(
        self, statistics: StatisticsService, boards: Boards, vitals: Samples, draughtsman: Draughtsman
    ) -> None:
        self._statistics = statistics
        self._boards = boards
        self._vitals = vitals
        self._draughtsman = draughtsman
        self._gather: Mapping[ChartKind, Callable[[Scope, Filters, str], Awaitable[Found]]] = {
            "first-word": self._first_word,
            "speed-cost": self._speed_cost,
            "cost-days": self._cost_days,
            "outcomes": self._outcomes,
            "trend": self._trend,
            "ratings": self._ratings,
            "wins": self._wins,
            "scorecard": self._scorecard,
            "campaign": self._campaign,
            "system": self._system,
        }

    def kinds(self) -> Mapping[str, str]:
        """Return the kinds of charts with their titles, in English."""
        return {**KINDS}

    async def draw(
        self,
        kind: str,
        scope: Scope,
        filters: Filters,
        language: str,
        *,
        dark: bool = True,
        place: str | None = None,
    ) -> Chart:
        """Draw a chart; `place` is the name of what the scope is, written below the title.

        Raises `TooFewData` and the other sentences of `figures`, and `DraughtsmanBusy`.
        """
        sheet = await self.figures(kind, scope, filters, language, place=place)
        frame = Frame(sheet.title, sheet.subtitle, sheet.foot, language, dark)
        png = await self._draughtsman.draw(sheet.figures, frame)
        alt = alt_of(f"{sheet.title}, {sheet.subtitle}", sheet.table, sheet.foot)
        return Chart(sheet.kind, sheet.title, png, alt, sheet.table, sheet.count)

    async def figures(
        self, kind: str, scope: Scope, filters: Filters, language: str, *, place: str | None = None
    ) -> Sheet:
        """Gather what a chart shows, and draw nothing.

        Raises `NoSuchChart`, `TooFewData`, `WhichCampaign` for a chart of one campaign whose scope has not exactly one,
        and `NotTheMachine` for the load in any scope but everything.
        """
        known = chart_kind(kind)
        found, number = await self._gather[known](scope, filters, language)
        table = await asyncio.to_thread(table_of, found, language)
        subtitle, foot = _below(scope, filters, place, language), _foot(known, filters.window, number, language)
        return Sheet(known, translate(KINDS[known], language), subtitle, foot, found, table, number)

    async def _first_word(self, scope: Scope, filters: Filters, _: str) -> Found:
        models = await self._statistics.models(scope, filters)
        return chart_figures.waits(models, await self._statistics.waits(scope, filters))

    async def _speed_cost(self, scope: Scope, filters: Filters, _: str) -> Found:
        return chart_figures.speed_cost(await self._statistics.models(scope, filters))

    async def _cost_days(self, scope: Scope, filters: Filters, _: str) -> Found:
        days = await self._statistics.days(scope, filters)
        return chart_figures.costs(_days_of(filters.window), days)

    async def _outcomes(self, scope: Scope, filters: Filters, _: str) -> Found:
        return chart_figures.outcomes(await self._statistics.models(scope, filters))

    async def _trend(self, scope: Scope, filters: Filters, _: str) -> Found:
        return chart_figures.trend(await self._statistics.days(scope, filters))

    async def _ratings(self, scope: Scope, filters: Filters, _: str) -> Found:
        return chart_figures.ratings(await self._boards.board(scope))

    async def _wins(self, scope: Scope, filters: Filters, _: str) -> Found:
        return chart_figures.wins(await self._boards.board(scope))

    async def _scorecard(self, scope: Scope, filters: Filters, language: str) -> Found:
        return chart_figures.scorecard(await self._statistics.checks(scope, filters), language)

    async def _campaign(self, scope: Scope, filters: Filters, _: str) -> Found:
        if scope.campaigns is None or len(scope.campaigns) != 1:
            raise WhichCampaign
        return chart_figures.timeline(await self._statistics.campaign(scope.campaigns[0], filters.window))

    async def _system(self, scope: Scope, filters: Filters, language: str) -> Found:
        if scope != Scope(None):
            raise NotTheMachine
        samples = await self._vitals.series(filters.window)
        return await asyncio.to_thread(chart_figures.load, samples, language)


def _days_of(window: Window) -> list[datetime]:
    """List the days (UTC) that a window touches."""
    first = window.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    last = window.end - timedelta(microseconds=1)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _below(scope: Scope, filters: Filters, place: str | None, language: str) -> str:
    """Write what is counted: where, and everything it was narrowed to."""

    def t(sentence: str) -> str:
        return translate(sentence, language)

    if place is None and scope.guild_id is None:
        place = t(N_("All servers"))
    elif place is None:
        place = t(N_("This server")) if scope.campaigns is None else t(N_("Some campaigns of this server"))
    parts = [shorten(clean(place), 60)]
    if filters.model is not None:
        parts.append(shorten(clean(filters.model), 40))
    if filters.language is not None:
        parts.append(language_names().get(filters.language, filters.language))
    if filters.size is not None:
        parts.append(t(_SIZES[filters.size]))
    return " · ".join(parts)


def _foot(kind: ChartKind, window: Window, number: int, language: str) -> str:
    n = plural(COUNTED[kind], number, language).format(n=count(number, language))
    if kind in ("ratings", "wins"):
        # Duels are so few that every one counts, whenever it was.
        whenever = translate(N_("all duels so far"), language)
        return f"n = {n} · {whenever}"
    last = window.end - timedelta(seconds=1)
    return f"n = {n} · {day(window.start, language)} – {day(last, language)} {last.year} (UTC)"
