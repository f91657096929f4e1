"""Write down what a long campaign and five players at once came to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.campaign import Outcome
    from benchmarks.five import Crowd


def render(outcome: Outcome, crowds: Sequence[Crowd]) -> str:
    """Return the figures in Markdown."""
    tenth = max(outcome.turns // 10, 1)
    sizes = sorted(one.size for one in outcome.prompts)
    quoted = sorted(one.told for one in outcome.prompts)
    rows = [
        ("turns, with a fight", f"{outcome.turns}, {outcome.fights}"),
        ("time", f"{outcome.seconds:.1f} s, {1000 * outcome.seconds / outcome.turns:.1f} ms a turn, model and all"),
        ("calls of tools, valid", f"{outcome.calls}, {outcome.valid_calls}"),
        ("largest request, of", f"{sizes[-1]:,} characters, {outcome.limit:,}"),
        (f"largest in turns {tenth} to {2 * tenth}", f"{outcome.largest(tenth, 2 * tenth):,}"),
        (
            f"largest in turns {outcome.turns - tenth} to {outcome.turns}",
            f"{outcome.largest(outcome.turns - tenth, outcome.turns):,} ({outcome.growth:+.1%})",
        ),
        ("turns quoted in a prompt, median", str(quoted[len(quoted) // 2])),
        ("chapters", str(outcome.chapters)),
        ("prompts that lack a turn no chapter tells of", _listed(outcome.gaps)),
        ("facts planted, found, first in the list", f"{outcome.planted}, {outcome.found}, {outcome.first}"),
        ("changes by hand", str(outcome.by_hand)),
        ("turns whose state is not what the ledger leads to", _listed(outcome.wrong_states)),
        (f"state after taking {outcome.undone} turns back", "byte for byte" if outcome.undone_exactly else "DIFFERS"),
        ("dice, turns whose dice are not proven", f"{outcome.dice}, {_listed(outcome.wrong_dice)}"),
        ("turns that failed", _listed(outcome.failures)),
    ]
    lines = ["## A long campaign", "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows), ""]
    if crowds:
        lines += [
            "## Five players at once",
            "",
            "| mode | turns | fights | actions | most in one turn | unanswered | twice | out of order | failures | s |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {one.mode} | {one.turns} | {one.fights} | {one.actions} | {one.most_in_one} | {len(one.unanswered)}"
            f" | {len(one.answered_twice)} | {len(one.out_of_order)} | {len(one.failures)} | {one.seconds:.1f} |"
            for one in crowds
        ]
    return "\n".join((*lines, ""))


def _listed(found: Sequence[object]) -> str:
    shown = ", ".join(map(str, found[:10]))
    return f"{len(found)}: {shown}" if found else "none"
