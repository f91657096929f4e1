"""What a model is told of a telling that does not agree with the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.agreement import Finding, FindingKind
from bot.prompts.room import escaped

AGREEMENT: Mapping[FindingKind, str] = {
    "dice": "A die or a total that nobody rolled",
    "hit_points": "A number that the sheets or the ledger do not have",
    "dead": "Somebody who is dead acts",
    "agency": "You decided or spoke for a player's character",
    "language": "Another language than the table's",
}

_AGAIN = """\
What you just told does not agree with what the rules decided. Tell the same turn once more, whole and from its \
start, with the same events and the same results. Mend only what is listed here, call no tool, and do not speak of the \
mistake. Where you are not certain of a number, tell it without one."""


def correction(findings: Sequence[Finding]) -> str:
    """Ask for one retelling that mends findings of the kinds in `AGREEMENT`, in their order: the worst come first."""
    return "\n".join([_AGAIN, *(f"- {AGREEMENT[finding.kind]}: {escaped(finding.detail)}" for finding in findings)])
