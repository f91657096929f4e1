"""How often one may act, counted by one process and by several together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from bot.services.limiter import Limiter, ServerTooBusy, TooOften
from bot.services.window import Window
from tests.llm.redis_server import RedisServer, deaf_port, impostor

ADA, BEN, SERVER = 1, 2, 77


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


async def allowed(limiter: Limiter, who: int, tries: int, server: int = SERVER) -> int:
    """Count how many of so many tries at once go through."""
    tried = await asyncio.gather(*(limiter.take(who, server) for _ in range(tries)), return_exceptions=True)
    unexpected = [one for one in tried if one is not None and not isinstance(one, TooOften)]
    assert unexpected == []
    return sum(one is None for one in tried)


async def test_a_player_is_stopped_at_the_limit_and_told_when_to_go_on() -> None:
    limiter = Limiter(None, player=3, server=100)
    assert await allowed(limiter, ADA, 5) == 3
    assert await allowed(limiter, BEN, 1) == 1
    with pytest.raises(TooOften, match=r"<t:\d+:R>"):
        await limiter.take(ADA, SERVER)


async def test_a_server_has_a_limit_of_its_own() -> None:
    limiter = Limiter(None, player=3, server=4)
    assert [await allowed(limiter, ADA, 3), await allowed(limiter, BEN, 3)] == [3, 1]
    with pytest.raises(ServerTooBusy):
        await limiter.take(5, SERVER)
    assert await allowed(limiter, 5, 1, server=78) == 1


async def test_a_minute_later_there_is_room_again_and_nothing_is_kept_of_who_left() -> None:
    now = 1000.0
    limiter = Limiter(None, player=2, server=100, clock=lambda: now)
    assert await allowed(limiter, ADA, 2) == 2
    now = 1030.0
    with pytest.raises(TooOften) as caught:
        await limiter.take(ADA, SERVER)
    assert caught.value.until == 1061
    now = 1060.5
    assert await allowed(limiter, ADA, 3) == 2
    window = Window(60, lambda: now)
    for who in range(1000):
        now += 1
        assert window.hit(str(who), 1) is None
    assert len(window) == 60


async def test_processes_count_together_in_redis(redis: RedisServer) -> None:
    first, second = (Limiter(SecretStr(redis.url), player=4, server=100, seconds=10) for _ in range(2))
    assert await allowed(first, ADA, 3) + await allowed(second, ADA, 3) == 4


async def test_a_redis_that_dies_leaves_each_process_counting_by_itself(redis: RedisServer) -> None:
    limiter = Limiter(SecretStr(redis.url), player=2, server=100, seconds=10)
    assert await allowed(limiter, ADA, 1) == 1
    redis.kill()
    assert await allowed(limiter, ADA, 5) == 2


async def test_no_redis_and_one_that_never_answers_lose_nobody_a_turn() -> None:
    assert await allowed(Limiter(SecretStr(f"redis://127.0.0.1:{deaf_port()}/0"), 2, 100), ADA, 3) == 2
    async with impostor(b"") as (port, came):
        assert await allowed(Limiter(SecretStr(f"redis://127.0.0.1:{port}/0"), 2, 100), ADA, 3) == 2
        assert came


async def test_an_address_the_counting_does_not_know_is_counted_without() -> None:
    assert await allowed(Limiter(SecretStr("unix:///nowhere/redis.sock"), 2, 100), ADA, 3) == 2
