"""A loopback Discord: REST, gateway and a page, for tests and for play without a token."""

from playground.call import Call, Unanswered
from playground.clock import ManualClock, SystemClock
from playground.errors import DiscordError
from playground.people import Person
from playground.refused import Refused
from playground.server import Playground
from playground.world import TOKEN, World

token = TOKEN

__all__ = [
    "TOKEN",
    "Call",
    "DiscordError",
    "ManualClock",
    "Person",
    "Playground",
    "Refused",
    "SystemClock",
    "Unanswered",
    "World",
    "token",
]
