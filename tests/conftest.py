"""Fixtures every test may ask for."""

from __future__ import annotations

from tests.databases import *  # noqa: F403
from tests.playground.conforming import *  # noqa: F403
