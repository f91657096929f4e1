"""Fail one call in five, kill a first choice, and count what players lose by it: `python -m benchmarks faults`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import dead, dead_report, fault_report, fault_run
from benchmarks.children import ROOT, Died
from benchmarks.cores import Cores, pin
from bot.output import while_read

RESULTS = Path(__file__).parent / "results" / "faults.md"
DEAD_SECONDS, QUICK_DEAD_SECONDS = 95.0, 35.0
DEAD_TABLES = 8


@while_read()
def main(argv: list[str] | None = None, cores: Cores | None = None) -> int:
    """Run both, print their figures and keep them; the exit status is 1 when something is wrong or a target missed."""
    options = _options(argv)
    if not sys.platform.startswith("linux"):
        sys.stderr.write("The benchmark reads CPU time from Linux's /proc and runs only there.\n")
        return 1
    try:
        return asyncio.run(_run(options, cores or pin()))
    except (Died, TimeoutError) as problem:
        sys.stderr.write(f"\nThe fault run failed: {problem}\n")
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="60 turns over 6 tables, and 35 s of a dead first choice")
    parser.add_argument("--only", choices=("chance", "dead"), help="one of the two alone")
    parser.add_argument("--tables", type=int, help="campaigns that play at the same time (20)")
    parser.add_argument("--turns", type=int, help="turns of each (50)")
    parser.add_argument("--faults", type=float, default=0.2, help="share of the calls that fail (0.2)")
    parser.add_argument("--seed", type=int, default=7, help="what fails, and how: the same seed, the same faults (7)")
    parser.add_argument("--no-fallback", action="store_true", help="leave the tables alone with the failing model")
    parser.add_argument("--seconds", type=float, help="how long the tables of a dead first choice play (95)")
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout to run the bot from")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are kept, JSON beside them")
    options = parser.parse_args(argv)
    options.tables = options.tables or (6 if options.quick else 20)
    options.turns = options.turns or (10 if options.quick else 50)
    options.seconds = options.seconds or (QUICK_DEAD_SECONDS if options.quick else DEAD_SECONDS)
    return options


async def _run(options: argparse.Namespace, cores: Cores) -> int:
    task = asyncio.current_task()
    if task is not None:
        # Whoever ends the benchmark ends what it started, too.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    root: Path = options.root.resolve()
    reports: list[str] = []
    kept: dict[str, object] = {}
    reached = True
    if options.only != "dead":
        plan = fault_run.Plan(
            options.tables, options.turns, options.faults, options.seed, fallback=not options.no_fallback
        )
        outcome = await fault_run.run(plan, cores, root)
        reports.append(fault_report.render(outcome))
        print(f"\n{reports[-1]}", flush=True)
        kept["chance"] = fault_report.as_json(outcome)
        reached = fault_report.reached(outcome)
    if options.only != "chance":
        spared = await dead.run(options.seconds, DEAD_TABLES, cores, root)
        reports.append(dead_report.render(spared))
        print(f"\n{reports[-1]}", flush=True)
        kept["dead"] = asdict(spared)
        reached = reached and spared.reached
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text("\n".join(reports))
    options.results.with_suffix(".json").write_text(json.dumps(kept, indent=1, default=str))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
