"""Answers in Redis: shared by processes, never waited for, and done without when it is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import redis
from pydantic import SecretStr

from bot.config import Settings
from bot.llm.answers import Answers
from bot.llm.cache import redis as shelf
from bot.llm.cache.disk import Disk
from bot.llm.cache.entry import LARGEST, Entry, Lifetime
from bot.llm.cache.redis import PREFIX, BadRedisUrl, Redis, RedisMissing
from tests.llm.redis_server import RedisServer, deaf_port, impostor
from tests.llm.test_answers import Clock, Oracle, ask, clock

__all__ = ["clock"]

KEY = "0123456789abcdef" * 4


@pytest.fixture
async def server() -> AsyncIterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    await asyncio.to_thread(server.kill)


def _empty(folder: Path) -> None:
    for file in folder.glob("*.json"):
        file.unlink()


Opening = Callable[..., Any]


@pytest.fixture
async def opened(clock: Clock) -> AsyncIterator[Opening]:
    """Return a function that opens a shelf in the Redis at an address."""
    shelves: list[Redis] = []

    async def open_at(url: str, **other: Any) -> Redis:
        found = Redis(SecretStr(url), Lifetime(300.0, clock), **other)
        await found.open()
        shelves.append(found)
        return found

    yield open_at
    for found in shelves:
        await found.close()


async def test_two_processes_share_their_answers(server: RedisServer, opened: Opening, clock: Clock) -> None:
    oracle, lifetime = Oracle("Quarante", "-deux « ç »."), Lifetime(300.0, clock)
    first = Answers(lifetime, [await opened(server.url)])
    second = Answers(lifetime, [await opened(server.url)])
    await ask(first, oracle)
    assert await ask(second, oracle) == ("Quarante-deux « ç ».", True, [])
    assert oracle.asked == 1


async def test_redis_forgets_an_answer_in_time(server: RedisServer, opened: Opening, clock: Clock) -> None:
    kept = await opened(server.url)
    await kept.put(KEY, Entry("x", clock() - 100))
    direct = redis.Redis(port=server.port)
    (name,) = direct.keys()  # type: ignore[misc]
    assert name == f"{PREFIX}{KEY}".encode()
    assert 199_000 < direct.pttl(name) <= 200_000  # type: ignore[operator]
    direct.close()
    clock.moment += 250
    assert await kept.get(KEY) is None


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"not json",
        b"\xff\x00",
        b'{"key": "another", "kept_at": 1795000000.0, "text": "x"}',
        b'{"key": "%b", "kept_at": 1795000000.0, "text": 1}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1795000000.0, "text": "' % KEY.encode() + b"x" * LARGEST + b'"}',
        b"x" * 5_000_000,
    ],
)
async def test_a_value_that_is_no_answer_is_a_miss(
    server: RedisServer, opened: Opening, clock: Clock, value: bytes
) -> None:
    kept, direct = await opened(server.url), redis.Redis(port=server.port)
    direct.set(PREFIX + KEY, value)
    assert await kept.get(KEY) is None
    await kept.put(KEY, Entry("mine", clock()))
    assert await kept.get(KEY) == Entry("mine", clock())
    direct.close()


async def test_a_value_of_another_kind_is_a_miss_and_no_reason_to_leave_redis_alone(
    server: RedisServer, opened: Opening, clock: Clock
) -> None:
    kept, direct = await opened(server.url), redis.Redis(port=server.port)
    direct.rpush(PREFIX + KEY, "a", "b")
    assert await kept.get(KEY) is None
    await kept.put(KEY, Entry("mine", clock()))
    assert await kept.get(KEY) == Entry("mine", clock())
    direct.close()


async def test_a_huge_answer_is_not_sent(server: RedisServer, opened: Opening, clock: Clock) -> None:
    kept, direct = await opened(server.url), redis.Redis(port=server.port)
    await kept.put(KEY, Entry("x" * LARGEST, clock()))
    assert direct.keys() == []
    direct.close()


async def test_redis_killed_in_the_middle_is_done_without_and_found_again(
    server: RedisServer, opened: Opening, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ticking, lifetime, oracle = Clock(), Lifetime(300.0, clock), Oracle()
    kept, disk = await opened(server.url, clock=ticking), Disk(tmp_path, lifetime)

    def fresh() -> Answers:
        """Remember nothing but what is in Redis and on disk."""
        return Answers(lifetime, [kept, disk])

    await ask(fresh(), oracle, guild_id=1)
    await asyncio.to_thread(server.kill)
    # What was asked before is known from the disk, what is asked now is kept there.
    assert (await ask(fresh(), oracle, guild_id=1))[1] is True
    assert (await ask(fresh(), oracle, guild_id=2))[1] is False
    assert (await ask(fresh(), oracle, guild_id=2))[1] is True
    server.start()
    assert (await ask(fresh(), oracle, guild_id=3))[1] is False
    ticking.moment += 30
    await ask(fresh(), oracle, guild_id=4)
    _empty(tmp_path)
    assert (await ask(fresh(), oracle, guild_id=4))[1] is True
    assert (await ask(fresh(), oracle, guild_id=3))[1] is False
    log = capsys.readouterr().out
    assert log.count("Redis does not answer") == 1
    assert log.count("Redis answers again") == 1
    assert f"127.0.0.1:{server.port}" in log


async def test_where_nobody_listens_redis_is_tried_once_in_half_a_minute(
    opened: Opening, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    ticking = Clock()
    kept = await opened(f"redis://:hunter2hunter2@127.0.0.1:{deaf_port()}/0", clock=ticking)
    for _ in range(3):
        assert await kept.get(KEY) is None
        await kept.put(KEY, Entry("x", clock()))
        ticking.moment += 30
    log = capsys.readouterr().out
    assert log.count("Redis does not answer") == 1
    assert "hunter2" not in log


async def test_a_redis_that_never_answers_costs_one_question_one_timeout(opened: Opening, clock: Clock) -> None:
    async with impostor(b"") as (port, came):
        ticking = Clock()
        kept = await opened(f"redis://127.0.0.1:{port}/0", clock=ticking, seconds=0.3)
        answers, oracle = Answers(Lifetime(300.0, clock), [kept]), Oracle()
        began = time.perf_counter()
        await ask(answers, oracle, guild_id=1)
        assert 0.3 <= time.perf_counter() - began < 3
        began = time.perf_counter()
        for number in range(2, 50):
            await ask(answers, oracle, guild_id=number)
        assert time.perf_counter() - began < 2, "48 timeouts are longer"
        assert len(came) == 1
        # Half a minute later one question of many finds out that it is still so.
        ticking.moment += 30
        await asyncio.gather(*(ask(answers, oracle, guild_id=number) for number in range(50, 100)))
        assert len(came) == 2
    assert oracle.asked == 99


async def test_many_who_ask_as_redis_dies_wait_for_one_timeout_together(opened: Opening, clock: Clock) -> None:
    async with impostor(b"") as (port, _):
        kept = await opened(f"redis://127.0.0.1:{port}/0", seconds=0.1)
        answers, oracle = Answers(Lifetime(300.0, clock), [kept]), Oracle()
        began = time.perf_counter()
        await asyncio.gather(*(ask(answers, oracle, guild_id=number) for number in range(200)))
        assert time.perf_counter() - began < 5, "200 timeouts one after the other are 20 s"


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"-NOAUTH Authentication required.\r\n",
        b"-ERR max number of clients reached\r\n",
        b":many\r\n",
        b"$99999999999\r\nx",
        b"*-7\r\n",
        b"\x00\xff\r\n",
        b"$3\r\nabcdefgh\r\n",
        b"+OK\r\n" * 50,
    ],
)
async def test_something_that_is_no_redis_does_no_harm(opened: Opening, clock: Clock, said: bytes) -> None:
    async with impostor(said) as (port, _):
        kept = await opened(f"redis://:hunter2hunter2@127.0.0.1:{port}/0", seconds=0.1)
        answers, oracle = Answers(Lifetime(300.0, clock), [kept]), Oracle()
        for number in range(3):
            assert await ask(answers, oracle, guild_id=number) != ("Forty-two.", True, [])
    assert oracle.asked == 3


async def test_who_leaves_in_the_middle_does_not_leave_their_answer_to_the_next(
    server: RedisServer, opened: Opening, clock: Clock
) -> None:
    kept = await opened(server.url)
    names = [f"{number:064x}" for number in range(20)]
    for name in names:
        await kept.put(name, Entry(name, clock()))
    for name in names:
        leaving = asyncio.create_task(kept.get(names[0]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        leaving.cancel()
        assert (await kept.get(name)).text == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379",
        "127.0.0.1:6379",
        "redis://",
        "redis://:hunter2hunter2@/0",
        "redis://127.0.0.1:port/0",
        "redis://127.0.0.1:99999/0",
        "redis://:hunter2hunter2@127.0.0.1/first",
        "redis://:hunter2#hunter2@127.0.0.1/0",
        "redis://:hunter2hunter2@127.0.0.1/0?socket_timeout=soon",
        "redis://:hunter2hunter2@127.0.0.1/0?colour=red",
        "redis://[::1/0",
    ],
)
async def test_an_address_that_is_none_is_refused_at_the_start_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadRedisUrl, match="REDIS_URL") as refused:
        await Answers.over(Settings(redis_url=SecretStr(url), data_dir=tmp_path)).open()
    assert "hunter2" not in str(refused.value)


async def test_without_its_package_redis_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> ModuleType:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(shelf, "import_module", missing)
    with pytest.raises(RedisMissing, match=r"\.\[redis\]"):
        await Answers.over(Settings(redis_url=SecretStr("redis://127.0.0.1"), data_dir=tmp_path)).open()


async def test_answers_are_kept_where_the_settings_say(server: RedisServer, tmp_path: Path) -> None:
    oracle, url = Oracle(), SecretStr(server.url)
    for settings, known in (
        (Settings(data_dir=tmp_path / "a", redis_url=url), False),
        (Settings(data_dir=tmp_path / "a"), True),
        (Settings(data_dir=tmp_path / "b", redis_url=url), True),
        (Settings(data_dir=tmp_path / "c"), False),
        (Settings(data_dir=tmp_path / "a", redis_url=url, cache_ttl=0), False),
    ):
        answers = Answers.over(settings)
        await answers.open()
        assert (await ask(answers, oracle))[1] is known
        await answers.close()
    assert not (tmp_path / "b").exists()
