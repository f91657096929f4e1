"""Compile what a run imports once, not in each of its processes and in each program its tests start."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

# Set in many containers and shells. Tests start `python -m bot` a hundred times, and each would compile it all anew.
_NEVER = "PYTHONDONTWRITEBYTECODE"


# This process and those it starts leave their bytecode in `__pycache__`, as Python does by itself.
os.environ.pop(_NEVER, None)
sys.dont_write_bytecode = False


def pytest_sessionstart(session: pytest.Session) -> None:
    """Prepare the assertions of a share of the test files; each process has to import them all, and finds the rest."""
    config = session.config
    worker = getattr(config, "workerinput", None)
    if worker is None or config.getoption("assertmode") != "rewrite":
        return
    number, shares = int(worker["workerid"].removeprefix("gw")), int(worker["workercount"])
    for file in sorted(Path(__file__).parent.rglob("test_*.py"))[number::shares]:
        folder = rewrite.get_cache_dir(file)
        kept = folder / (file.name[:-3] + rewrite.PYC_TAIL)
        # What cannot be read or kept is said when pytest imports it.
        with suppress(OSError, SyntaxError):
            if rewrite._read_pyc(file, kept) is None:
                folder.mkdir(exist_ok=True)
                source_hash, code = rewrite._rewrite_test(file, config)
                rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, source_hash, kept)
