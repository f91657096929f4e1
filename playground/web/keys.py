"""Who may sit where: the host's key, and one for each other seat."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from playground.people import Person
from playground.refused import Refused
from playground.world import World

HEADER = "X-Skald-Key"


class Unwelcome(Refused):
    """Whoever asks may not sit there; the message says what to do."""

    status = 401


@dataclass(frozen=True, slots=True)
class Seat:
    """A key that was checked: `name` is who it lets one be, None for the host, who may be anybody."""

    key: str
    name: str | None

    @property
    def host(self) -> bool:
        return self.name is None

    def may_be(self, name: str) -> bool:
        """Tell whether whoever holds this key may act as a person."""
        return self.name is None or self.name == name


class Keys:
    """The keys of one world. They are kept with it, so a link to a seat outlives the program."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def host(self) -> str:
        """The key that may be anybody and may start over."""
        return self.world.host_key

    def of(self, person: Person) -> str:
        """Return the key of one person's seat, made at first need."""
        key = self.world.seat_keys.get(person.id)
        if key is None:
            key = self.world.seat_keys[person.id] = secrets.token_urlsafe(24)
            self.world.hub.touch()
        return key

    def seat(self, key: str | None) -> Seat:
        """Return the seat of a key. Raises Unwelcome."""
        given = (key or "").encode()
        if hmac.compare_digest(given, self.host.encode()):
            return Seat(self.host, None)
        for number, kept in self.world.seat_keys.items():
            if hmac.compare_digest(given, kept.encode()):
                return Seat(kept, self.world.users[number].name)
        raise Unwelcome.of("stale")
