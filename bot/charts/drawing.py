"""Draw whatever figures there are as their chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.charts import figures as f
from bot.charts.costs import draw_costs
from bot.charts.load import draw_load
from bot.charts.outcomes import draw_outcomes
from bot.charts.ratings import draw_ratings, draw_wins
from bot.charts.scorecard import draw_scorecard
from bot.charts.speed_cost import draw_speed_cost
from bot.charts.timeline import draw_timeline
from bot.charts.trend import draw_trend
from bot.charts.waits import draw_waits

_CHARTS: Final[Mapping[type, Any]] = {
    f.Waits: draw_waits,
    f.SpeedCost: draw_speed_cost,
    f.Costs: draw_costs,
    f.Outcomes: draw_outcomes,
    f.Trend: draw_trend,
    f.Ratings: draw_ratings,
    f.Wins: draw_wins,
    f.Scorecard: draw_scorecard,
    f.Timeline: draw_timeline,
    f.Load: draw_load,
}


def draw(figures: f.Figures, frame: f.Frame) -> bytes:
    """Draw the chart of these figures: a PNG, 1000 pixels wide."""
    chart: Callable[[f.Figures, f.Frame], bytes] = _CHARTS[type(figures)]
    return chart(figures, frame)
