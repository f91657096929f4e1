"""What the rules say happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the rules decided, in no language; `detail` is JSON and holds every number and die of it.

    `bot.domain.lines` says it to players, unless it is `secret`.
    """

    kind: str
    actor: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict[str, Any])
    secret: bool = False
