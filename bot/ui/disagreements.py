"""What of a story did not agree with the rules, as players read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.plaintext import clean, escape, shorten
from bot.i18n import N_, translate

_DETAIL_LENGTH = 140

_SAID: Mapping[str, str] = {
    "dice": N_("a roll that nobody threw"),
    "hit_points": N_("a number that the rules do not know"),
    "dead": N_("somebody dead who acts"),
    "agency": N_("words or a decision of a player's character"),
    "language": N_("another language"),
}
# How long a telling is or what it repeats is on its model's scorecard, and in no turn's receipt.
_OF_ITS_MODEL = frozenset(("refusal", "truncation", "repetition", "length"))
MENDED = N_("told again, right")


def findings_shown(findings: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """Write a line for each that concerns the turn: what it is, the words of the story, whether they were mended."""
    return [_line(finding, language) for finding in findings if finding.get("kind") not in _OF_ITS_MODEL]


def _line(finding: Mapping[str, Any], language: str) -> str:
    kind, mended = str(finding.get("kind")), finding.get("mended") is True
    said = translate(_SAID[kind], language) if kind in _SAID else "?"
    # What is true stands after the sign, and of a foe it is not for players.
    detail = clean(str(finding.get("detail", "")).split(" ≠ ", maxsplit=1)[0])
    line = f"{'🩹' if mended else '⚠️'} {said} · {escape(shorten(detail, _DETAIL_LENGTH))}"
    return f"{line} · {translate(MENDED, language)}" if mended else line
