"""Begin with the tests that take long, one for each process, so that none of them is what a whole run waits for."""

from __future__ import annotations

import pytest

LONG = (
    "test_killed.py",
    "test_every_command.py",
    "test_first_evening.py",
    "test_replay.py",
    "test_newcomer.py",
    "test_packaging.py",
    "test_permissions.py",
    "test_comparers.py",
    "test_two_processes.py",
    "test_withdrawn.py",
    "test_adventure.py",
    "test_page.py",
    "test_outages.py",
    "test_absence.py",
    "test_long_campaign.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal the long tests out over the shares of the processes, each share in the order it was in."""
    shares = int(getattr(config, "workerinput", {}).get("workercount", 1))
    long = [item for item in items if item.path.name in LONG]
    short = [item for item in items if item.path.name not in LONG]
    size = -(-len(short) // shares)
    items[:] = [
        item for share in range(shares) for item in (*long[share::shares], *short[share * size : (share + 1) * size])
    ]
