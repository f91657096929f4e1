"""What an evening needs of the program around it."""

from __future__ import annotations

from typing import Protocol


class Program(Protocol):
    """The program that runs Skald beside the page."""

    @property
    def trouble(self) -> dict[str, object] | None:
        """What to say of a bot that ended by itself: its exit code, which try comes, in how many seconds."""
        ...

    async def month(self) -> None:
        """Fill in a month of sample figures. Raises Refused with why that did not work."""
        ...

    def start_over(self) -> dict[str, object]:
        """Begin a new evening in a moment; return where the old one is kept, and whether its database went along."""
        ...
