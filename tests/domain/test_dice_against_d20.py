"""Our dice against Avrae's own library, fed with the same faces."""

from __future__ import annotations

import random
from typing import Any

import d20
import d20.expression
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dice import BadDice, SystemDice, parse, roll

_selector = st.builds(
    lambda kind, number: f"{kind}{number}", st.sampled_from(["", "<", ">", "h", "l"]), st.integers(1, 6)
)
_face = st.builds(lambda kind, number: f"{kind}{number}", st.sampled_from(["", "<", ">"]), st.integers(1, 4))
_operation = st.one_of(
    st.builds(lambda name, selector: name + selector, st.sampled_from(["k", "p", "ro", "ra"]), _selector),
    st.builds(lambda name, selector: name + selector, st.sampled_from(["rr", "e"]), _face),
    st.builds(lambda name, number: f"{name}{number}", st.sampled_from(["mi", "ma"]), st.integers(1, 6)),
)
_pool = st.builds(
    lambda count, sides, operations: f"{count}d{sides}{''.join(operations)}",
    st.integers(1, 6),
    st.sampled_from([6, 8, 20]),
    st.lists(_operation, max_size=3),
)
_number = st.integers(0, 30).map(str)
_expression = st.recursive(
    _pool | _number,
    lambda inner: st.one_of(
        st.builds(
            lambda left, operator, right: f"{left} {operator} {right}",
            inner,
            st.sampled_from(["+", "-", "*", "//", "%"]),
            inner,
        ),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=5,
)


def _theirs(text: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> int | None:
    with monkeypatch.context() as patched:
        patched.setattr(d20.expression, "random", random.Random(seed))
        try:
            return d20.roll(text).total
        except d20.RollError:
            return None


def _ours(text: str, seed: int) -> int | None:
    class _Same:
        generator = random.Random(seed)

        def die(self, sides: int) -> int:
            return self.generator.randrange(sides) + 1

    try:
        return roll(parse(text), _Same()).total
    except BadDice:
        return None


@settings(max_examples=300, deadline=None)
@given(text=_expression, seed=st.integers(0, 1000))
def test_the_same_faces_give_the_same_total_as_d20(text: str, seed: int) -> None:
    monkeypatch = pytest.MonkeyPatch()
    assert _ours(text, seed) == _theirs(text, seed, monkeypatch)


@pytest.mark.parametrize("text", ["2d20kh1+5", "4d6pl1", "8d6ro<3+4", "1d20+5 >= 15", "7/2", "4d6k3k4", "10d6e6mi2"])
def test_what_players_write_most_gives_the_same_total_as_d20(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    totals: list[Any] = [(_ours(text, seed), _theirs(text, seed, monkeypatch)) for seed in range(50)]
    assert all(ours == theirs for ours, theirs in totals)


def test_a_sum_that_overflows_d20_is_no_trouble() -> None:
    assert roll(parse("+".join(["1"] * 100)), SystemDice(random.Random(1))).total == 100
