"""Models are rated by every ballot of a closed duel and nothing else, on both databases."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, insert

from bot.domain.duel import Choice
from bot.domain.statistics import Scope
from bot.services.leaderboard import Leaderboard
from bot.services.people import Person
from bot.services.servers import NotAServerAdmin
from bot.storage import Stores
from bot.storage.tables import accounts, duels, votes
from tests.storage.builders import GUILD, NOON

HERE, EVERYWHERE = Scope(GUILD), Scope(None)
ADMIN = Person(1, "Ada", admin=True)
KEY = SecretStr("a key of the operator's, long enough")


async def people(stores: Stores, count: int) -> list[int]:
    return [await stores.accounts.ensure(1_300_000_000_000_000_100 + each, f"Voter {each}") for each in range(count)]


async def known(stores: Stores, *guild_ids: int) -> None:
    for guild_id in guild_ids:
        await stores.guilds.greet(guild_id, "The Inn")


async def keep(stores: Stores, many: Sequence[tuple[Mapping[str, Any], Mapping[int, Choice]]], first: int = 1) -> None:
    """Keep duels as their rows say, each with its ballots."""
    rows: list[dict[str, Any]] = []
    ballots: list[dict[str, Any]] = []
    for number, (changes, given) in enumerate(many, first):
        row: dict[str, Any] = {
            "id": number, "guild_id": GUILD, "number": number, "take": 1, "channel_id": 1, "language": "en",
            "status": "closed", "model_a": "v/one", "model_b": "v/two", "story_a": "Fog.", "story_b": "A bell.",
            "made_at": NOON, "closed_at": NOON + timedelta(minutes=number),
        }  # fmt: skip
        rows.append(row | dict(changes))
        ballots += [
            {"duel_id": number, "account_id": who, "choice": what, "voted_at": NOON} for who, what in given.items()
        ]
    async with stores.database.begin() as connection:
        await connection.execute(insert(duels), rows)
        await connection.execute(insert(votes), ballots)


async def test_each_ballot_of_a_closed_duel_is_read_and_no_other(stores: Stores) -> None:
    ada, bruno = await people(stores, 2)
    await known(stores, GUILD, GUILD + 1)
    await keep(
        stores,
        [
            ({"story_a": "Brume 🌫️", "story_b": ""}, {ada: "a", bruno: "bad"}),
            ({"status": "voting", "closed_at": None}, {ada: "a"}),
            ({"status": "void"}, {ada: "b"}),
            ({}, {}),
            ({"guild_id": GUILD + 1}, {bruno: "tie"}),
            ({"guild_id": None}, {bruno: "a"}),
        ],
    )
    (only,) = await stores.decided.of_guild(GUILD)
    assert (only.id, only.guild_id, only.model_a, only.model_b) == (1, GUILD, "v/one", "v/two")
    assert only.votes == {ada: "a", bruno: "bad"}
    assert (only.length_a, only.length_b, only.closed_at) == (len("Brume 🌫️"), 0, NOON + timedelta(minutes=1))
    assert [duel.votes for duel in await stores.decided.of_guild(GUILD + 1)] == [{bruno: "tie"}]
    assert await stores.decided.of_guild(GUILD + 2) == []


async def test_servers_that_share_stand_together_and_nobody_can_tell_which_they_are(stores: Stores) -> None:
    (ada,) = await people(stores, 1)
    await known(stores, *(GUILD + each for each in range(3)))
    await keep(stores, [({"guild_id": GUILD + each}, {ada: "a"}) for each in (0, 0, 1, 2)])
    assert await stores.decided.shared(b"key") == []
    for each in (0, 1):
        await stores.decided.share(GUILD + each, shares=True)
    found = await stores.decided.shared(b"key")
    assert [duel.id for duel in found] == [1, 2, 3]
    ids = [duel.guild_id for duel in found]
    assert ids[0] == ids[1] != ids[2]
    assert not set(ids) & {GUILD, GUILD + 1, None}
    assert [duel.guild_id for duel in await stores.decided.shared(b"another")] != ids
    await stores.decided.share(GUILD, shares=False)
    assert [duel.id for duel in await stores.decided.shared(b"key")] == [3]


async def test_a_board_is_made_anew_when_a_ballot_came_or_went(stores: Stores) -> None:
    ada, bruno = await people(stores, 2)
    await known(stores, GUILD)
    leaderboard = Leaderboard(stores, KEY)
    assert (await leaderboard.board(HERE)).duels == 0
    await keep(stores, [({}, {ada: "a", bruno: "a"})])
    first = await leaderboard.board(HERE)
    assert (first.duels, first.voters) == (1, 2)
    assert await leaderboard.board(HERE) is first
    async with stores.database.begin() as connection:
        await connection.execute(delete(accounts).where(accounts.c.id == bruno))
    again = await leaderboard.board(HERE)
    assert (again.duels, again.voters) == (1, 1)


async def test_only_an_admin_shares_a_servers_duels_and_takes_them_back(stores: Stores) -> None:
    (ada,) = await people(stores, 1)
    leaderboard = Leaderboard(stores, None)
    with pytest.raises(NotAServerAdmin):
        await leaderboard.share(GUILD, "The Inn", Person(2, "Bruno", steward=True), shares=True)
    assert not await leaderboard.shares(GUILD)
    await leaderboard.share(GUILD, "The Inn", ADMIN, shares=True)
    await keep(stores, [({}, {ada: "a"})])
    assert await leaderboard.shares(GUILD)
    assert ((await leaderboard.board(EVERYWHERE)).duels, (await leaderboard.board(EVERYWHERE)).servers) == (1, 1)
    await leaderboard.share(GUILD, "The Inn", ADMIN, shares=False)
    assert (await leaderboard.board(EVERYWHERE)).duels == 0
    assert (await leaderboard.board(HERE)).duels == 1


async def _longest_stall(while_runs: asyncio.Task[Any]) -> float:
    """Return the longest piece of work the event loop did at once until a task is done, in seconds of its own CPU."""
    longest = 0.0
    while not while_runs.done():
        before = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - before)
    return longest


async def test_ten_thousand_duels_are_read_and_rated_beside_a_loop_that_goes_on(stores: Stores) -> None:
    chance = Random(6)
    voters = await people(stores, 40)
    await known(stores, GUILD)
    models = [f"vendor/model-{number}" for number in range(12)]
    many: list[tuple[dict[str, Any], dict[int, Choice]]] = []
    options: tuple[Choice, ...] = ("a", "b", "tie", "bad")
    for _ in range(10_000):
        one, other = chance.sample(models, 2)
        given: dict[int, Choice] = dict.fromkeys(chance.sample(voters, 3), chance.choice(options))
        texts = ("fog " * chance.randint(200, 600), "sea " * chance.randint(200, 600))
        many.append(({"model_a": one, "model_b": other, "story_a": texts[0], "story_b": texts[1]}, given))
    await keep(stores, many)
    # Collecting what the test itself holds is no work of the bot's.
    gc.collect()
    gc.freeze()
    making = asyncio.create_task(Leaderboard(stores, KEY).board(HERE))
    stall = await _longest_stall(making)
    board = await making
    gc.unfreeze()
    assert stall <= 0.05
    assert (board.duels, board.votes, len(board.rated)) == (10_000, 30_000, 12)
    assert board.length is not None
