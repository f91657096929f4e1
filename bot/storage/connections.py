"""SQLAlchemy's asynchronous connections without its ORM: Skald speaks Core, and the ORM takes 6 MB of memory."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType
from typing import Final

_PACKAGE: Final = "sqlalchemy.ext.asyncio"


@contextmanager
def _past_the_front_door() -> Generator[None]:
    """Stand in for the package while a module of it is imported: its `__init__` is what loads the ORM."""
    spec = find_spec(_PACKAGE)
    if _PACKAGE in sys.modules or spec is None:
        yield
        return
    stand_in = sys.modules[_PACKAGE] = ModuleType(_PACKAGE)
    stand_in.__path__ = list(spec.submodule_search_locations or ())
    try:
        yield
    finally:
        # Whoever imports the package later gets all of it, with these same classes.
        del sys.modules[_PACKAGE]


with _past_the_front_door():
    from sqlalchemy.ext.asyncio.engine import AsyncConnection as AsyncConnection
    from sqlalchemy.ext.asyncio.engine import AsyncEngine as AsyncEngine
    from sqlalchemy.ext.asyncio.engine import create_async_engine as create_async_engine
