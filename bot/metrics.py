"""Say what was counted in the words of Prometheus; imported only where somebody scrapes."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot import __version__
from bot.services.latency import Latency
from bot.services.status import BreakerReport, Report
from bot.services.tally import ModelTally, Tally

_MODEL = ("provider", "model")
_KEY = ("provider", "key")
_STATES = ("closed", "open", "half-open")


class Page(Collector):
    """The figures of one moment."""

    def __init__(self, report: Report, tally: Tally, lag: Latency) -> None:
        self._report = report
        self._tally = tally
        self._lag = lag

    def collect(self) -> Iterator[Metric]:
        """Give every figure with what it means."""
        yield from _program()
        yield from _attempts(self._tally.models)
        yield from _spent(self._tally.models)
        yield from _model_times(self._tally.models)
        yield from _turns(self._tally)
        yield from _breakers(self._report.breakers)
        yield from _now(self._report)
        yield _histogram(
            "skald_event_loop_lag_seconds",
            "How much later than asked the event loop woke a timer, sampled twice a second. Every reply waits as long.",
            self._lag,
        )


def page(report: Report, tally: Tally, lag: Latency, accept: str) -> tuple[bytes, str]:
    """Return the figures and their content type, in the format a scraper accepts."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Page(report, tally, lag))
    ProcessCollector(registry=registry)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


def _program() -> Iterator[Metric]:
    build = GaugeMetricFamily("skald_build_info", "Always 1; which program this is.", labels=("version", "python"))
    build.add_metric((__version__, platform.python_version()), 1)
    yield build


def _attempts(models: dict[tuple[str, str], ModelTally]) -> Iterator[Metric]:
    attempts = CounterMetricFamily(
        "skald_llm_attempts",
        "Attempts at models that ended, retries included. outcome is ok for a whole reply, Cancelled for one that "
        "Skald broke off, else the class of the error.",
        labels=(*_MODEL, "outcome"),
    )
    withdrawn = CounterMetricFamily(
        "skald_llm_attempts_withdrawn", "Attempts that gave words and whose words are in no story.", labels=_MODEL
    )
    for model, tally in models.items():
        for outcome, times in tally.outcomes.items():
            attempts.add_metric((*model, outcome), times)
        withdrawn.add_metric(model, tally.withdrawn)
    yield from (attempts, withdrawn)


def _spent(models: dict[tuple[str, str], ModelTally]) -> Iterator[Metric]:
    source = "source is reported by the vendor, or estimated where it said nothing."
    read = CounterMetricFamily(
        "skald_llm_input_tokens", f"Tokens read, cached ones included. {source}", labels=(*_MODEL, "source")
    )
    written = CounterMetricFamily("skald_llm_output_tokens", f"Tokens written. {source}", labels=(*_MODEL, "source"))
    cached = CounterMetricFamily(
        "skald_llm_cached_input_tokens",
        "Tokens of skald_llm_input_tokens_total that the vendor read from its cache.",
        labels=_MODEL,
    )
    cost = CounterMetricFamily(
        "skald_llm_cost_dollars",
        "US dollars of all attempts whose price is known, with the operator's keys and with servers' own.",
        labels=_MODEL,
    )
    unpriced = CounterMetricFamily(
        "skald_llm_unpriced_attempts",
        "Attempts that gave something and whose price is unknown; they are not in skald_llm_cost_dollars_total.",
        labels=_MODEL,
    )
    for model, tally in models.items():
        for said, tokens in tally.input_tokens.items():
            read.add_metric((*model, said), tokens)
        for said, tokens in tally.output_tokens.items():
            written.add_metric((*model, said), tokens)
        cached.add_metric(model, tally.cached_tokens)
        cost.add_metric(model, float(tally.cost_usd))
        unpriced.add_metric(model, tally.unpriced)
    yield from (read, written, cached, cost, unpriced)


