"""Hold what was told against what the rules decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["dice", "hit_points", "dead", "agency", "language"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a story that does not agree with the rules; the `worst` are numbers against the sheet."""

    kind: FindingKind
    worst: bool
    detail: str
