"""What is counted, and that each figure says what it means."""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families

from bot.llm.breaker import Breaker
from bot.llm.errors import Overloaded
from bot.metrics import page
from bot.services.lag import LoopLag
from bot.services.latency import STALLS, Latency
from bot.services.status import BreakerReport, Report
from bot.services.tally import Tally
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.pulse import Pulse
from tests.watching import BUSY, CALM, MODEL, TOLD, WHOLE, Figure, figures, status

DOCS = Path(__file__).parent.parent / "docs"
RESTING = BreakerReport("openai", "operator", {"open": 1}, 12.0, "Overloaded")


def read(tally: Tally, report: Report = CALM, lag: Latency | None = None) -> Figure:
    body, _ = page(report, tally, lag or Latency(STALLS), "")
    return figures(text_string_to_metric_families(body.decode()))


def test_attempts_are_counted_by_model_and_outcome() -> None:
    tally = Tally()
    tally.count([BUSY, BUSY, replace(WHOLE, attempt=3), replace(WHOLE, error_class="Cancelled")])
    tally.count([replace(WHOLE, provider="ollama", model="mistral", withdrawn=True, error_class="Interrupted")])
    figure = read(tally)
    assert figure("skald_llm_attempts_total", **MODEL, outcome="ok") == 1
    assert figure("skald_llm_attempts_total", **MODEL, outcome="RateLimited") == 2
    assert figure("skald_llm_attempts_total", **MODEL, outcome="Cancelled") == 1
    assert figure("skald_llm_attempts_total", provider="ollama", model="mistral", outcome="Interrupted") == 1
    assert figure("skald_llm_attempts_withdrawn_total", provider="ollama", model="mistral") == 1
    assert tally.models["openai", "gpt-6-sol"].failures == {"RateLimited": 2}


def test_tokens_and_money_are_summed_exactly_and_an_unknown_price_is_not_free() -> None:
    tally = Tally()
    estimated = replace(WHOLE, usage_source="estimated", cache_read_tokens=None, cost_usd=None)
    tally.count([replace(WHOLE, cost_usd=Decimal("0.1"))] * 3 + [estimated, BUSY])
    assert tally.models["openai", "gpt-6-sol"].cost_usd == Decimal("0.3")
    figure = read(tally)
    assert figure("skald_llm_input_tokens_total", **MODEL, source="reported") == 3000
    assert figure("skald_llm_input_tokens_total", **MODEL, source="estimated") == 1000
    assert figure("skald_llm_cached_input_tokens_total", **MODEL) == 2400
    assert figure("skald_llm_output_tokens_total", **MODEL, source="reported") == 450
    assert figure("skald_llm_cost_dollars_total", **MODEL) == 0.3
    assert figure("skald_llm_unpriced_attempts_total", **MODEL) == 1


def test_what_failed_has_no_latency() -> None:
    tally = Tally()
    tally.count([WHOLE, BUSY, replace(WHOLE, error_class="Interrupted", e2e_ms=90_000.0)])
    figure = read(tally)
    for name, seconds, under, over in (
        ("skald_llm_first_token_seconds", 0.3, "0.2", "0.3"),
        ("skald_llm_first_text_seconds", 0.4, "0.3", "0.5"),
        ("skald_llm_duration_seconds", 2.6, "2.0", "3.0"),
    ):
        assert figure(f"{name}_count", **MODEL) == 1
        assert figure(f"{name}_sum", **MODEL) == pytest.approx(seconds)
        assert figure(f"{name}_bucket", **MODEL, le=under) == 0
        assert figure(f"{name}_bucket", **MODEL, le=over) == 1
        assert figure(f"{name}_bucket", **MODEL, le="+Inf") == 1


def test_turns_are_counted_by_how_they_ended() -> None:
    tally = Tally()
    tally.turn(TOLD)
    tally.turn(replace(TOLD, model="offline/narrator", first_word_ms=1200.0), withdrawn=True)
    tally.turn(replace(TOLD, wanted_model=None, first_word_ms=None, last_word_ms=None))
    tally.turn(replace(TOLD, status="failed", model=None, first_word_ms=None, last_word_ms=None))
    tally.turn(replace(TOLD, status="telling", model=None))
    figure = read(tally)
    assert figure("skald_turns_total", outcome="told") == 3
    assert figure("skald_turns_total", outcome="failed") == 1
    assert figure("skald_turns_total", outcome="interrupted") == 1
    assert figure("skald_turns_told_by_fallback_total") == 1
    assert figure("skald_turns_withdrawn_total") == 1
    assert figure("skald_turn_first_word_seconds_count") == 2
    assert figure("skald_turn_first_word_seconds_sum") == pytest.approx(1.62)
    assert figure("skald_turn_last_word_seconds_count") == 2


