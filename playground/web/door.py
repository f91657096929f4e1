"""The door: who is let in without a key, by the pass phrase or because the table is theirs."""

from __future__ import annotations

import hmac
from collections import deque

from aiohttp import web

from playground.errors import Json
from playground.people import Person
from playground.web.asker import of_another_user
from playground.web.guard import NotAllowed
from playground.web.keys import Keys, Seat, Unwelcome
from playground.web.names import checked_name
from playground.web.pace import Pace

PHRASE_AT_LEAST = 8
# Wrong phrases from one address, and from all of them: only far more than friends mistype shuts the door for everybody.
TRIES, TRIES_OF_ALL, TRIES_SECONDS = 10, 200, 60.0
COLOURS = ("#eb459e", "#57f287", "#fee75c", "#3ba8e6", "#f47b67", "#b57edc", "#45c4b0", "#e6a23c")


class Door:
    """Let people in, each to a seat."""

    def __init__(self, keys: Keys, pace: Pace, phrase: str | None = None) -> None:
        self.keys = keys
        self.world = keys.world
        self.pace = pace
        self.phrase = phrase
        # When a wrong phrase came, and from where.
        self._wrong: deque[tuple[float, str]] = deque(maxlen=TRIES_OF_ALL)

    def enter(self, request: web.Request, body: Json) -> Seat:
        """Let somebody in: with a key, with the pass phrase, or just so where none is set. Raises Refused."""
        if body.get("key"):
            return self.keys.seat(str(body["key"]))
        if self.phrase is None:
            if of_another_user(request):
                raise NotAllowed.of("stranger")
            return Seat(self.keys.host, None)
        address = request.remote or ""
        self._guess(self.phrase, str(body.get("phrase") or ""), address)
        return self._guest(str(body.get("name") or ""), address)

    def _guess(self, phrase: str, given: str, address: str) -> None:
        if not given:
            raise Unwelcome.of("phrase")
        now = self.world.clock.time()
        lately = [where for when, where in self._wrong if now - when < TRIES_SECONDS]
        if len(lately) >= TRIES_OF_ALL or lately.count(address) >= TRIES:
            raise Unwelcome.of("wait")
        if not hmac.compare_digest(given.encode(), phrase.encode()):
            self._wrong.append((now, address))
            raise Unwelcome.of("wrong")

    def _guest(self, wanted: str, address: str) -> Seat:
        """Seat a friend as a person of their own; a name that somebody has is refused."""
        display = checked_name(wanted, self.world.users.values())
        self.pace.take(address, "guests")
        user = self.world.add_user(display.casefold(), display, COLOURS[len(self.world.users) % len(COLOURS)])
        for guild in self.world.guilds.values():
            self.world.join(guild, user)
        return self.keys.seat(self.keys.of(Person(self.world, user)))
