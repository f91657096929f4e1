"""Whoever owns an account hears of those who try to get in, and not more often than they can bear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from benchmarks.parlour import Parlour
from bot.i18n import translate
from bot.services.accounts.alarms import TRIED
from bot.services.accounts.gate import WrongSignIn
from bot.services.people import Person
from bot.storage import Stores
from bot.storage.engine import Database
from tests.services.house import ADA, ADDRESS, BRUNO, KIRA, SECRET, WRONG, House


class Mailbox(Parlour):
    """A place where one can wait for direct messages."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = asyncio.Condition()

    async def tell_person(self, discord_id: int, sentence: str) -> bool:
        async with self.arrived:
            self.said.append(sentence)
            self.arrived.notify_all()
        return True


@pytest.fixture
async def house(sqlite_url: str) -> AsyncIterator[House]:
    database = await Database.open(sqlite_url)
    house = House(Stores.over(database), parlour=Mailbox())
    yield house
    await house.accounts.close()
    await database.close()


async def told(house: House, times: int) -> list[str]:
    """Wait until somebody was told so often, and return what."""
    mailbox = house.parlour
    assert isinstance(mailbox, Mailbox)
    async with asyncio.timeout(10), mailbox.arrived:
        await mailbox.arrived.wait_for(lambda: len(mailbox.said) >= times)
    return mailbox.said


async def guess(house: House, person: Person = BRUNO, address: str = ADDRESS) -> None:
    with pytest.raises(WrongSignIn):
        await house.accounts.login(person, address, WRONG)


async def test_the_owner_hears_once_in_five_minutes_and_of_the_lock(house: House) -> None:
    await house.register()
    await guess(house)
    assert len(await told(house, 1)) == 1
    for _ in range(2):
        house.wait(minutes=2)
        await guess(house)
    assert len(await told(house, 1)) == 1
    house.wait(minutes=2)
    await guess(house)
    assert len(await told(house, 2)) == 2
    await guess(house)
    assert "Nobody can sign in" in (await told(house, 3))[-1]


async def test_every_linked_discord_user_hears_but_whoever_it_was(house: House) -> None:
    await house.register()
    await house.accounts.login(KIRA, ADDRESS, SECRET)
    await house.accounts.link(KIRA)
    await guess(house, KIRA)
    assert len(await told(house, 1)) == 1
    house.wait(minutes=6)
    await guess(house, Person(BRUNO.discord_id, "@everyone **x**" * 20))
    said = (await told(house, 3))[-1]
    assert "\\@everyone \\*\\*x" in said
    assert len(said) < 1000


async def test_nobody_hears_of_an_address_nobody_has_or_of_ones_own_slip(house: House) -> None:
    await house.register()
    await guess(house, BRUNO, "nobody@example.org")
    await guess(house, ADA)
    house.wait(minutes=6)
    await guess(house)
    assert len(await told(house, 1)) == 1


async def test_the_owner_hears_in_the_language_they_chose(house: House) -> None:
    await house.register()
    await house.stores.languages.choose(await house.people.account_of(ADA), "fr")
    await guess(house)
    expected = translate(TRIED, "fr").format(name=BRUNO.name, discord_id=BRUNO.discord_id)
    assert await told(house, 1) == [expected]
