"""Dice that anyone can check."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter

import pytest

from bot.domain.dice import SeededDice, SystemDice, commitment, new_secret
from tests.domain.tables import SECRET


def _by_hand(secret: bytes, turn: int, sides: list[int]) -> list[int]:
    """The recipe of the docstring, written anew."""
    key = hmac.new(secret, f"turn{turn}".encode(), hashlib.sha256).digest()
    faces, counter = [], 0
    for size in sides:
        while True:
            number = int(hmac.new(key, str(counter).encode(), hashlib.sha256).hexdigest()[:16], 16)
            counter += 1
            if number < 2**64 - 2**64 % size:
                break
        faces.append(number % size + 1)
    return faces


def test_a_turn_can_be_recomputed_by_hand() -> None:
    sides = [20, 6, 100, 3, 7, 20] * 20
    dice = SeededDice(SECRET, 12)
    assert [dice.die(size) for size in sides] == _by_hand(SECRET, 12, sides)


def test_the_first_dice_of_a_known_secret_never_change() -> None:
    dice = SeededDice(SECRET, 1)
    assert [dice.die(20) for _ in range(5)] == [4, 11, 11, 5, 7]


def test_the_same_turn_meets_the_same_dice_and_another_turn_others() -> None:
    faces = [[SeededDice(SECRET, turn).die(10**5) for _ in range(1)] for turn in (3, 3, 4)]
    assert faces[0] == faces[1] != faces[2]


def test_another_campaign_meets_other_dice() -> None:
    mine, theirs = SeededDice(SECRET, 1), SeededDice(bytes(32), 1)
    assert [mine.die(1000) for _ in range(4)] != [theirs.die(1000) for _ in range(4)]


@pytest.mark.parametrize("sides", [2, 6, 20, 7])
def test_seeded_dice_are_uniform(sides: int) -> None:
    dice, throws = SeededDice(SECRET, 5), 6000
    counts = Counter(dice.die(sides) for _ in range(throws))
    expected = throws / sides
    chi_squared = sum((counts[face] - expected) ** 2 / expected for face in range(1, sides + 1))
    assert set(counts) == set(range(1, sides + 1))
    # Far out in the tail of chi-squared with sides - 1 degrees of freedom; the seed is fixed, so this never flickers.
    assert chi_squared < sides + 4 * (2 * sides) ** 0.5


def test_system_dice_stay_within_their_sides() -> None:
    dice = SystemDice(random.Random(4))
    assert {dice.die(6) for _ in range(300)} == {1, 2, 3, 4, 5, 6}
    assert 1 <= SystemDice().die(20) <= 20


def test_a_commitment_is_the_sha256_of_a_fresh_secret() -> None:
    secret = new_secret()
    assert len(secret) == 32
    assert secret != new_secret()
    assert commitment(secret) == hashlib.sha256(secret).hexdigest()
