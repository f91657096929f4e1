"""A seeded year of four servers in a SQLite file, and how fast it is asked about: `python -m benchmarks statistics`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain.checking import CHECKS, coded
from bot.domain.statistics import Filters, Scope, last_days
from bot.services.people import PeopleService
from bot.services.statistics import StatisticsService
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.migrate import migrate

CALLS = 1_000_000
DUELS = 10_000
ASKED = 20
MOST_SECONDS = 1.0
MOST_STALL_MS = 50.0
GUILDS = (1_100, 1_200, 1_300, 1_400)
BUSIEST = GUILDS[0]
MODELS = tuple(
    f"{provider}/{name}"
    for provider, names in (
        ("openai", ("gpt-large", "gpt-small", "gpt-tiny")),
        ("anthropic", ("claude-large", "claude-small")),
        ("deepseek", ("chat", "reasoner")),
        ("ollama", ("llama", "qwen", "mistral")),
    )
    for name in names
)
_WEIGHTS = tuple(1 / (place + 1) for place in range(len(MODELS)))
_CAMPAIGNS = tuple((number, GUILDS[0] if number <= 40 else GUILDS[1 + number % 3]) for number in range(1, 71))
_CHECKED = coded(CHECKS)
_CALL_COLUMNS = (
    "turn_id", "guild_id", "campaign_id", "purpose", "attempt", "provider", "model", "started_at", "queue_ms",
    "ttft_ms", "first_text_ms", "e2e_ms", "chunks", "input_tokens", "cache_read_tokens", "output_tokens",
    "reasoning_tokens", "usage_source", "cost_usd", "finish_reason", "tool_calls", "tool_calls_valid", "error_class",
    "prompt_hash", "prompt_version",
)  # fmt: skip
_TURN_COLUMNS = (
    "id", "campaign_id", "number", "attempt", "channel_id", "status", "action_ids", "reply_ids", "model",
    "wanted_model", "narration", "findings", "checked", "started_at", "told_at", "first_word_ms", "last_word_ms",
    "delivered",
)  # fmt: skip
Row = tuple[Any, ...]


def make(file: Path, calls: int, duels: int, seed: int, now: datetime) -> None:
    """Fill a new database with a year up to `now`: two attempts a turn, evenings busier than nights."""
    migrate(f"sqlite:///{file}")
    chance = random.Random(seed)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        began = _text(now - timedelta(days=365))
        connection.executemany(
            "INSERT INTO guilds (id, name, created_at) VALUES (?, ?, ?)", [(one, str(one), began) for one in GUILDS]
        )
        people = [(number, f"Player {number}", began) for number in range(1, 201)]
        connection.executemany("INSERT INTO accounts (id, name, created_at) VALUES (?, ?, ?)", people)
        connection.executemany(
            "INSERT INTO campaigns (id, guild_id, owner_id, name, themes, language, secret, commitment, created_at)"
            " VALUES (?, ?, ?, ?, '[]', ?, x'00', '', ?)",
            [(one, guild, one, f"Campaign {one}", "fr" if one % 3 == 0 else "en", began) for one, guild in _CAMPAIGNS],
        )
        asked: list[Row] = []
        moments = sorted(_moment(chance, now) for _ in range(calls // 2))
        connection.executemany(_insert("turns", _TURN_COLUMNS), _turns(chance, moments, asked))
        connection.executemany(_insert("llm_calls", _CALL_COLUMNS), asked)
        _play(connection, chance, len(moments), moments)
        _duels(connection, chance, duels, moments)


def _turns(chance: random.Random, moments: list[datetime], asked: list[Row]) -> Iterator[Row]:
    for number, told_at in enumerate(moments, 1):
        campaign, guild = chance.choice(_CAMPAIGNS)
        wanted = chance.choices(MODELS, _WEIGHTS)[0]
        model = wanted if chance.random() < 0.97 else chance.choice(MODELS)
        first = chance.lognormvariate(7, 0.6)
        last = first + chance.uniform(2_000, 9_000)
        found = '[{"kind":"dice","worst":true,"detail":"","mended":false}]' if chance.random() < 0.05 else "[]"
        started = told_at - timedelta(milliseconds=last)
        size = chance.choice((1_500, 5_000, 12_000, 40_000))
        yield (
            number, campaign, number, 1, campaign, "told", "[]", "[]", model, wanted, "The fog lifts. " * 20, found,
            _CHECKED, _text(started), _text(told_at), first, last, 1,
        )  # fmt: skip
        place = (number, guild, campaign)
        asked += (_call(chance, place, purpose, model, started, size) for purpose in ("adjudicate", "narrate"))


def _call(
    chance: random.Random, place: tuple[int, int, int], purpose: str, model: str, started: datetime, size: int
) -> Row:
    provider, name = model.split("/")
    error = None if chance.random() < 0.97 else chance.choice(("TooSlow", "Overloaded", "Refusal"))
    tokens, ttft = chance.randint(30, 400), chance.uniform(200, 2_000)
    tools = chance.randint(0, 3)
    return (
        *place, purpose, 1 if chance.random() < 0.96 else 2, provider, name, _text(started), chance.uniform(0, 50),
        ttft, ttft, ttft + tokens * chance.uniform(8, 30), tokens // 3, size + chance.randint(0, 400), size // 2,
        tokens, 0, "reported", None if provider == "ollama" else size * chance.randint(100, 900),
        None if error else "stop", tools, tools, error, "h", "1",
    )  # fmt: skip


def _play(connection: sqlite3.Connection, chance: random.Random, turns: int, moments: list[datetime]) -> None:
    connection.executemany(
        "INSERT INTO actions (campaign_id, account_id, turn_id, channel_id, discord_id, kind, author, text,"
        " received_at) SELECT campaign_id, ?, id, campaign_id, id, 'message', '', 'I look.', ? FROM turns WHERE id = ?",
        (
            (chance.randint(1, 200), _text(moment), number)
            for number, moment in zip(range(1, turns + 1), moments, strict=True)
        ),
    )


def _duels(connection: sqlite3.Connection, chance: random.Random, duels: int, moments: list[datetime]) -> None:
    strength = {model: place / 3 for place, model in enumerate(MODELS)}
    rows: list[Row] = []
    votes: list[Row] = []
    for number in range(1, duels + 1):
        first, second = chance.sample(MODELS, 2)
        campaign, guild = chance.choice(_CAMPAIGNS)
        wins = 1 / (1 + np.exp(strength[second] - strength[first]))
        outcome = chance.choices(("a", "b", "tie", "bad"), (wins, 1 - wins, 0.15, 0.05))[0]
        at = _text(chance.choice(moments))
        people = chance.sample(range(1, 201), 3)
        facts = json.dumps({})
        rows.append((number, guild, campaign, number, 1, campaign, "en", "closed", first, second, "", "", facts,
                     json.dumps(people), outcome, outcome if outcome in "ab" else "a", at, at))  # fmt: skip
        votes += ((number, account, outcome if chance.random() < 0.8 else "tie", at) for account in people)
    columns = ("id", "guild_id", "campaign_id", "number", "take", "channel_id", "language", "status", "model_a",
               "model_b", "story_a", "story_b", "facts", "voters", "outcome", "told", "made_at",
               "closed_at")  # fmt: skip
    connection.executemany(_insert("duels", columns), rows)
    connection.executemany(_insert("votes", ("duel_id", "account_id", "choice", "voted_at")), votes)


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def _moment(chance: random.Random, now: datetime) -> datetime:
    day = now - timedelta(days=chance.uniform(0, 365))
    hour = chance.choices(range(24), (2, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6, 8, 12, 16, 16, 12, 8, 4))[0]
    return min(day.replace(hour=hour), now - timedelta(seconds=1))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


@dataclass(frozen=True, slots=True)
class Answered:
    """How long a question took in seconds, and how long nothing else could run meanwhile in milliseconds."""

    name: str
    p50: float
    p95: float
    stall_ms: float


async def _ask(name: str, question: Callable[[], Awaitable[object]], times: int) -> Answered:
    longest, took = 0.0, list[float]()

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            longest = max(longest, time.perf_counter() - before - 0.002)

    await question()  # whatever is loaded with the first
    ticking = asyncio.create_task(tick())
    for _ in range(times):
        before = time.perf_counter()
        await question()
        took.append(time.perf_counter() - before)
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    return Answered(name, float(np.percentile(took, 50)), float(np.percentile(took, 95)), 1000 * longest)


async def measure(file: Path, now: datetime, times: int) -> list[Answered]:
    """Roll the year up, and ask what members, stewards and operators ask."""
    database = await Database.open(f"sqlite:///{file}")
    stores = Stores.over(database)
    service = StatisticsService(stores, PeopleService(stores), lambda: now)
    try:
        rolled = [
            await _once("rolling up", lambda when=now + later: stores.rollups.roll_up(when))
            for later in (timedelta(), timedelta(hours=1))
        ]
        # What is written is no garbage to look through in the middle of an answer.
        gc.collect()
        gc.freeze()
        year = Filters(last_days(365, now))
        asked: dict[str, Callable[[], Awaitable[object]]] = {}
        for name, scope in (
            ("a server", Scope(BUSIEST)),
            ("all servers", Scope(None)),
            ("a player", Scope(BUSIEST, (1, 2))),
        ):
            asked |= {
                f"models, {name}": lambda scope=scope: service.models(scope, year),
                f"days, {name}": lambda scope=scope: service.days(scope, year),
                f"waits, {name}": lambda scope=scope: service.waits(scope, year),
                f"costs for a chart, {name}": lambda scope=scope: service.costs(scope, year, players=False),
                f"checks, {name}": lambda scope=scope: service.checks(scope, year),
            }
        asked["models of 30 days, a server"] = lambda: service.models(Scope(BUSIEST), Filters(last_days(30, now)))
        asked["costs by player of 30 days, a server"] = lambda: service.costs(
            Scope(BUSIEST), Filters(last_days(30, now))
        )
        asked["a campaign"] = lambda: service.campaign(1, year.window)
        asked["a player's own"] = lambda: service.player(1, Scope(BUSIEST), year.window)
        return rolled + [await _ask(name, question, times) for name, question in asked.items()]
    finally:
        await database.close()


async def _once(name: str, work: Callable[[], Awaitable[object]]) -> Answered:
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            longest = max(longest, time.perf_counter() - before - 0.002)

    ticking = asyncio.create_task(tick())
    before = time.perf_counter()
    await work()
    took = time.perf_counter() - before
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    return Answered(name, took, took, 1000 * longest)


def main(argv: list[str] | None = None) -> int:
    """Make the year, ask about it, print how long it took; the exit status is 1 when anything took too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks statistics", description=__doc__)
    parser.add_argument("--calls", type=int, default=CALLS, help=f"attempts at models in the year ({CALLS:,})")
    parser.add_argument("--duels", type=int, default=DUELS, help=f"duels in the year ({DUELS:,})")
    parser.add_argument("--seed", type=int, default=6, help="the same year, again (6)")
    parser.add_argument("--times", type=int, default=ASKED, help=f"how often each is asked ({ASKED})")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the database, or use the one that is there")
    options = parser.parse_args(argv)
    now = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        file = options.keep or Path(folder) / "year.db"
        if not file.exists():
            before = time.perf_counter()
            make(file, options.calls, options.duels, options.seed, now)
            print(f"{options.calls:,} attempts made in {time.perf_counter() - before:.0f} s", flush=True)
        answers = asyncio.run(measure(file, now, options.times))
    for each in answers:
        print(f"{each.name:<40} p50 {each.p50:7.3f} s  p95 {each.p95:7.3f} s  longest stall {each.stall_ms:5.1f} ms")
    slow = [each for each in answers if not each.name.startswith("rolling") and each.p95 > MOST_SECONDS]
    stalls = [each for each in answers if each.stall_ms > MOST_STALL_MS]
    for each in (*slow, *stalls):
        print(f"Too slow: {each.name}", file=sys.stderr)
    return 1 if slow or stalls else 0
