"""Check every exchange of every test against Discord's OpenAPI document, where it lies beside the repository.

A conftest takes part with `from tests.playground.conforming import *`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.conformance import Conformance
from playground.server import Playground

__all__ = ["conformance", "every_exchange_conforms"]

DOCUMENT = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"


@pytest.fixture(scope="session")
def conformance() -> Conformance | None:
    """Discord's document, or None where it is not at hand."""
    return Conformance.load(DOCUMENT) if DOCUMENT.is_file() else None


@pytest.fixture(autouse=True)
def every_exchange_conforms(conformance: Conformance | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which a playground or a bot said what Discord's document does not allow."""
    if conformance is None:
        yield
        return
    problems: list[str] = []
    close = Playground.close

    async def close_and_check(self: Playground) -> None:
        await close(self)
        problems.extend(conformance.check(self.exchanges))

    monkeypatch.setattr(Playground, "close", close_and_check)
    yield
    if problems:
        pytest.fail("Not as Discord's document says:\n" + "\n".join(dict.fromkeys(problems)), pytrace=False)