def test_nothing_counted_yet_is_0_where_it_can_be_and_absent_where_nothing_is_known() -> None:
    figure = read(Tally(), replace(CALM, latency=None))
    assert figure("skald_turns_total", outcome="failed") == 0
    assert figure("skald_turn_last_word_seconds_count") == 0
    assert figure("skald_discord_latency_seconds") is None
    assert figure("process_resident_memory_bytes")
    assert figure("process_cpu_seconds_total")


def test_every_figure_has_a_name_of_ours_a_meaning_and_no_twin() -> None:
    tally = Tally()
    tally.count([WHOLE])
    body, content_type = page(CALM, tally, Latency(STALLS), "")
    text = body.decode()
    families = list(text_string_to_metric_families(text))
    assert content_type.startswith("text/plain; version=0.0.4")
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert family.name.startswith(("skald_", "process_"))
        assert family.documentation.endswith("."), family.name
        # Prometheus' own rule: base units.
        assert not re.search(r"_(ms|milliseconds|cents|kb)(_|$)", family.name)


def exported() -> tuple[set[str], set[str]]:
    """Return the figures there are, and the labels they bear."""
    tally = Tally()
    tally.count([WHOLE])
    body, _ = page(replace(CALM, breakers=(RESTING,)), tally, Latency(STALLS), "")
    said = body.decode()
    return set(re.findall(r"^# TYPE (skald_\w+) ", said, re.MULTILINE)), set(re.findall(r'[{,](\w+)="', said))


def test_the_guide_for_operators_lists_every_figure_and_no_other() -> None:
    shown, _ = exported()
    guide = (DOCS / "operators" / "monitoring.md").read_text(encoding="utf-8")
    assert shown == set(re.findall(r"^\| `(skald_\w+)` \|", guide, re.MULTILINE))
    assert shown >= set(re.findall(r"\bskald_\w+?(?=_bucket\b|\b)", guide)) - {"skald_turn_first_word_seconds_bucket"}


