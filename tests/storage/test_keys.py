"""The keys of servers, as they are kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, select

from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.keys import SealedKey
from bot.storage.tables import guilds, provider_keys
from tests.storage.builders import GUILD, NOON, USER

OTHER = GUILD + 1


async def sealed_by_ada(stores: Stores, **other: object) -> SealedKey:
    values = {
        "guild_id": GUILD,
        "provider": "openai",
        "sealed": b"\x01\x00\xffsealed",
        "last_four": "wxyz",
        "added_by": await stores.accounts.ensure(USER, "Ada"),
        "added_at": NOON,
    }
    return SealedKey(**(values | other))  # type: ignore[arg-type]


async def test_a_key_is_read_back_with_who_brought_it(stores: Stores) -> None:
    key = await sealed_by_ada(stores)
    await stores.keys.put(key, "The Inn")
    assert await stores.keys.of_guild(GUILD) == [replace(key, added_by_name="Ada", added_by_discord_id=USER)]
    assert await stores.keys.sealed(GUILD) == {"openai": key.sealed}


async def test_a_new_key_takes_the_place_of_the_one_before(stores: Stores) -> None:
    await stores.keys.put(await sealed_by_ada(stores), "The Inn")
    await stores.keys.put(await sealed_by_ada(stores, provider="anthropic"), "The Inn")
    await stores.keys.put(await sealed_by_ada(stores, sealed=b"new", last_four="1234"), "The New Inn")
    assert [(key.provider, key.last_four) for key in await stores.keys.of_guild(GUILD)] == [
        ("anthropic", "wxyz"),
        ("openai", "1234"),
    ]
    assert (await stores.keys.sealed(GUILD))["openai"] == b"new"


async def test_keys_belong_to_one_server(stores: Stores) -> None:
    await stores.keys.put(await sealed_by_ada(stores), "The Inn")
    await stores.keys.put(await sealed_by_ada(stores, guild_id=OTHER, sealed=b"theirs"), "The Other")
    assert await stores.keys.sealed(GUILD) != await stores.keys.sealed(OTHER) == {"openai": b"theirs"}
    assert await stores.keys.remove(OTHER, "openai")
    assert list(await stores.keys.sealed(GUILD)) == ["openai"]
    assert await stores.keys.of_guild(OTHER) == []


async def test_removing_a_key_that_is_not_there_says_so(stores: Stores) -> None:
    assert not await stores.keys.remove(GUILD, "openai")


async def test_a_server_that_is_deleted_takes_its_keys_along(stores: Stores, database: Database) -> None:
    await stores.keys.put(await sealed_by_ada(stores), "The Inn")
    async with database.autocommit() as connection:
        await connection.execute(delete(guilds).where(guilds.c.id == GUILD))
        assert (await connection.execute(select(provider_keys))).all() == []


async def test_a_key_outlives_whoever_brought_it(stores: Stores) -> None:
    await stores.keys.put(await sealed_by_ada(stores, added_by=None), "The Inn")
    (key,) = await stores.keys.of_guild(GUILD)
    assert (key.added_by_name, key.added_by_discord_id) == (None, None)
