"""Who tells it best by blind duels, and what may be said of it, over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from bot.storage.tables import duels, votes
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.storage.builders import NOON


async def keep_duels(seat: Seat, pairs: Sequence[tuple[str, str, str]]) -> None:
    """Keep decided duels of the server: who stood left and right, and what all of three voters chose."""
    assert seat.bot is not None
    stores = seat.bot.services.comparing.leaderboard._stores
    voters = [await stores.accounts.ensure(9_000 + each, f"Voter {each}") for each in range(3)]
    rows: list[Mapping[str, Any]] = [
        {
            "id": number, "guild_id": seat.channel.guild_id, "number": number, "take": 1, "channel_id": 1,
            "language": "en", "status": "closed", "model_a": one, "model_b": other, "story_a": "Fog." * (number % 7),
            "story_b": "Bells.", "outcome": choice, "made_at": NOON, "closes_at": NOON, "closed_at": NOON,
        }
        for number, (one, other, choice) in enumerate(pairs, 1)
    ]  # fmt: skip
    ballots = [
        {"duel_id": row["id"], "account_id": who, "choice": pairs[index][2], "voted_at": NOON}
        for index, row in enumerate(rows)
        for who in voters
    ]
    async with stores.database.begin() as connection:
        await connection.execute(insert(duels), rows)
        await connection.execute(insert(votes), ballots)


def fields(message: Message) -> dict[str, str]:
    return {field["name"]: field["value"] for field in message.embeds[0].get("fields", ())}


def series(one: str, other: str, count: int, wins: int) -> list[tuple[str, str, str]]:
    """Let the first win so many of so many, left and right in turn."""
    return [
        (one, other, "a" if number < wins else "b") if number % 2 else (other, one, "b" if number < wins else "a")
        for number in range(count)
    ]


async def test_the_leaderboard_says_what_its_duels_carry_and_no_more(sit: Sitting) -> None:
    seat = await sit()
    await seat.create_campaign()
    await seat.settled()
    empty = await (await seat.kira.slash(seat.channel, "stats leaderboard")).reply()
    assert "Nobody voted in a duel yet" in empty.embeds[0]["description"]
    assert not fields(empty)
    few = [pair for number in range(5) for pair in series(f"v/few-{number}", "v/second", 2, 1)]
    await keep_duels(seat, [*series("v/best", "v/second", 60, 50), *series("v/third", "v/second", 12, 4), *few])

    shown = await (await seat.kira.slash(seat.channel, "stats leaderboard")).reply()
    assert shown.seen_by == seat.kira.id
    found = fields(shown)
    assert list(found)[:3] == ["1. v/best", "2. v/second", "v/third"]
    assert "points (" in found["1. v/best"]
    assert "**83%** (72–91%) · 50 of 60" in found["1. v/best"]
    assert "Better than: v/second" in found["1. v/best"]
    assert "Better than none" in found["2. v/second"]
    assert "a rating takes 30 duels, 18 more than there are" in found["v/third"]
    assert "points (" not in found["v/third"]
    assert "Only counted" in found["v/few-0"]
    assert "%" not in found["v/few-0"]
    assert "duels: 82 · votes: 246 · voters: 3" in shown.embeds[0]["description"]
    assert "the busiest voter’s share of the votes: 33%" in shown.embeds[0]["description"]
    assert shown.embeds[0]["title"].endswith("· 1/2")

    await seat.restart()
    await seat.kira.click(shown, "skald:board:here:2")
    await seat.playground.wait_for(lambda: shown.embeds[0]["title"].endswith("· 2/2"), what="the second page")
    assert set(fields(shown)) == {"v/few-3", "v/few-4"}
    assert "skald:board:here:1" in buttons(shown)

    seat.kira.locale = "fr"
    french = await (await seat.kira.slash(seat.channel, "stats leaderboard")).reply()
    assert list(fields(french)) == list(found)

    await (await seat.ada.slash(seat.channel, "stats share", count=True)).reply()
    among_all = await (await seat.kira.slash(seat.channel, "stats leaderboard", shared=True)).reply()
    await seat.kira.click(among_all, "skald:board:shared:2")
    await seat.playground.wait_for(
        lambda: among_all.embeds[0]["title"].endswith("· 2/2"), what="the second page of all"
    )


async def test_a_servers_duels_count_among_all_only_while_its_admin_wants_it(sit: Sitting) -> None:
    seat = await sit()
    await keep_duels_of_a_campaign(seat)
    alone = await (await seat.kira.slash(seat.channel, "stats leaderboard", shared=True)).reply()
    assert "Nobody voted in a duel yet" in alone.embeds[0]["description"]
    refused = await (await seat.kira.slash(seat.channel, "stats share", count=True)).reply()
    assert "Manage Server" in refused.content
    shared = await (await seat.ada.slash(seat.channel, "stats share", count=True)).reply()
    assert "without its name" in shared.content
    among_all = await (await seat.kira.slash(seat.channel, "stats leaderboard", shared=True)).reply()
    assert "servers: 1 · duels: 40" in among_all.embeds[0]["description"]
    assert list(fields(among_all)) == ["1. v/one", "1. v/two"]
    taken_back = await (await seat.ada.slash(seat.channel, "stats share", count=False)).reply()
    assert "its own leaderboard alone" in taken_back.content
    after = await (await seat.kira.slash(seat.channel, "stats leaderboard", shared=True)).reply()
    assert "Nobody voted in a duel yet" in after.embeds[0]["description"]


async def keep_duels_of_a_campaign(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await keep_duels(seat, series("v/one", "v/two", 40, 20))
