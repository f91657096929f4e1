"""The results as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.figures import Measured, Mode, Run, together, typical
from benchmarks.targets import Row, rows, rows_against, start_rows, start_rows_against

HEAD = """| load | quantity | floor | Skald | Skald ÷ floor | target | |
|---|---|---:|---:|---:|---|---|"""
HEAD_AGAINST = """| load | quantity | before | now | now ÷ before | target | |
|---|---|---:|---:|---:|---|---|"""
# Beyond this share of its core the harness may be what is measured.
BUSY = 0.85


def render(measured: Measured) -> str:
    """Return the whole report: one table, and below it how far it can be trusted."""
    lines = [HEAD]
    for load, found in _sections(measured, "floor", "skald"):
        lines += _block(load, [_cells(row) for row in found])
    return "\n".join([*lines, "", *_notes(measured)]) + "\n"


def render_against(measured: Measured) -> str:
    """Return the report of two checkouts of Skald, `before` and this one."""
    starts = [typical([start for start in measured.starts if start.bot == bot]) for bot in ("before", "skald")]
    lines = [HEAD_AGAINST, *_block("start", [_cells(row) for row in start_rows_against(starts[0], starts[1])])]
    for mode, channels in _loads(measured.runs):
        before, now = (together(_of(measured.runs, mode, channels, bot)) for bot in ("before", "skald"))
        lines += _block(_named(mode, channels), [_cells(row) for row in rows_against(before, now)])
    return "\n".join([*lines, "", *_notes(measured)]) + "\n"


def render_one(measured: Measured, bot: str) -> str:
    """Return the absolute values of one program alone."""
    lines = ["| load | quantity | value |", "|---|---|---:|"]
    for load, found in _sections(measured, bot, bot):
        lines += _block(load, [f"{row.name} | {_value(row.skald, row.unit)}" for row in found])
    return "\n".join([*lines, "", *_notes(measured)]) + "\n"


def _sections(measured: Measured, left: str, right: str) -> Iterator[tuple[str, list[Row]]]:
    starts = [typical([start for start in measured.starts if start.bot == bot]) for bot in (left, right)]
    yield "start", list(start_rows(starts[0], starts[1]))
    for mode, channels in _loads(measured.runs):
        figures = [together(_of(measured.runs, mode, channels, bot)) for bot in (left, right)]
        yield _named(mode, channels), list(rows(mode, channels, figures[0], figures[1]))


def _named(mode: Mode, channels: int) -> str:
    return f"{channels} channel{'s' if channels > 1 else ''}, {mode}"


def _block(load: str, cells: Sequence[str]) -> list[str]:
    return [f"| {load if index == 0 else ''} | {text} |" for index, text in enumerate(cells)]


def _of(runs: Sequence[Run], mode: Mode, channels: int, bot: str) -> list[Run]:
    return [run for run in runs if (run.mode, run.channels, run.bot) == (mode, channels, bot)]


def _loads(runs: Sequence[Run]) -> list[tuple[Mode, int]]:
    found: set[tuple[Mode, int]] = {(run.mode, run.channels) for run in runs}
    return sorted(found, key=lambda load: (load[0] == "instant", load[1]))


def _cells(row: Row) -> str:
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    target = row.target.words if row.target is not None else ""
    met = {None: "", True: "met", False: "**missed**"}[row.met]
    floor, skald = _value(row.floor, row.unit), _value(row.skald, row.unit)
    return f"{row.name} | {floor} | {skald} | {ratio} | {target} | {met}"


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    digits = 2 if unit == "s" else 1 if value < 100 else 0
    return f"{value:,.{digits}f} {unit}".rstrip()


def _notes(measured: Measured) -> list[str]:
    runs = measured.runs
    sizes = ", ".join(
        f"{together(_of(runs, mode, channels, runs[0].bot)).turns} at {channels} ({mode})"
        for mode, channels in _loads(runs)
    )
    notes = [
        "Streaming: a model with 300 ms to the first token, then 60 tokens/s, 150 tokens. "
        "Instant: the whole answer at once, no rate limits, no pause between turns.",
        f"Turns measured a side: {sizes}. Under 20 turns p95 is the slowest.",
    ]
    busiest = max(runs, key=lambda run: run.harness_busy + run.model_busy)
    share = busiest.harness_busy + busiest.model_busy
    told = f"{busiest.harness_busy:.0%} harness and {busiest.model_busy:.0%} model at {busiest.channels} channels"
    notes.append(f"The harness's core was at most {share:.0%} busy ({told}, {busiest.mode}, {busiest.bot}).")
    others = max(run.others_busy for run in runs)
    notes.append(f"Other programs of the machine used up to {others:.1f} cores during a run.")
    if share > BUSY:
        notes.append("The harness was too busy: latencies of that load include waiting for it.")
    return notes
