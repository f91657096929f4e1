"""Fixtures every test may ask for."""

from __future__ import annotations

from tests.bytecode import pytest_sessionstart as pytest_sessionstart
from tests.causes import pytest_terminal_summary as pytest_terminal_summary
from tests.databases import *  # noqa: F403
from tests.exercised import pytest_configure as pytest_configure
from tests.exercised import pytest_sessionfinish as pytest_sessionfinish
from tests.extensions import cogs_are_imported_once as cogs_are_imported_once
from tests.garbage import pytest_collection as pytest_collection
from tests.logs import logged as logged
from tests.logs import logs_as_before as logs_as_before
from tests.logs import tracebacks_are_plain as tracebacks_are_plain
from tests.longest_first import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.playground.conforming import *  # noqa: F403
