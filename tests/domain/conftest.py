"""What every test of the rules may lean on."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """Let nobody sweep up the rest of a whole run's memory while a test measures its own time."""
    gc.disable()
    yield
    gc.enable()
