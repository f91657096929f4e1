"""What goes wrong is told to a server's admins once, its end too, and not in their quiet hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from benchmarks.parlour import Parlour
from bot.domain.budget import Budget
from bot.domain.quiet import QuietHours
from bot.llm.breaker import Breaker
from bot.llm.errors import Overloaded
from bot.llm.models import KeyBreaker
from bot.services.backups import BackupService
from bot.services.notices import NoHours, Notices
from bot.services.people import PeopleService, Person
from bot.services.ports import CannotSpeak, OutOfReach
from bot.services.servers import NotAServerAdmin, ServerService
from bot.services.statistics import StatisticsService
from bot.services.watching import KINDS, Machine, Watch
from bot.services.words_of_trouble import SIGNS, began, ended
from bot.services.zones import NoSuchZone
from bot.storage import Stores
from bot.storage.incidents import Incident
from bot.storage.tables import llm_calls, turns
from tests.storage.builders import campaign_of

GUILD, CHANNEL = 4_100, 4_200
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADMIN = Person(4_300, "Ada", steward=True, admin=True)


class Square(Parlour):
    closed: Exception | None = None

    async def say(self, channel_id: int, text: str, mentions: tuple[int, ...] = ()) -> Any:
        if self.closed is not None:
            raise self.closed
        return await super().say(channel_id, text)


@dataclass
class Office:
    """One process that looks after a server, with a clock that stands until it is moved."""

    stores: Stores
    folder: Path
    now: datetime = datetime(2026, 11, 21, 12, tzinfo=UTC)
    square: Square = field(default_factory=Square)
    breakers: list[KeyBreaker] = field(default_factory=list[KeyBreaker])

    def __post_init__(self) -> None:
        self.servers = ServerService(self.stores)
        statistics = StatisticsService(self.stores, PeopleService(self.stores), now=lambda: self.now)
        self.copies = BackupService(None, self.folder, 7, lambda: self.now)
        machine = Machine(self.folder, None)
        watch = Watch(self.stores, statistics, lambda: self.breakers, self.copies, machine, now=lambda: self.now)
        self.notices = Notices(
            self.stores, self.servers, self.square, watch, lambda name: name.upper(), lambda: self.now
        )

    async def look(self, **later: float) -> list[str]:
        """Let time go by, look once, and return what was told."""
        self.now += timedelta(**later)
        before = len(self.square.said)
        await self.notices.look_and_tell()
        return self.square.said[before:]

    async def call(self, count: int, error: str | None = None, purpose: str = "adjudicate", cost: int = 0) -> None:
        row: dict[str, Any] = {
            "guild_id": GUILD, "purpose": purpose, "attempt": 1, "provider": "openai", "model": "gpt-4o",
            "started_at": self.now, "queue_ms": 0.0, "e2e_ms": 900.0, "usage_source": "reported",
            "cost_usd": Decimal(cost), "tool_calls": 0, "tool_calls_valid": 0, "error_class": error,
            "prompt_hash": "x", "prompt_version": "3",
        }  # fmt: skip
        async with self.stores.database.begin() as connection:
            await connection.execute(insert(llm_calls), [row] * count)


@pytest.fixture
async def office(stores: Stores, tmp_path: Path) -> Office:
    office = Office(stores, tmp_path)
    await office.servers.change(GUILD, "The Green Inn", person_may=True, notices_channel_id=CHANNEL)
    return office


async def test_a_model_that_fails_is_told_once_and_so_is_that_it_answers_again(office: Office) -> None:
    await office.call(6)
    await office.call(3, "TooSlow")
    assert await office.look() == []
    await office.call(40, "TooSlow", purpose="replay")
    await office.call(40, "Cancelled")
    assert await office.look() == []
    await office.call(1, "Overloaded")
    (told,) = await office.look()
    assert told.startswith("⚠️ **OPENAI/GPT-4O** fails: 4 of 10 attempts (40%) within an hour")
    assert await office.look(minutes=2) == []
    await office.call(12)
    assert await office.look(minutes=2) == [], "18 % is not well yet"
    (ended,) = await office.look(hours=1)
    assert ended.startswith("✅ **OPENAI/GPT-4O** answers again; it had failed since <t:")
    assert await office.look() == []


async def test_two_processes_tell_a_thing_once(office: Office, tmp_path: Path) -> None:
    await office.call(20, "Overloaded")
    other = Office(office.stores, tmp_path, square=office.square)
    assert len(await office.look()) == 1
    assert await other.look() == []


async def test_a_provider_that_rests_is_told_to_whoever_plays_with_it(office: Office) -> None:
    breaker = Breaker(failures=1)
    permit = breaker.ask()
    assert permit is not None
    permit.settle(Overloaded(model="gpt-4o", status=503))
    office.breakers.append(KeyBreaker("openai", False, breaker))
    assert await office.look() == []
    await office.call(1)
    (told,) = await office.look()
    assert told.startswith("⚠️ **openai** is left alone for a while because it failed again and again (Overloaded)")
    office.breakers.clear()
    assert (await office.look())[0].startswith("✅ **openai** is asked again")


async def test_a_budget_is_told_at_80_and_at_100_percent_and_again_when_it_has_room(office: Office) -> None:
    budget = Budget(0, GUILD, "server", GUILD, "day", "dollars", Decimal(10))
    account = await PeopleService(office.stores).account_of(ADMIN)
    await office.stores.budgets.set(budget, guild_name="The Green Inn", set_by=account, now=office.now)
    await office.call(8, cost=1)
    (first,) = await office.look()
    assert "The server’s daily budget is spent to 80%: $8.00 of $10.00." in first
    await office.call(2, cost=1)
    (second,) = await office.look()
    assert second.startswith("⛔ The server’s daily budget is used up: $10.00 of $10.00.")
    assert all(line.startswith("✅") for line in await office.look(days=1))


async def test_in_quiet_hours_nothing_is_told_and_nothing_is_lost(office: Office) -> None:
    await office.notices.keep_quiet(GUILD, "The Green Inn", ADMIN, (22, 7, "Europe/Paris"))
    office.now = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)  # half past ten in Paris
    await office.call(20, "Overloaded")
    assert await office.look() == []
    assert await office.look(hours=3) == []
    (told,) = await office.look(hours=6)
    assert told.count("\n") == 1, "the beginning and the end of it"
    with pytest.raises(NoHours):
        await office.notices.keep_quiet(GUILD, "The Green Inn", ADMIN, (7, 7, "UTC"))
    with pytest.raises(NoSuchZone):
        await office.notices.keep_quiet(GUILD, "The Green Inn", ADMIN, (7, 8, "../../etc/passwd"))
    with pytest.raises(NotAServerAdmin):
        await office.notices.keep_quiet(GUILD, "The Green Inn", Person(1, "Kira"), None)
    assert (await ServerService(office.stores).settings(GUILD)).quiet == QuietHours(22, 7, "Europe/Paris")


async def test_what_discord_does_not_take_now_is_told_later(office: Office) -> None:
    await office.call(20, "Overloaded")
    office.square.closed = OutOfReach()
    assert await office.look() == []
    office.square.closed = None
    assert len(await office.look()) == 1
    office.square.closed = CannotSpeak(place="#ops", missing="Send Messages")
    assert await office.look(hours=2) == []


async def test_a_missing_backup_is_told_to_the_only_server_there_is(office: Office, tmp_path: Path) -> None:
    office.copies._file = tmp_path / "gone" / "skald.db"
    assert await office.look(hours=1) == []
    await office.copies.nightly()
    (told,) = await office.look()
    assert told.startswith("⚠️ The database was last backed up never. Why: There is no database at")


async def test_a_model_that_takes_twice_as_long_as_the_week_before_is_told_with_its_samples(office: Office) -> None:
    campaign = await campaign_of(office.stores)
    await office.servers.change(campaign.guild_id, "The Green Inn", person_may=True, notices_channel_id=CHANNEL)
    noon = office.now
    rows = [
        {
            "campaign_id": campaign.id, "number": number, "take": 1, "again": False, "attempt": 1, "channel_id": 1,
            "status": "told", "action_ids": [], "reply_ids": [], "model": "openai/gpt-4o", "notes": [],
            "wanted_model": "openai/gpt-4o", "findings": [], "delivered": True, "first_word_ms": wait,
            "last_word_ms": wait, "told_at": told_at,
        }
        for number, (wait, told_at) in enumerate(
            [(900.0, noon - timedelta(days=3))] * 60 + [(1_900.0, noon - timedelta(hours=3))] * 60, start=1
        )
    ]  # fmt: skip
    async with office.stores.database.begin() as connection:
        await connection.execute(insert(turns), rows)
    (told,) = await office.look()
    assert "🐢 **OPENAI/GPT-4O** became slow" in told
    assert "under 1.9\u00a0s (n = 60); in the week before, under 0.9\u00a0s (n = 60)" in told
    assert await office.look(minutes=2) == []
    (ended,) = await office.look(days=1)
    assert ended.startswith("✅ **OPENAI/GPT-4O** is no longer slow.")


@pytest.mark.parametrize("kind", [*KINDS, "schedule"])
def test_every_kind_of_trouble_has_its_words(kind: str) -> None:
    figures = {
        "failed": 4, "attempts": 10, "because": "Overloaded", "p95": 1.0, "count": 60, "before": 1.0,
        "before_count": 60, "free": 1, "last": None, "why": None, "scope": "server", "period": "day",
        "unit": "dollars", "name": None, "spent": "1", "amount": "2", "ends": 0,
    }  # fmt: skip
    incident = Incident(1, GUILD, kind, "1", figures, NOON, None, NOON)
    for language in ("en", "fr"):
        for said in (began(incident, language, str), ended(incident, language, str)):
            assert said.startswith(SIGNS)
            assert "{" not in said
