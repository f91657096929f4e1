"""A guest who takes all there is leaves something for whoever runs the table."""

from __future__ import annotations

from typing import Any

import aiohttp

from playground import ManualClock, Playground
from playground.web.founding import KEPT_FREE, MOST_GUILDS
from playground.web.keys import HEADER
from playground.web.polling import MOST_WINDOWS


async def test_guests_cannot_found_so_many_servers_that_the_host_cannot(
    table: Playground, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    async def found(key: str, person: str) -> str | None:
        clock.advance(60)
        told = {"person": person, "name": "A server"}
        async with session.post("/page/guild", json=told, headers={HEADER: key}) as answer:
            return (await answer.json()).get("reason")

    guest = table.keys.of(table.person("kira"))
    came = [await found(guest, "kira") for _ in range(MOST_GUILDS)]
    assert came == [None] * (MOST_GUILDS - KEPT_FREE - 1) + ["guildsHost"] * (KEPT_FREE + 1)
    came = [await found(table.keys.host, "ada") for _ in range(KEPT_FREE + 1)]
    assert came == [None] * KEPT_FREE + ["tooManyGuilds"]


async def test_one_who_opens_many_windows_pushes_nobody_else_out(
    table: Playground, session: aiohttp.ClientSession
) -> None:
    async def poll(person: str, window: str) -> Any:
        query = {"key": table.keys.host, "person": person, "window": window}
        async with session.get("/page/poll", params=query) as answer:
            return (await answer.json())["fresh"]

    assert await poll("ada", "hers")
    for number in range(2 * MOST_WINDOWS):
        assert await poll("kira", str(number))
    assert not await poll("ada", "hers")
    assert not await poll("kira", str(2 * MOST_WINDOWS - 1))
    assert await poll("kira", "0")
