"""Look for garbage seldom: a fifth of a run's time went into walking all that stays to its end."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

# For Python's own 700, 10 and 10, the heap of a whole run is walked about once a second.
_SELDOM = (10_000, 20, 10)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave out of every search what stays: the modules of all tests and libraries, and the tests themselves."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        gc.enable()
