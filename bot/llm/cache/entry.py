"""A kept answer, how long it is good, and where such answers are kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, cast

import orjson

LARGEST: Final = 32 * 1024
"""Bytes one kept answer may take; a longer one is not kept, and one found is not read."""

_CLOCKS_DIFFER: Final = 60.0
"""Seconds by which the clocks of two machines that share answers may differ."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and when it was given, in seconds of the epoch."""

    text: str
    kept_at: float


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long answers are good, in seconds from when they were given; 0 is not at all."""

    seconds: float
    now: Callable[[], float] = time.time

    def left(self, kept_at: float) -> float:
        """Return the seconds an answer of this moment is still good; 0 too for one that claims to be of the future."""
        age = self.now() - kept_at
        return 0.0 if age < -_CLOCKS_DIFFER else max(0.0, self.seconds - age)


class Shelf(Protocol):
    """A place where answers are kept; one that fails says so in the log and has nothing."""

    async def open(self) -> None:
        """Get ready; raises `OperatorError` where an operator has to mend something first."""
        ...

    async def get(self, key: str) -> Entry | None:
        """Return what was kept under a key and is still good."""
        ...

    async def put(self, key: str, entry: Entry) -> None:
        """Keep an answer."""
        ...

    async def clear(self) -> None:
        """Forget every answer."""
        ...

    async def close(self) -> None:
        """Let go of whatever is open."""
        ...


def packed(key: str, entry: Entry) -> bytes | None:
    """Return an entry as it is written down, with its key so that it is no other's; None when it is too large."""
    written = orjson.dumps({"key": key, "kept_at": entry.kept_at, "text": entry.text})
    return written if len(written) <= LARGEST else None


def unpacked(key: str, written: bytes) -> Entry | None:
    """Return what was written down under a key, None for anything else."""
    if len(written) > LARGEST:
        return None
    try:
        found: object = orjson.loads(written)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, dict):
        return None
    values = cast("dict[str, object]", found)
    kept_at, text = values.get("kept_at"), values.get("text")
    if values.get("key") != key or type(kept_at) not in (int, float) or not isinstance(text, str) or not text:
        return None
    return Entry(text, cast("float", kept_at))
