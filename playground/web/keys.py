"""Who may sit where: the host's key, one for each other seat, and the pass phrase that friends enter with."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections import deque
from dataclasses import dataclass

from playground.clock import Clock
from playground.errors import Json
from playground.people import Person
from playground.world import World

HEADER = "X-Skald-Key"
TRIES, TRIES_SECONDS = 10, 60.0
PHRASE_AT_LEAST = 8
LONGEST_NAME = 32
_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"
COLOURS = ("#eb459e", "#57f287", "#fee75c", "#3ba8e6", "#f47b67", "#b57edc", "#45c4b0", "#e6a23c")


class Unwelcome(Exception):
    """Whoever asks may not sit there; the message says what to do, `reason` lets the page say it in its language."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


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

    def __init__(self, world: World, phrase: str | None = None) -> None:
        self.world = world
        self.phrase = phrase
        self._tries: deque[float] = deque(maxlen=TRIES)

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
        raise Unwelcome("stale", "This link leads to no seat any more. Ask whoever runs the table for a new one.")

    def enter(self, body: Json) -> Seat:
        """Let somebody in: with a key, with the pass phrase, or just so where none is set. Raises Unwelcome."""
        if body.get("key"):
            return self.seat(str(body["key"]))
        if self.phrase is None:
            return Seat(self.host, None)
        self._guess(self.world.clock, str(body.get("phrase") or ""))
        return self._guest(str(body.get("name") or ""))

    def _guess(self, clock: Clock, given: str) -> None:
        if not given:
            raise Unwelcome("phrase", "This table has a pass phrase. Whoever runs it knows it.")
        now = clock.time()
        if len(self._tries) == TRIES and now - self._tries[0] < TRIES_SECONDS:
            raise Unwelcome("wait", "Too many tries. Wait a minute, then try again.")
        if not hmac.compare_digest(given.encode(), (self.phrase or "").encode()):
            self._tries.append(now)
            raise Unwelcome("wrong", "That is not the pass phrase.")

    def _guest(self, wanted: str) -> Seat:
        """Seat a friend as a person of their own; a name that somebody has is refused."""
        # Letters that only look otherwise, such as wide ones, are the same; those that nobody sees are none.
        plain = unicodedata.normalize("NFKC", wanted)
        display = " ".join("".join(each for each in plain if each.isprintable() and each not in _UNSEEN).split())
        if not 1 <= len(display) <= LONGEST_NAME:
            raise Unwelcome("name", f"Say how you want to be called, in {LONGEST_NAME} characters at most.")
        name = display.casefold()
        if any(name in (user.name, user.display_name.casefold()) for user in self.world.users.values()):
            raise Unwelcome("taken", f"Somebody here is called {display} already. Take another name.")
        user = self.world.add_user(name, display, COLOURS[len(self.world.users) % len(COLOURS)])
        for guild in self.world.guilds.values():
            self.world.join(guild, user)
        return self.seat(self.of(Person(self.world, user)))
