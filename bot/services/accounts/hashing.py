"""Hash and check passwords off the event loop, and never many at once."""

from __future__ import annotations

import asyncio
from typing import Final

ROUNDS: Final = 12
# Each takes a core for some 200 ms; the other threads of the process are for everybody else.
_AT_ONCE: Final = 2


class Hasher:
    """bcrypt with 2 to the power of `rounds` steps; secrets of more than 72 bytes raise ValueError."""

    def __init__(self, rounds: int = ROUNDS) -> None:
        self.rounds = rounds
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, secret: bytes) -> str:
        """Return what is kept of a secret."""
        async with self._room:
            return await asyncio.to_thread(self._hash, secret)

    async def fits(self, secret: bytes, kept: str | None) -> bool:
        """Tell whether a secret is what was kept; with None it is not, which takes as long to find out."""
        async with self._room:
            return await asyncio.to_thread(self._fits, secret, kept)

    def _hash(self, secret: bytes) -> str:
        import bcrypt

        return bcrypt.hashpw(secret, bcrypt.gensalt(self.rounds)).decode()

    def _fits(self, secret: bytes, kept: str | None) -> bool:
        import bcrypt

        # The hash of nothing anybody knows, of the same cost.
        unknown = bcrypt.gensalt(self.rounds) + b"." * 31
        fits = bcrypt.checkpw(secret, unknown if kept is None else kept.encode())
        return fits and kept is not None
