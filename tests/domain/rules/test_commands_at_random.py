"""Whatever a model asks of the rules, on whatever table, nothing leaves what the rules allow.

The same commands in full: `python -m benchmarks rules`.
"""

from __future__ import annotations

import random

import pytest

from benchmarks.random_tables import Book
from benchmarks.rules import MOST_MEDIAN_MS, attempt, book


@pytest.fixture(scope="module")
def known() -> Book:
    return book()


@pytest.mark.parametrize("part", range(3))
def test_no_command_takes_a_table_where_the_rules_cannot(known: Book, part: int) -> None:
    # A failure names its table, which `attempt` sets again from the same seed.
    tried = attempt(1_000, random.SystemRandom().randrange(10**9), known)
    assert tried.commands == 1_000
    assert tried.taken > 200


def test_the_same_seed_is_the_same_game(known: Book) -> None:
    assert attempt(200, 7, known).taken == attempt(200, 7, known).taken


def test_a_command_takes_no_time_to_speak_of(known: Book) -> None:
    # In full it is 1 ms in the median; here other tests share the machine.
    assert attempt(200, 11, known).median_ms < 5 * MOST_MEDIAN_MS
