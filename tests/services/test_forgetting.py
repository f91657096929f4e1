"""What still names an account once its person is forgotten, and by what right."""

from __future__ import annotations

from typing import Final

import pytest

from bot.storage import Stores
from tests.services.house import KIRA, House
from tests.services.test_accounts_linked import fill, named

_STAYS: Final = {
    "actions.account_id": "a story keeps its order; the words are gone",
    "campaigns.owner_id": "another owner was found, or the campaign went, before the account is emptied",
    "complaints.account_id": "a telling is complained of once by each; the words are gone",
    "facts.account_id": "they went with the story of their campaign before",
    "votes.account_id": "each votes once, and the vote counts",
}


@pytest.fixture
def house(stores: Stores) -> House:
    return House(stores)


async def test_a_forgotten_account_is_named_only_where_there_is_a_reason(house: House) -> None:
    await house.register(KIRA)
    own = await house.people.account_of(KIRA)
    await fill(house, own)
    await house.stores.forgetting.erase_account(own, (KIRA.discord_id,), "Somebody")
    assert {name for name, rows in (await named(house, own)).items() if rows} == _STAYS.keys()
