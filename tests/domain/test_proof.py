"""The dice of a turn can be thrown again by anyone who has its secret."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

from bot.domain.dice import SeededDice, commitment, turn_secret
from bot.domain.dice.proof import throw_again
from tests.domain.tables import SECRET

SIDES = (20, 20, 8, 6, 100, 3, 1000)


def test_a_turns_secret_alone_throws_the_same_dice() -> None:
    dice = SeededDice(SECRET, 12)
    fell = [[sides, dice.die(sides)] for sides in SIDES]
    thrown = throw_again(turn_secret(SECRET, 12), [{"drawn": fell[:3]}, {"reason": "no dice"}, {"drawn": fell[3:]}])
    assert [[one.sides, one.again] for one in thrown] == fell
    assert all(one.agrees for one in thrown)


def test_a_die_that_was_changed_afterwards_is_seen() -> None:
    dice = SeededDice(SECRET, 3)
    first, second = dice.die(20), dice.die(20)
    thrown = throw_again(turn_secret(SECRET, 3), [{"rolls": [first, second % 20 + 1]}])
    assert [one.agrees for one in thrown] == [True, False]


def test_the_lines_in_the_documents_throw_the_same_dice() -> None:
    text = (Path(__file__).parents[2] / "docs" / "dice.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found is not None
    names: dict[str, object] = {}
    exec(found[1], names)  # noqa: S102 (the lines that readers are told to run)
    secret, dice, shown = turn_secret(SECRET, 12), SeededDice(SECRET, 12), io.StringIO()
    with contextlib.redirect_stdout(shown):
        names["throw"](secret.hex(), *SIDES)  # type: ignore[operator]
    assert shown.getvalue().splitlines() == [
        f"SHA-256 of the secret: {commitment(secret)}",
        *(f"d{sides}: {dice.die(sides)}" for sides in SIDES),
    ]
