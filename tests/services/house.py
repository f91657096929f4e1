"""Accounts without Discord: the services over a database, with a clock that stands until it is moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.parlour import Parlour
from bot.config import Settings
from bot.services.accounts.hashing import ROUNDS
from bot.services.accounts.service import AccountService
from bot.services.people import PeopleService, Person
from bot.services.tables import Tables
from bot.storage import Stores

ADA, KIRA, BRUNO = Person(1001, "Ada"), Person(1002, "Kira"), Person(1003, "Bruno")
ADDRESS, SECRET, WRONG = "ada@example.org", "Correct7Horse", "Wrong7Horses"


@dataclass
class House:
    """One process that people sign in at."""

    stores: Stores
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    now: datetime = datetime(2026, 11, 20, 12, tzinfo=UTC)
    parlour: Parlour = field(default_factory=Parlour)

    def __post_init__(self) -> None:
        self.people = PeopleService(self.stores)
        self.tables = Tables(self.stores, 64_000)
        self.accounts = self.build(rounds=4)

    def build(self, rounds: int = ROUNDS) -> AccountService:
        """Start the services over the same database, as after a restart."""
        settings = Settings.model_construct(**self.settings)
        return AccountService(
            self.stores, self.people, self.tables, self.parlour, settings, rounds=rounds, clock=lambda: self.now
        )

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)

    async def register(self, person: Person = ADA, address: str = ADDRESS) -> str:
        """Register somebody and return their recovery code."""
        return await self.accounts.register(person, address, SECRET, SECRET)