def _model_times(models: dict[tuple[str, str], ModelTally]) -> Iterator[Metric]:
    whole = "of attempts that gave a whole reply."
    first_token = HistogramMetricFamily(
        "skald_llm_first_token_seconds", f"From the request to the first token of any kind, {whole}", labels=_MODEL
    )
    first_text = HistogramMetricFamily(
        "skald_llm_first_text_seconds", f"From the request to the first word of the story, {whole}", labels=_MODEL
    )
    duration = HistogramMetricFamily(
        "skald_llm_duration_seconds", f"From the request to the end of the reply, {whole}", labels=_MODEL
    )
    for model, tally in models.items():
        first_token.add_metric(model, _buckets(tally.first_token), tally.first_token.total)
        first_text.add_metric(model, _buckets(tally.first_text), tally.first_text.total)
        duration.add_metric(model, _buckets(tally.duration), tally.duration.total)
    yield from (first_token, first_text, duration)


def _turns(tally: Tally) -> Iterator[Metric]:
    turns = CounterMetricFamily(
        "skald_turns",
        "Turns that ended: told, failed (the players were told why), or interrupted by a stop of the program.",
        labels=("outcome",),
    )
    for outcome in ("told", "failed", "interrupted"):
        turns.add_metric((outcome,), tally.turns[outcome])
    yield turns
    yield CounterMetricFamily(
        "skald_turns_told_by_fallback", "Turns told by another model than the one wanted.", tally.told_by_fallback
    )
    yield CounterMetricFamily(
        "skald_turns_withdrawn", "Turns in which words that had come were taken back.", tally.withdrawn
    )
    yield _histogram(
        "skald_turn_first_word_seconds",
        "From the first action a told turn answers to its first word in the channel.",
        tally.first_word,
    )
    yield _histogram(
        "skald_turn_last_word_seconds",
        "From the first action a told turn answers to its last word in the channel.",
        tally.last_word,
    )


def _breakers(reports: Iterable[BreakerReport]) -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "skald_breakers",
        "Keys by the state of their breaker: closed (in use), open (left alone after failures), half-open (about to be "
        "tried). key says who brought them: operator or server.",
        labels=(*_KEY, "state"),
    )
    probes = GaugeMetricFamily(
        "skald_breaker_probe_seconds",
        "Seconds until the next open breaker lets a call through; absent while none is open.",
        labels=_KEY,
    )
    for report in reports:
        key = report.provider, report.owner
        for state in _STATES:
            states.add_metric((*key, state), report.states.get(state, 0))
        if report.probe_in is not None:
            probes.add_metric(key, report.probe_in)
    yield from (states, probes)


def _now(report: Report) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "skald_actions_waiting",
        "Players' actions that are kept and not answered yet, those of turns in progress included.",
        report.actions_waiting,
    )
    yield GaugeMetricFamily(
        "skald_turns_in_progress", "Campaigns that are being answered now.", report.turns_in_progress
    )
    yield GaugeMetricFamily(
        "skald_event_loop_lag_max_seconds", "The greatest lag of the event loop in the last 60 seconds.", report.lag
    )
    yield GaugeMetricFamily(
        "skald_database_up", "1 when the database answered within a second, else 0.", report.database is None
    )
    yield GaugeMetricFamily(
        "skald_discord_connected", "1 while every shard is connected to Discord's gateway, else 0.", report.connected
    )
    yield GaugeMetricFamily("skald_discord_guilds", "Servers Skald is in.", report.guilds)
    if report.latency is not None:
        yield GaugeMetricFamily(
            "skald_discord_latency_seconds",
            "From the last heartbeat to Discord's answer, the mean over the shards.",
            report.latency,
        )


def _histogram(name: str, about: str, latency: Latency) -> Metric:
    return HistogramMetricFamily(name, about, _buckets(latency), latency.total)


def _buckets(latency: Latency) -> list[tuple[str, float]]:
    """Return the histogram as Prometheus counts: each bucket with all that are shorter."""
    so_far = 0
    buckets: list[tuple[str, float]] = []
    for bound, times in zip((*map(str, latency.bounds), "+Inf"), latency.buckets, strict=True):
        so_far += times
        buckets.append((bound, so_far))
    return buckets
