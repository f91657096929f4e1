"""The rule book in the database: whole or not at all, once for all who ask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from bot.storage import Stores
from bot.storage.compendium import CompendiumStore, Heading
from bot.storage.engine import Database
from bot.storage.tables import compendium

GOBLIN = {
    "kind": "monster",
    "index": "goblin",
    "name": "Goblin",
    "folded": "goblin",
    "rules": {"a": 1},
    "text": ".",
}
BOSS = {**GOBLIN, "index": "goblin-boss", "name": "Goblin Boss", "folded": "goblin boss"}
BOW = {**GOBLIN, "kind": "item", "index": "longbow", "name": "Longbow", "folded": "longbow", "rules": {}}


def lines(*rows: object) -> Sequence[bytes]:
    return [json.dumps(row).encode() for row in rows]


BOOK = lines(GOBLIN, BOSS, BOW)


async def count(database: Database) -> int:
    async with database.autocommit() as connection:
        return (await connection.execute(select(func.count()).select_from(compendium))).scalar_one()


async def test_a_book_is_there_once_it_is_filled(stores: Stores) -> None:
    assert not await stores.compendium.filled()
    await stores.compendium.fill(BOOK)
    assert await stores.compendium.filled()
    page = await stores.compendium.page("monster", "goblin")
    assert page is not None
    assert (page.heading, page.rules, page.text) == (Heading("monster", "goblin", "Goblin"), {"a": 1}, ".")


async def test_two_who_fill_it_at_once_fill_it_once(database_url: str) -> None:
    first, second = await asyncio.gather(Database.open(database_url), Database.open(database_url))
    try:
        await asyncio.gather(CompendiumStore(first).fill(BOOK), CompendiumStore(second).fill(BOOK))
        assert await count(first) == len(BOOK) + 1
    finally:
        await asyncio.gather(first.close(), second.close())


async def test_what_fails_in_the_middle_leaves_nothing_and_can_be_done_again(stores: Stores) -> None:
    many = [lines({**GOBLIN, "index": f"goblin-{number}"})[0] for number in range(300)]
    with pytest.raises(json.JSONDecodeError):
        await stores.compendium.fill([*many, b"{torn"])
    assert await count(stores.database) == 0
    assert not await stores.compendium.filled()
    await stores.compendium.fill(BOOK)
    assert await stores.compendium.filled()


async def test_another_edition_takes_the_place_of_the_old_one(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    await stores.compendium.fill(BOOK)
    monkeypatch.setattr("bot.storage.compendium.EDITION", "srd-5.1/next")
    assert not await stores.compendium.filled()
    await stores.compendium.fill(lines(BOW))
    assert await stores.compendium.page("monster", "goblin") is None
    assert await count(stores.database) == 2


async def test_names_are_found_without_blanks_by_index_and_by_their_parts(stores: Stores) -> None:
    book = stores.compendium
    await book.fill(BOOK)
    called = await book.called(["item"], ["longbow"], "long-bow")
    assert [heading.index for heading in called] == ["longbow"]
    assert [h.index for h in await book.called(["monster"], [], "goblin-boss")] == ["goblin-boss"]
    assert [h.index for h in await book.holding(["monster", "item"], ["gob"], 9)] == ["goblin", "goblin-boss"]
    assert [h.index for h in await book.holding(["monster"], ["gob", "boss"], 9)] == ["goblin-boss"]
    assert await book.holding(["monster"], ["%"], 9) == []