def test_the_board_for_grafana_asks_for_figures_and_labels_that_there_are() -> None:
    shown, labels = exported()
    board = json.loads((DOCS / "deploy" / "grafana.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    figures_asked = {re.sub(r"_bucket$", "", name) for one in asked for name in re.findall(r"\bskald_\w+", one)}
    assert figures_asked <= shown
    # Only the probe's seconds are no picture: they are there while a breaker is open.
    assert shown - figures_asked == {"skald_breaker_probe_seconds"}
    named = {name for one in asked for name in re.findall(r'(\w+)(?:=~|!~|!=|=)"', one)}
    summed = {
        name.strip() for one in asked for names in re.findall(r"by \(([^)]*)\)", one) for name in names.split(",")
    }
    assert named | summed <= labels | {"instance", "job"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_a_scraper_that_asks_for_openmetrics_gets_it() -> None:
    tally = Tally()
    tally.count([WHOLE])
    body, content_type = page(CALM, tally, Latency(STALLS), "application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    figure = figures(parse_openmetrics(body.decode()))
    assert figure("skald_llm_attempts_total", **MODEL, outcome="ok") == 1


@pytest.mark.parametrize("count", [1, 9, 10, 59, 60, 5000])
def test_percentiles_wait_for_enough_samples_and_are_right_to_a_hundredth(count: int) -> None:
    chance, latency = random.Random(count), Latency()
    seconds = [chance.lognormvariate(0, 1.5) for _ in range(count)]
    for each in seconds:
        latency.add(each)
    said = latency.percentiles()
    ranked = sorted(each * 1000 for each in seconds)
    assert said.n == count
    assert said.longest == ranked[-1]
    assert said.p50 == (pytest.approx(ranked[-(-count // 2) - 1], rel=0.01) if count >= 10 else None)
    assert said.p95 == (pytest.approx(ranked[-(-count * 95 // 100) - 1], rel=0.01) if count >= 60 else None)
    assert sum(latency.buckets) == count


def test_no_samples_and_samples_of_nothing() -> None:
    latency = Latency()
    assert latency.percentiles().longest is None
    assert latency.quantile(0.5) == 0
    for odd in (0.0, -1.0, 1e-9):
        latency.add(odd)
    assert latency.buckets[0] == 3
    assert latency.longest == 1e-9
    assert latency.quantile(0.95) <= 1e-9


def test_counting_a_turn_costs_microseconds() -> None:
    tally = Tally()
    costs: list[float] = []
    for _ in range(2000):
        begun = time.perf_counter()
        tally.count((WHOLE, BUSY))
        tally.turn(TOLD)
        costs.append(time.perf_counter() - begun)
    # Measured at a tenth of this; the rest is for a machine that has other things to do.
    assert statistics.median(costs) < 100e-6


class HeardLag(LoopLag):
    """Tells when the loop was late."""

    def __init__(self) -> None:
        super().__init__()
        self.woken, self.late = asyncio.Event(), asyncio.Event()

    def note(self, late: float) -> None:
        super().note(late)
        (self.late if late > 0.1 else self.woken).set()


async def test_a_loop_that_stands_still_is_noticed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.lag.EVERY", 0.01)
    lag = HeardLag()
    lag.start()
    try:
        async with asyncio.timeout(10):
            await lag.woken.wait()
            time.sleep(0.2)  # noqa: ASYNC251 (this is what must not happen)
            await lag.late.wait()
    finally:
        lag.stop()
    assert 0.1 < lag.worst < 2
    figure = read(Tally(), lag=lag.seconds)
    assert figure("skald_event_loop_lag_seconds_count") == lag.seconds.count
    assert figure("skald_event_loop_lag_seconds_bucket", le="0.1") == sum(lag.seconds.buckets[:7]) < lag.seconds.count


def test_only_the_last_minute_counts_for_the_worst_lag() -> None:
    lag = LoopLag()
    lag.note(3.0)
    for _ in range(119):
        lag.note(0.001)
    assert lag.worst == 3.0
    lag.note(0.002)
    assert lag.worst == 0.002


def trip(breaker: Breaker) -> None:
    for _ in range(5):
        permit = breaker.ask()
        assert permit is not None
        permit.settle(Overloaded(model="gpt-6-sol", status=503))


async def test_the_report_tells_the_breakers_by_who_brought_the_key(stores: Stores) -> None:
    now = [1000.0]
    ours, theirs, others = (Breaker(lambda: now[0]) for _ in range(3))
    lines = [("openai", False, ours), ("openai", True, theirs), ("openai", True, others)]
    service = status(stores, breakers=lambda: lines)
    trip(theirs)
    now[0] += 10
    operator, server = (await service.report()).breakers
    assert (operator.owner, operator.states, operator.probe_in, operator.because) == (
        "operator",
        {"closed": 1},
        None,
        None,
    )
    assert (server.owner, server.states) == ("server", {"open": 1, "closed": 1})
    assert (server.probe_in, server.because) == (20.0, "Overloaded")
    figure = read(service.tally, await service.report())
    assert figure("skald_breakers", provider="openai", key="server", state="open") == 1
    assert figure("skald_breakers", provider="openai", key="operator", state="open") == 0
    assert figure("skald_breaker_probe_seconds", provider="openai", key="server") == 20
    assert figure("skald_breaker_probe_seconds", provider="openai", key="operator") is None
    now[0] += 25
    _, server = (await service.report()).breakers
    assert server.states == {"half-open": 1, "closed": 1}
    assert server.probe_in is None
    await service.close()


async def test_the_report_tells_of_each_model_what_became_of_its_attempts(stores: Stores) -> None:
    service = status(stores)
    service.tally.count([WHOLE] * 10 + [BUSY, replace(WHOLE, error_class="Cancelled")])
    (told,) = (await service.report()).models
    assert (told.provider, told.model, told.attempts, told.told) == ("openai", "gpt-6-sol", 12, 10)
    assert told.failures == {"RateLimited": 1}
    assert told.first_token.p50 == pytest.approx(300, rel=0.01)
    assert (told.first_token.n, told.first_token.p95) == (10, None)
    await service.close()


async def test_a_database_that_answers_is_no_trouble_and_a_closed_one_is(database: Database) -> None:
    pulse = Pulse(database)
    assert await pulse.trouble(5) is None
    assert await asyncio.gather(*(pulse.trouble(5) for _ in range(20))) == [None] * 20
    await database.close()
    if database.on_sqlite:
        assert await pulse.trouble(5)
    await pulse.close()


async def test_a_database_that_is_busy_is_told_in_time_and_keeps_its_connection(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    pulse = Pulse(database)
    async with database.begin():
        assert await pulse.trouble(0.05) == "it does not answer within 0.05 s"
        assert await pulse.trouble(0.05) == "it does not answer within 0.05 s"
    assert await pulse.trouble(5) is None
    await pulse.close()
    await database.close()
