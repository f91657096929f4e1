"""What the bot asked over REST and what the gateway told it: for tests, the conformance check and the page's drawer."""

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
    took: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """One gateway event as a shard of the bot was told it, and the message or interaction it is about."""

    name: str
    data: Any
    about: int | None
    at: float


class Recorder:
    """Keep the newest exchanges and events, or none at all."""

    def __init__(self, keep: int | None) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=keep)
        self.events: deque[Sent] = deque(maxlen=keep)
        self.enabled = keep != 0

    def told(self, name: str, data: Any, at: float) -> None:
        """Keep an event that the bot was told."""
        if self.enabled and (name.startswith("MESSAGE_") or name == "INTERACTION_CREATE"):
            about = data.get("message_id") or data.get("id")
            self.events.append(Sent(name, data, int(about) if about else None, at))

    def find(self, method: str, template: str) -> list[Exchange]:
        """Return the exchanges of one route, oldest first."""
        return [item for item in self.exchanges if item.method == method and item.template == template]
