"""What is kept in memory of a server's spending is what its calls say, whoever writes them and in whatever order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, select, update

from bot.domain.attempt import Attempt
from bot.domain.budget import Spent
from bot.domain.campaign import Campaign
from bot.domain.shares import Share
from bot.storage import Stores
from bot.storage.books import Books, Part
from bot.storage.engine import Database
from bot.storage.tables import campaigns, llm_calls
from tests.storage.builders import CHANNEL, GUILD, NOON, attempt, campaign_of, saved, told, turn

ALL: set[Part] = {("day", False), ("day", True), ("month", False), ("month", True)}
USERS = [1_300_000_000_000_000_000 + number for number in range(4)]


@pytest.fixture
async def campaign(stores: Stores) -> Campaign:
    return await campaign_of(stores)


class Story:
    """A server where turns are told, fail, are told again, and other things are asked of models."""

    def __init__(self, stores: Stores, tables: Sequence[Campaign], accounts: Sequence[int], seed: int) -> None:
        self.stores = stores
        self.tables = tables
        self.accounts = accounts
        self.chance = random.Random(seed)
        self.number = 0
        self.now = NOON
        self.failed: dict[int, Any] = {}

    async def go_on(self) -> None:
        self.now += timedelta(seconds=self.chance.choice((0, 1, 1800)))
        await self.chance.choice((self.tell, self.tell, self.fail, self.leave, self.retell, self.ask))()

    def calls(self, most: int = 3) -> tuple[Any, ...]:
        prices = (None, Decimal("0.25"), Decimal("0.5"))
        return tuple(
            attempt(
                cost_usd=self.chance.choice(prices), started_at=self.now - timedelta(hours=self.chance.choice((0, 13)))
            )
            for _ in range(self.chance.randint(1, most))
        )

    async def begun(self, **other: Any) -> tuple[Any, int]:
        campaign = self.chance.choice(self.tables)
        # Two or four share a turn, so that no share is a fraction that is rounded differently each way.
        who = self.chance.sample(self.accounts, self.chance.choice((1, 2, 4)))
        answered = [await saved(self.stores, campaign, account_id=each) for each in who]
        if not other and campaign.id in self.failed:
            # What is tried again may answer others than before.
            again = replace(self.failed.pop(campaign.id), action_ids=tuple(each.id for each in answered))
            return again, await self.stores.turns.open_turn(again)
        self.number += 1
        new = turn(campaign, tuple(answered), number=self.number, **other)
        return new, await self.stores.turns.open_turn(new)

    async def tell(self) -> None:
        new, turn_id = await self.begun()
        await self.stores.turns.commit_turn(told(new, turn_id, attempts=self.calls()))

    async def fail(self) -> None:
        new, turn_id = await self.begun()
        await self.stores.turns.fail_turn(new, turn_id, GUILD, self.calls())
        self.failed[new.campaign_id] = new

    async def leave(self) -> None:
        new, turn_id = await self.begun()
        await self.stores.turns.add_calls(new, turn_id, GUILD, self.calls())
        self.failed[new.campaign_id] = new

    async def retell(self) -> None:
        new, turn_id = await self.begun(take=2)
        await self.stores.turns.fail_turn(new, turn_id, GUILD, self.calls())

    async def ask(self) -> None:
        await self.stores.calls.add(self.calls(), guild_id=GUILD, account_id=self.chance.choice((None, *self.accounts)))


async def read(books: Books, database: Database, now: datetime, *, anew: bool = False) -> dict[Any, Share]:
    async with database.begin() as connection:
        if anew:
            shares = await books.recount(connection, GUILD, ALL, now)
        else:
            books.settled.look((await connection.execute(select(*books.settled.columns))).one(), now)
            shares = await books.shares(connection, GUILD, ALL, now)
    found = {(part, *subject): share for part, each in shares.items() for subject, share in each.items()}
    return {key: share for key, share in found.items() if share != Share()}


async def counted(stores: Stores, now: datetime) -> dict[Any, Share]:
    return await read(Books(stores.database), stores.database, now, anew=True)


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_kept_is_what_is_counted_anew(stores: Stores, seed: int) -> None:
    accounts = [await stores.accounts.ensure(user, str(user)) for user in USERS]
    tables = [await campaign_of(stores), await campaign_of(stores, CHANNEL + 1)]
    story = Story(stores, tables, accounts, seed)
    kept = Books(stores.database)
    for _ in range(60):
        await story.go_on()
        if story.chance.random() < 0.7:
            assert await read(kept, stores.database, story.now) == await counted(stores, story.now)
    assert (await counted(stores, story.now))[("month", False), "server", GUILD].turns > 5


def statements(stores: Stores) -> list[str]:
    said: list[str] = []
    event.listen(
        stores.database.engine.sync_engine, "before_cursor_execute", lambda _c, _k, text, *_: said.append(text)
    )
    return said


async def test_a_month_is_added_up_once_a_day(stores: Stores, campaign: Campaign) -> None:
    books, now = Books(stores.database), NOON
    for _ in range(2):
        # PostgreSQL cannot tell at the first look what is settled.
        await read(books, stores.database, now)
        now += timedelta(seconds=1)
    await read(books, stores.database, now)
    said = statements(stores)
    await tell(stores, campaign, 1)
    await read(books, stores.database, now)
    assert not [text for text in said if "by_turn" in text]
    await read(books, stores.database, now + timedelta(days=1))
    assert len([text for text in said if "by_turn" in text]) == len(ALL)


async def test_what_others_wrote_since_long_ago_is_added_up_by_the_database(
    stores: Stores, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = Books(stores.database)
    for second in range(3):
        await read(books, stores.database, NOON + timedelta(seconds=second))
    monkeypatch.setattr("bot.storage.books.FAR", 2)
    for number in range(1, 4):
        await tell(stores, campaign, number)
    said = statements(stores)
    found = await read(books, stores.database, NOON + timedelta(seconds=3))
    assert found[("day", False), "server", GUILD] == Share(Spent(Decimal(3)), 3)
    assert [text for text in said if "by_turn" in text]


async def test_what_was_spent_stays_spent_when_a_campaign_is_deleted(stores: Stores, campaign: Campaign) -> None:
    books = Books(stores.database)
    await tell(stores, campaign, 1)
    failed = turn(campaign, number=2)
    assert await stores.turns.fail_turn(
        failed, await stores.turns.open_turn(failed), GUILD, (attempt(cost_usd=Decimal(2)),)
    )
    for second in range(3):
        await read(books, stores.database, NOON + timedelta(seconds=second))
    async with stores.database.begin() as connection:
        await connection.execute(delete(campaigns).where(campaigns.c.id == campaign.id))
    for second in range(3, 6):
        found = await read(books, stores.database, NOON + timedelta(seconds=second))
        assert found[("day", False), "server", GUILD].spent == Spent(Decimal(3))


async def test_a_call_that_is_committed_late_is_counted_all_the_same(postgres_url: str) -> None:
    database = await Database.open(postgres_url)
    try:
        stores = Stores.over(database)
        campaign = await campaign_of(stores)
        books, now = Books(database), NOON
        row = {name: getattr(attempt(cost_usd=Decimal(8)), name) for name in Attempt.__dataclass_fields__}
        async with database.begin() as late, database.begin() as older:
            # The older transaction has its number first, and its call last: nothing that ended is newer than the late.
            await older.execute(update(campaigns).values(name="The Old Road"))
            await late.execute(insert(llm_calls).values(**row, guild_id=GUILD, campaign_id=campaign.id))
            await older.execute(insert(llm_calls).values(**row, guild_id=GUILD))
            await older.commit()
            for _ in range(3):
                now += timedelta(minutes=1)
                found = await read(books, database, now)
                assert found[("day", False), "server", GUILD].spent == Spent(Decimal(8))
            for number in range(1, 6):
                await tell(stores, campaign, number)
                now += timedelta(minutes=1)
                found = await read(books, database, now)
                assert found[("day", False), "server", GUILD].spent == Spent(Decimal(8 + number))
        for _ in range(3):
            now += timedelta(minutes=1)
            found = await read(books, database, now)
            assert found[("day", False), "server", GUILD].spent == Spent(Decimal(21))
    finally:
        await database.close()


async def tell(stores: Stores, campaign: Campaign, number: int) -> None:
    new = turn(campaign, (await saved(stores, campaign),), number=number)
    turn_id = await stores.turns.open_turn(new)
    assert await stores.turns.commit_turn(told(new, turn_id, attempts=(attempt(cost_usd=Decimal(1)),)))
