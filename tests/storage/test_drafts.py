"""What people have begun is kept, and not without end."""

from __future__ import annotations

from bot.storage import Stores
from bot.storage.drafts import MOST_OF_A_KIND


async def test_the_oldest_of_very_many_is_forgotten_and_nothing_of_another_kind_or_person(stores: Stores) -> None:
    ada, kira = await stores.accounts.ensure(1, "Ada"), await stores.accounts.ensure(2, "Kira")
    await stores.drafts.put(ada, "level", 1, {"face": 1})
    await stores.drafts.put(kira, "form", 1, {"name": "The Bell"})
    for number in range(MOST_OF_A_KIND + 2):
        await stores.drafts.put(ada, "form", number, {"number": number})
    assert await stores.drafts.get(ada, "form", 0) is None
    assert await stores.drafts.get(ada, "form", 1) is None
    assert await stores.drafts.get(ada, "form", 2) == {"number": 2}
    assert await stores.drafts.get(ada, "level", 1) == {"face": 1}
    assert await stores.drafts.get(kira, "form", 1) == {"name": "The Bell"}
