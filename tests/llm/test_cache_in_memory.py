"""Answers in memory: the ones used last, and never too many."""

from __future__ import annotations

from bot.llm.cache.entry import Entry, Lifetime
from bot.llm.cache.memory import Memory
from tests.llm.test_answers import Clock, clock

__all__ = ["clock"]


def test_memory_is_bounded_and_keeps_what_is_used(clock: Clock) -> None:
    memory = Memory(Lifetime(300.0, clock), most=3)
    for key in "abc":
        memory.put(key, Entry(key, clock()))
    memory.get("a")
    memory.put("d", Entry("d", clock()))
    assert [key for key in "abcd" if memory.get(key)] == ["a", "c", "d"]


def test_memory_is_bounded_in_bytes_and_takes_nothing_huge(clock: Clock) -> None:
    memory = Memory(Lifetime(300.0, clock), most_bytes=100_000)
    for number in range(100):
        memory.put(str(number), Entry("x" * 2_500, clock()))
    assert sum(memory.get(str(number)) is not None for number in range(100)) == 10
    memory.put("huge", Entry("x" * 50_000, clock()))
    assert memory.get("huge") is None
    assert memory.get("99") is not None
