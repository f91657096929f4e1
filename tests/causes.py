"""Say at the very end of a run what Skald itself wrote of the failures nobody foresaw."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

import pytest

_LINES: Final = 12


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None, object, object]:
    """Print the end of every traceback in a failed test's log below the summary, where a cut log still shows it."""
    outcome = yield
    failed: list[pytest.TestReport] = terminalreporter.stats.get("failed", [])
    for report in failed:
        lines = "\n".join(text for _, text in report.sections).splitlines()
        starts = [number for number, line in enumerate(lines) if "Traceback (most recent call last)" in line]
        if starts:
            terminalreporter.section(f"logged in {report.nodeid.rpartition('::')[2]}", sep="-")
            for line in lines[starts[-1] :][-_LINES:]:
                terminalreporter.write_line(line[:300])
    return outcome
