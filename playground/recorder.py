"""What the bot asked over REST and what it was told, for tests and for the conformance check."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """One REST request and its answer; `injected` when a fault made the answer."""

    method: str
    template: str
    path: str
    query: dict[str, str]
    content_type: str
    request: Any
    files: tuple[str, ...]
    status: int
    response: Any
    at: float
    injected: bool = False


class Recorder:
    """Keep the exchanges, or none at all."""

    def __init__(self, keep: int | None) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=keep)
        self.enabled = keep != 0

    def find(self, method: str, template: str) -> list[Exchange]:
        """Return the exchanges of one route, oldest first."""
        return [item for item in self.exchanges if item.method == method and item.template == template]
