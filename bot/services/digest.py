"""Say in three sentences how a week differed from the one before, each with its figure and over how many."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import log
from typing import Final

from bot.domain.amount import dollars
from bot.domain.plaintext import shown
from bot.domain.statistics import MEDIAN_FROM, ModelFigures, Rate
from bot.i18n import N_, percent, translate, written

QUIET: Final = N_("No turn was told in these two weeks.")
TURNS: Final = N_("Turns told: {now}, after {before} the week before; most of them by {model} ({count}).")
NO_TURNS: Final = N_("Turns told: none, after {before} the week before.")
WAIT: Final = N_(
    "Half of the turns of {model} showed their first word within {now} s (n = {n}); the week before it was {before} s "
    "(n = {m})."
)
NO_WAIT: Final = N_(
    "No model has the {least} turns in each week that it takes to compare waits; {model} comes nearest with {n} and "
    "{m}."
)
COST: Final = N_("Models cost {now} (n = {n} calls), after {before} the week before (n = {m}).")
UNPRICED: Final = N_(
    "Models cost {now} (n = {n} calls), after {before} the week before (n = {m}); the prices of {unpriced} calls are "
    "unknown and not in it."
)
MORE_FAILURES: Final = N_("More calls failed: {now} (n = {n}), after {before} the week before (n = {m}).")
FEWER_FAILURES: Final = N_("Fewer calls failed: {now} (n = {n}), after {before} the week before (n = {m}).")


def digest(week: Sequence[ModelFigures], before: Sequence[ModelFigures], language: str) -> tuple[str, ...]:
    """Return what changed: turns, the wait that changed most, and failures where they did for certain, else the cost.

    Of weeks in which nothing happened there is one sentence.
    """
    if not any(one.turns or one.calls for one in (*week, *before)):
        return (translate(QUIET, language),)
    wait, spent = _wait(week, before, language), _failures(week, before, language) or _cost(week, before, language)
    return tuple(one for one in (_turns(week, before, language), wait, spent) if one)


def _turns(week: Sequence[ModelFigures], before: Sequence[ModelFigures], language: str) -> str:
    now, then = sum(one.turns for one in week), sum(one.turns for one in before)
    if not now:
        return _said(NO_TURNS, language, before=_count(then, language))
    most = max(week, key=lambda one: one.turns)
    counted = {"now": _count(now, language), "before": _count(then, language), "count": _count(most.turns, language)}
    return _said(TURNS, language, model=shown(most.model), **counted)


def _wait(week: Sequence[ModelFigures], before: Sequence[ModelFigures], language: str) -> str:
    """Return the median that changed by the greatest factor, of models that have one in both weeks."""
    earlier = {one.model: one for one in before}
    pairs = [(one, earlier.get(one.model, ModelFigures(one.model))) for one in week]
    if not pairs:
        return ""
    changes = [
        (abs(log(one.first_word.p50 / then.first_word.p50)), one, then)
        for one, then in pairs
        if one.first_word.p50 and then.first_word.p50
    ]
    if not changes:
        one, then = max(pairs, key=lambda pair: (min(_waits(pair)), max(_waits(pair))))
        n, m = (_count(count, language) for count in _waits((one, then)))
        return _said(NO_WAIT, language, least=MEDIAN_FROM, model=shown(one.model), n=n, m=m)
    _, one, then = max(changes, key=lambda change: change[0])
    now, was = (_seconds(figures.first_word.p50 or 0, language) for figures in (one, then))
    n, m = (_count(count, language) for count in _waits((one, then)))
    return _said(WAIT, language, model=shown(one.model), now=now, before=was, n=n, m=m)


def _failures(week: Sequence[ModelFigures], before: Sequence[ModelFigures], language: str) -> str:
    """Return how many calls failed where their share changed for certain: the intervals of both do not meet."""
    now, then = (Rate(sum(one.failed for one in part), sum(one.calls for one in part)) for part in (week, before))
    if now.interval is None or then.interval is None:
        return ""
    if now.interval[0] <= then.interval[1] and then.interval[0] <= now.interval[1]:
        return ""
    sentence = MORE_FAILURES if now.interval[0] > then.interval[1] else FEWER_FAILURES
    counted = {"n": _count(now.of, language), "m": _count(then.of, language)}
    return _said(sentence, language, now=_share(now, language), before=_share(then, language), **counted)


def _cost(week: Sequence[ModelFigures], before: Sequence[ModelFigures], language: str) -> str:
    now, then = (sum((one.cost for one in part), Decimal(0)) for part in (week, before))
    n, m = (_count(sum(one.calls for one in part), language) for part in (week, before))
    unpriced = sum(one.unpriced for one in (*week, *before))
    values = {"now": dollars(now, language), "before": dollars(then, language), "n": n, "m": m}
    return _said(UNPRICED if unpriced else COST, language, unpriced=_count(unpriced, language), **values)


def _waits(pair: tuple[ModelFigures, ModelFigures]) -> tuple[int, int]:
    return pair[0].first_word.count, pair[1].first_word.count


def _said(sentence: str, language: str, **values: object) -> str:
    return translate(sentence, language).format(**values)


def _count(number: int, language: str) -> str:
    return written(f"{number:,}", language)


def _seconds(milliseconds: float, language: str) -> str:
    return written(f"{milliseconds / 1000:,.1f}", language)


def _share(rate: Rate, language: str) -> str:
    return percent(f"{100 * (rate.share or 0):.1f}", language)
