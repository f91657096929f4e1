"""The log as the program writes it, for tests that read it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import log


@pytest.fixture(scope="session", autouse=True)
def tracebacks_are_plain() -> None:
    """Log a failure as the program does: with every local variable in colours, one takes longer than its test."""
    *others, _ = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, plain])


@pytest.fixture
def logs_as_before(tracebacks_are_plain: None) -> Iterator[None]:
    """Put logging back, which `configure` changes for the whole process."""
    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: one.level for name, one in root.manager.loggerDict.items() if isinstance(one, logging.Logger)}
    yield
    for name, one in root.manager.loggerDict.items():
        if isinstance(one, logging.Logger):
            one.setLevel(levels.get(name, logging.NOTSET))
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def logged(logs_as_before: None) -> io.StringIO:
    """Log as much as an operator can ask for, a line of JSON each, to where a test reads it."""
    root = logging.getLogger()
    root.handlers.clear()  # `configure` would close what is there, and it is the test runner's
    log.configure("DEBUG", "json", [])
    # A module's logger that keeps what it was given here would write there for good, whichever test comes next.
    structlog.configure(cache_logger_on_first_use=False)
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    lines = io.StringIO()
    handler.setStream(lines)
    return lines
