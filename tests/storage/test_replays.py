"""Replays and the contexts of told turns, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.domain.replay import Replay, ReplayTelling
from bot.domain.turn import LedgerEntry, TranscriptMessage
from bot.storage import Stores
from bot.storage.replays import LEASE
from tests.storage.builders import GUILD, attempt, campaign_of, saved, told, turn

NOW = datetime.now(UTC)


def replay_of(campaign_id: int, **changes: object) -> Replay:
    models = ("openai/gpt-4o", "offline/narrator")
    made = Replay(0, GUILD, campaign_id, None, 7, models, NOW, limit_usd=Decimal("1.5"), language="fr", last=9)
    return replace(made, **changes)  # pyright: ignore[reportArgumentType]


async def test_a_replay_is_kept_whole_and_one_process_at_a_time_works_at_it(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    new = replay_of(campaign.id)
    replay = replace(new, id=await stores.replays.add(new))
    assert await stores.replays.get(replay.id) == replace(replay, status="stopped")
    assert await stores.replays.claim(replay, NOW)
    assert not await stores.replays.claim(replay, NOW + LEASE / 2)
    assert await stores.replays.left(NOW + LEASE / 2) == ()
    # However many were begun since, one at work is known to be.
    for _ in range(30):
        await stores.replays.add(new)
    assert await stores.replays.held(GUILD, NOW + LEASE / 2) == {replay.id}
    assert await stores.replays.held(GUILD, NOW + LEASE * 2) == await stores.replays.held(GUILD + 1, NOW) == set()
    # Whoever was at work has not been heard of since.
    later = NOW + LEASE + timedelta(seconds=1)
    assert [one.id for one in await stores.replays.left(later)] == [replay.id]
    assert await stores.replays.claim(replay, later)
    assert await stores.replays.beat(replay.id, later)
    await stores.replays.end(replay, "limit", later)
    ended = await stores.replays.get(replay.id)
    assert ended is not None
    assert (ended.status, ended.why, ended.ended_at) == ("stopped", "limit", later)
    assert not await stores.replays.beat(replay.id, later)
    await stores.replays.end(replay, "", later)
    assert (await stores.replays.of_guild(GUILD, 50))[-1].status == "done"
    assert await stores.replays.of_guild(GUILD + 1) == ()


async def test_a_telling_is_kept_once_with_what_it_took(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    new = replay_of(campaign.id)
    replay = replace(new, id=await stores.replays.add(new))
    telling = ReplayTelling(3, "openai/gpt-4o", "A door.", {"cost_usd": "0.25", "e2e_ms": 5.5}, ({"kind": "dice"},))
    tried = [attempt(replay=replay.id, purpose="replay", cost_usd=Decimal("0.25"))]
    await stores.replays.keep(replay, telling, tried, NOW)
    await stores.replays.keep(replay, replace(telling, story="Another."), tried, NOW)
    await stores.replays.keep(replay, None, [attempt(replay=replay.id, cost_usd=None)], NOW)
    assert await stores.replays.tellings(replay.id) == (telling,)
    assert await stores.replays.told(replay.id) == {(3, "openai/gpt-4o")}
    # What was asked twice was paid twice.
    assert await stores.replays.spent(replay.id) == Decimal("0.5")


async def test_a_context_is_what_stood_there_then(stores: Stores) -> None:
    campaign = await campaign_of(stores)
    entries = (LedgerEntry("roll", "Ada", "d20: 17", {"total": 17}),)

    async def tell(number: int, take: int = 1, reverts: tuple[int, ...] = ()) -> int:
        begun = turn(campaign, (await saved(stores, campaign),), number, take=take)
        turn_id = await stores.turns.open_turn(begun)
        spoken = (
            TranscriptMessage("user", "Ada", f"said {number}.{take}", number),
            TranscriptMessage("assistant", None, f"told {number}.{take}", number),
        )
        given = {"messages": 2 * (number - 1), "from_turn": 1, "to_turn": number - 1} if number > 1 else None
        ended = replace(begun, model="a/b", memories=given)
        kept = replace(told(ended, turn_id, entries=entries, reverts=reverts), messages=spoken)
        assert await stores.turns.commit_turn(kept)
        return turn_id

    await tell(1)
    second = await tell(2)
    moment = datetime.now(UTC)
    await tell(2, take=2, reverts=(second,))
    await tell(3)
    assert await stores.contexts.numbers(campaign.id, moment) == [1, 2]
    assert await stores.contexts.numbers(campaign.id, datetime.now(UTC), first=2, last=2) == [2]
    then, now = (
        await stores.contexts.of(campaign.id, 2, moment),
        await stores.contexts.of(campaign.id, 3, datetime.now(UTC)),
    )
    assert then is not None
    assert now is not None
    assert [message.content for message in then.past] == ["said 1.1", "told 1.1"]
    assert [message.content for message in then.said] == ["said 2.1"]
    assert [message.content for message in now.past] == ["said 1.1", "told 1.1", "said 2.2", "told 2.2"]
    assert (then.entries, then.model, then.exact, now.exact) == (entries, "a/b", True, True)
    assert await stores.contexts.of(campaign.id, 4, moment) is None
    assert await stores.contexts.campaigns() == [(campaign.id, campaign.name, 3)]
