"""Count what each model's tellings of a replay took, and compare models turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from bot.domain.checking import CHECKS, counted
from bot.domain.replay import ReplayTelling
from bot.domain.statistics import MEDIAN_FROM, P95_FROM, Rate

if TYPE_CHECKING:
    from bot.ratings.pairs import PairedRatio

FEWEST_CHUNKS: Final = 10
FEWEST_TOKENS: Final = 50


@dataclass(frozen=True, slots=True)
class Times:
    """Times of `n` tellings; `median` from 10 of them on, `late` the 95th percentile from 60 on, else the greatest."""

    n: int
    median: float | None
    late: float | None


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What one model's tellings took; times in milliseconds, money in US dollars.

    `cost` adds up what is known, `unpriced` counts what is not; `batch` is what the vendor's batch would have taken for
    the tellings it has a price for, None where it has none for any. `rates` are of what the checks found, by check.
    """

    model: str
    told: int
    failed: Mapping[str, int]
    cut: int
    first_word: Times
    whole: Times
    speed: Times
    output_tokens: Times
    cost: Decimal
    unpriced: int
    batch: Decimal | None
    rates: Mapping[str, Rate]
    called: int


@dataclass(frozen=True, slots=True)
class Pairing:
    """How a model compares with the first one over the turns both told; None where these are too few."""

    model: str
    time: PairedRatio | None
    cost: PairedRatio | None


def rows(models: Sequence[str], tellings: Sequence[ReplayTelling]) -> tuple[ModelRow, ...]:
    """Return a row for each model, in their order."""
    return tuple(_row(model, [one for one in tellings if one.model == model]) for model in models)


def pairings(models: Sequence[str], tellings: Sequence[ReplayTelling]) -> tuple[Pairing, ...]:
    """Compare every model with the first, turn by turn; loads numpy."""
    from bot.ratings.pairs import paired_ratio

    by_model: dict[str, dict[int, ReplayTelling]] = {model: {} for model in models}
    for telling in tellings:
        if telling.error is None and telling.model in by_model:
            by_model[telling.model][telling.number] = telling
    first = by_model[models[0]]
    compared: list[Pairing] = []
    for model in models[1:]:
        both = [(first[number], telling) for number, telling in sorted(by_model[model].items()) if number in first]
        times = [(_number(one, "e2e_ms"), _number(other, "e2e_ms")) for one, other in both]
        costs = [(one.dollars("cost_usd"), other.dollars("cost_usd")) for one, other in both]
        compared.append(
            Pairing(
                model,
                paired_ratio(times),
                paired_ratio([(float(one), float(other)) for one, other in costs if one and other]),
            )
        )
    return tuple(compared)


def _row(model: str, mine: Sequence[ReplayTelling]) -> ModelRow:
    told = [telling for telling in mine if telling.error is None]
    failed: dict[str, int] = {}
    for telling in mine:
        if telling.error is not None:
            failed[telling.error] = failed.get(telling.error, 0) + 1
    costs = [telling.dollars("cost_usd") for telling in mine]
    batch = [cost for telling in told if (cost := telling.dollars("batch_usd")) is not None]
    return ModelRow(
        model=model,
        told=len(told),
        failed=failed,
        cut=sum(telling.figures.get("finish_reason") == "length" for telling in told),
        first_word=_times([_number(one, "first_text_ms") for one in told if one.figures.get("first_text_ms")]),
        whole=_times([_number(one, "e2e_ms") for one in told]),
        speed=_times([speed for one in told if (speed := _speed(one.figures)) is not None]),
        output_tokens=_times([_number(one, "output_tokens") for one in told if one.figures.get("output_tokens")]),
        cost=sum((cost for cost in costs if cost is not None), Decimal(0)),
        unpriced=costs.count(None),
        batch=sum(batch, Decimal(0)) if batch and len(batch) == len(told) else None,
        rates=_rates(told),
        called=sum(one.figures.get("called", 0) for one in told),
    )


def _rates(told: Sequence[ReplayTelling]) -> dict[str, Rate]:
    found: dict[str, int] = {}
    looked: dict[str, int] = {}
    for telling in told:
        for check, wrong in counted(telling.figures.get("checked"), telling.findings).items():
            looked[check] = looked.get(check, 0) + 1
            found[check] = found.get(check, 0) + wrong
    return {check: Rate(found.get(check, 0), looked[check]) for check in CHECKS if check in looked}


def _speed(figures: Mapping[str, Any]) -> float | None:
    """Return tokens a second after the first, only where the figure is sound."""
    chunks, tokens = figures.get("chunks") or 0, figures.get("output_tokens") or 0
    first, end = figures.get("ttft_ms"), figures.get("e2e_ms")
    if chunks < FEWEST_CHUNKS or tokens < FEWEST_TOKENS or figures.get("usage_source") != "reported":
        return None
    return (tokens - 1) / (end - first) * 1000 if first is not None and end is not None and end > first else None


def _number(telling: ReplayTelling, name: str) -> float:
    return float(telling.figures.get(name) or 0)


def _times(samples: Sequence[float]) -> Times:
    ordered = sorted(samples)
    if not ordered:
        return Times(0, None, None)
    median = _quantile(ordered, 0.5) if len(ordered) >= MEDIAN_FROM else None
    return Times(len(ordered), median, _quantile(ordered, 0.95) if len(ordered) >= P95_FROM else ordered[-1])


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolate linearly between order statistics."""
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
