"""Measure Skald against the floor, then with failing models: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import busy, campaign, commands, faults, rules
from benchmarks.bots import FLOOR, SKALD, Bot, skald_of
from benchmarks.children import Died
from benchmarks.cores import Cores, pin
from benchmarks.figures import Measured, Mode, Run
from benchmarks.run import Load, measure
from benchmarks.start import measure_start
from benchmarks.table import render, render_against, render_one
from bot.output import while_read

RESULTS = Path(__file__).parent / "results" / "latest.md"
CHANNELS = (1, 10, 50, 100)
BOTS = {"floor": (FLOOR,), "skald": (SKALD,), "both": (FLOOR, SKALD)}
STARTS = 5
EPILOG = (
    "As the first argument: `faults`, only failing models; `rules`, random commands against the rules; `campaign`, a"
    " thousand turns and five players at once; `commands`, how fast commands are answered while tables stream;"
    " `statistics`, how fast a year of a million attempts is asked about; `busy FILE`, what players wait meanwhile;"
    " `charts`, five hundred charts drawn; `page`, how soon the playground's page shows an edit, and how it scrolls."
)
QUICK_CAMPAIGN = ["--turns", "150", "--five", "30"]
FEWEST_TURNS = 3
# A load with few channels takes more turns of each, so that its percentiles mean something.
FEWEST_IN_ALL: dict[Mode, int] = {"streaming": 6, "instant": 600}


@while_read()
def main(argv: list[str] | None = None) -> int:
    """Measure, print the tables and keep them; the exit status is 1 when a run failed or lost something.

    `faults` as the first argument leaves the comparison out; `rules` measures no bot, but tries the rules of the game,
    `campaign` what holds over a thousand turns, and `commands` how fast commands answer while tables stream.
    """
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == ["faults"]:
        return faults.main(argv[1:])
    if argv[:1] == ["rules"]:
        return rules.main(argv[1:])
    if argv[:1] == ["campaign"]:
        return campaign.main(argv[1:])
    if argv[:1] == ["statistics"]:
        from benchmarks import year  # it loads NumPy

        return year.main(argv[1:])
    if argv[:1] == ["busy"]:
        return busy.main(argv[1:])
    if argv[:1] == ["commands"]:
        return commands.main(argv[1:])
    if argv[:1] == ["charts"]:
        from benchmarks import charts  # the others draw nothing

        return charts.main(argv[1:])
    if argv[:1] == ["page"]:
        from benchmarks import page  # it drives a browser

        return page.main(argv[1:])
    options = _options(argv)
    if not sys.platform.startswith("linux"):
        sys.stderr.write("The benchmark reads CPU time and memory from Linux's /proc and runs only there.\n")
        return 1
    cores = pin()
    try:
        measured = asyncio.run(_all(options, cores))
    except (Died, TimeoutError) as problem:
        sys.stderr.write(f"\nA run failed: {problem}\n")
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    _keep(measured, options)
    if options.against is not None or options.bot != "both" or options.no_faults:
        return 0
    quick = options.quick
    return max(
        faults.main(["--quick"] if quick else [], cores),
        rules.main([]),
        campaign.main(QUICK_CAMPAIGN if quick else []),
        commands.main(["--channels", "10", "--turns", "3"] if quick else []),
    )


def _keep(measured: Measured, options: argparse.Namespace) -> None:
    if options.against is not None:
        report = render_against(measured)
    else:
        report = render(measured) if options.bot == "both" else render_one(measured, options.bot)
    print(f"\n{report}")
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(report)
    kept = options.results.with_suffix(".json")
    kept.write_text(json.dumps(measured.as_json(), indent=1))
    print(f"Kept in {options.results} and {kept.name}.", flush=True)


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, epilog=EPILOG)
    parser.add_argument("--quick", action="store_true", help="one round at 1 and 10 channels")
    parser.add_argument("--rounds", type=_number, help="how often each load is measured (3)")
    parser.add_argument("--channels", type=_numbers, help="loads, separated by commas (1,10,50,100)")
    parser.add_argument("--mode", choices=("streaming", "instant", "both"), default="both")
    parser.add_argument("--bot", choices=("floor", "skald", "both"), default="both", help="measure one alone")
    parser.add_argument("--against", type=_checkout, metavar="DIR", help="compare with the Skald of another checkout")
    parser.add_argument("--no-faults", action="store_true", help="leave the run with failing models out")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the table is kept, JSON beside it")
    options = parser.parse_args(argv)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.channels = options.channels or (CHANNELS[:2] if options.quick else CHANNELS)
    return options


def _number(text: str) -> int:
    if not text.strip().isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_number(part) for part in text.split(","))


def _checkout(text: str) -> Path:
    path = Path(text).resolve()
    if not (path / "bot" / "__main__.py").exists():
        raise argparse.ArgumentTypeError(f"{text!r} holds no checkout of Skald")
    return path


def _bots(options: argparse.Namespace) -> tuple[Bot, ...]:
    return BOTS[options.bot] if options.against is None else (skald_of(options.against), SKALD)


def _plan(options: argparse.Namespace) -> Iterator[tuple[int, Load, Bot]]:
    modes: tuple[Mode, ...] = ("streaming", "instant") if options.mode == "both" else (options.mode,)
    for number in range(options.rounds):
        for mode in modes:
            for channels in options.channels:
                turns = max(FEWEST_TURNS, math.ceil(FEWEST_IN_ALL[mode] / channels))
                # Whoever is second finds warmer caches; the rounds take turns at it.
                for bot in _bots(options)[:: -1 if number % 2 else 1]:
                    yield number + 1, Load(mode, channels, turns), bot


async def _all(options: argparse.Namespace, cores: Cores) -> Measured:
    task = asyncio.current_task()
    if task is not None:
        # Whoever ends the benchmark ends what it started, too.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    bots = _bots(options)
    for bot in bots:
        # Not counted: it compiles what was never imported and fills the disk's cache.
        await measure(bot, Load("instant", 1, 1), cores)
    starts = [await measure_start(bot, cores) for _ in range(STARTS) for bot in bots]
    runs: list[Run] = []
    for number, load, bot in _plan(options):
        run = await measure(bot, load, cores)
        runs.append(run)
        _progress(number, options.rounds, run)
    return Measured(tuple(starts), tuple(runs))


def _progress(number: int, rounds: int, run: Run) -> None:
    answered = sum(reading.last_ms is not None for reading in run.readings)
    sys.stderr.write(
        f"round {number}/{rounds}  {run.channels:>3} channels  {run.mode:<9}  {run.bot:<6}  "
        f"{answered}/{len(run.readings)} answered, {1000 * run.cpu_s / len(run.readings):.1f} ms CPU a turn\n"
    )


if __name__ == "__main__":
    sys.exit(main())
