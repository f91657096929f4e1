"""Where dice come from: a secret that was committed to beforehand, or the operating system."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from typing import Protocol

_DRAW = 2**64


class Dice(Protocol):
    """Something that throws one die at a time."""

    def die(self, sides: int) -> int:
        """Throw one die; 1 to `sides`."""
        ...


def new_secret() -> bytes:
    """Make the 32 bytes that seed every roll of a campaign."""
    return secrets.token_bytes(32)


def commitment(secret: bytes) -> str:
    """Return the SHA-256 of a secret in hex: public from the start, it proves later that nobody changed the secret."""
    return hashlib.sha256(secret).hexdigest()


def turn_secret(secret: bytes, turn: int) -> bytes:
    """Derive the 32 bytes that one turn's dice fall from; they foretell no other turn."""
    return hmac.digest(secret, b"turn%d" % turn, "sha256")


class SeededDice:
    """The dice of one turn, the same for everyone who knows the campaign's secret.

    Anyone can recompute them. `turn` and `counter` are written in decimal digits, the counter starts at 0:

        turn_secret = HMAC-SHA256(key=campaign_secret, message="turn" + turn)
        repeat
            digest  = HMAC-SHA256(key=turn_secret, message=counter);  counter = counter + 1
            number  = the first 8 bytes of the digest, as a big-endian integer
        until number < 2**64 - (2**64 modulo sides)
        face = number modulo sides + 1

    The `until` throws away numbers that would make low faces likelier; the counter goes on through the whole turn,
    whatever the number of sides. With the turn's secret alone one turn can be checked and no other foreseen.
    """

    def __init__(self, secret: bytes, turn: int) -> None:
        self._turn_secret = turn_secret(secret, turn)
        self.counter = 0

    @classmethod
    def of_turn(cls, secret: bytes) -> SeededDice:
        """Make the dice of a turn from that turn's own secret."""
        dice = cls.__new__(cls)
        dice._turn_secret, dice.counter = secret, 0
        return dice

    def die(self, sides: int) -> int:
        """Throw the next die of the turn; 1 to `sides`."""
        limit = _DRAW - _DRAW % sides
        while True:
            digest = hmac.digest(self._turn_secret, b"%d" % self.counter, "sha256")
            self.counter += 1
            number = int.from_bytes(digest[:8], "big")
            if number < limit:
                return number % sides + 1


class SystemDice:
    """Dice outside any campaign, from the operating system unless another generator is given."""

    def __init__(self, generator: random.Random | None = None) -> None:
        self._generator = generator or random.SystemRandom()

    def die(self, sides: int) -> int:
        """Throw one die; 1 to `sides`."""
        return self._generator.randint(1, sides)
