"""Whoever watches Skald sees what it does, and why it does nothing."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.monitoring import watched
from playground.server import Playground
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_command_line import ended, run
from tests.watching import Figure, figures

KEY = SecretStr("sk-loopback-key-for-tests")
SCENE = Reply(tokens=("The ", "fog ", "lifts."))
BUSY = Reply(status=503, fault="status")
GPT = {"provider": "openai", "model": "gpt-4o"}


class Watcher:
    """Prometheus, and whatever else looks at the port."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self._at = f"http://127.0.0.1:{port}"
        self._session = session

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(f"{self._at}{path}") as response:
            return response.status, await response.text()

    async def scrape(self) -> Figure:
        code, body = await self.get("/metrics")
        assert code == 200
        return figures(text_string_to_metric_families(body))

    async def until(self, code: int, seconds: float = 20) -> str:
        """Ask /readyz until it answers so, and return what it says."""
        async with asyncio.timeout(seconds):
            while True:
                answered, body = await self.get("/readyz")
                if answered == code:
                    return body


@asynccontextmanager
async def watching(seat: Seat) -> AsyncGenerator[Watcher]:
    """Open the port of a running Skald."""
    settings = seat.settings.model_copy(update={"metrics_port": 0, "metrics_host": "127.0.0.1"})
    assert seat.bot is not None
    status = seat.bot.services.status
    async with watched(settings, lambda: status) as port, aiohttp.ClientSession() as session:
        assert port is not None
        yield Watcher(port, session)


async def test_a_turn_moves_the_counters(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        async with watching(seat) as watcher:
            before = await watcher.scrape()
            assert before("skald_turns_total", outcome="told") == 0
            assert before("skald_llm_attempts_total", **GPT, outcome="ok") is None
            await seat.create_campaign(model="openai/gpt-4o")
            await seat.settled()
            vendor.script.append(BUSY)
            await seat.kira.say(seat.channel, "I wait.")
            await seat.told(2)
            await seat.settled()
            after = await watcher.scrape()
    assert after("skald_turns_total", outcome="told") == 2
    assert after("skald_llm_attempts_total", **GPT, outcome="ok") == 2
    assert after("skald_llm_attempts_total", **GPT, outcome="Overloaded") == 1
    assert after("skald_llm_first_token_seconds_count", **GPT) == 2
    assert after("skald_turn_first_word_seconds_count") == 2
    assert after("skald_llm_output_tokens_total", **GPT, source="reported")
    assert after("skald_breakers", provider="openai", key="operator", state="closed") == 1
    assert after("skald_actions_waiting") == after("skald_turns_in_progress") == 0
    assert after("skald_database_up") == after("skald_discord_connected") == after("skald_discord_guilds") == 1


async def test_a_turn_that_fails_is_counted_and_its_action_waits(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        vendor.default = Reply(status=401, fault="status")
        async with watching(seat) as watcher:
            await seat.kira.say(seat.channel, "I wait.")
            await seat.told(2)
            await seat.settled()
            figure = await watcher.scrape()
    assert figure("skald_turns_total", outcome="failed") == 1
    assert figure("skald_llm_attempts_total", **GPT, outcome="KeyRefused") == 1
    assert figure("skald_actions_waiting") == 1
    assert figure("skald_turns_in_progress") == 0


async def test_no_name_and_no_key_is_shown(sit: Sitting) -> None:
    async with ModelServer(SCENE).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        async with watching(seat) as watcher:
            await seat.create_campaign(model="openai/gpt-4o", name="Thornhold", themes="glass orchids")
            await seat.kira.say(seat.channel, "I hum a shanty.")
            await seat.told(2)
            await seat.settled()
            _, shown = await watcher.get("/metrics")
    hidden = (KEY.get_secret_value(), "Thornhold", "orchid", "shanty", seat.kira.name, seat.playground.guild.name)
    assert not [word for word in hidden if word.casefold() in shown.casefold()]
    assert str(seat.playground.guild.id) not in shown


async def test_a_gateway_that_drops_is_told_until_it_is_back(seat: Seat) -> None:
    async with watching(seat) as watcher:
        await watcher.until(200)
        seat.playground.faults.drop_gateway()
        await watcher.until(200)
        await seat.playground.close()
        assert await watcher.until(503) == "Discord: not connected\n"
        assert (await watcher.scrape())("skald_discord_connected") == 0
        assert await watcher.get("/healthz") == (200, "alive\n")


@pytest.fixture
async def discord() -> AsyncGenerator[Playground]:
    """A loopback Discord to connect to."""
    playground = await Playground.start()
    yield playground
    await playground.close()


async def test_the_program_opens_its_port_and_closes_it_with_its_end(discord: Playground, tmp_path: Path) -> None:
    program = run(
        folder=tmp_path,
        DISCORD_TOKEN=discord.token,
        DISCORD_API_URL=discord.api_url,
        METRICS_PORT="0",
        METRICS_HOST="127.0.0.1",
    )
    port: int | None = None
    async with asyncio.timeout(30):
        while port is None:
            line = await asyncio.to_thread(program.line)
            assert line, "it ended"
            told = re.search(r"serving.*port.*?=\D*(\d+)", re.sub(r"\x1b\[\d*m", "", line))
            port = int(told[1]) if told else None
    async with aiohttp.ClientSession() as session:
        watcher = Watcher(port, session)
        assert await watcher.get("/healthz") == (200, "alive\n")
        assert await watcher.until(200, 30) == "ready\n"
        assert (await watcher.scrape())("skald_discord_guilds") == 1
    program.end()
    status, said = await ended(program)
    assert status == 0, said
    assert "GET /" not in said
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_port_in_use_ends_the_start_with_a_sentence(discord: Playground, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        program = run(
            folder=tmp_path,
            DISCORD_TOKEN=discord.token,
            DISCORD_API_URL=discord.api_url,
            METRICS_PORT=port,
            METRICS_HOST="127.0.0.1",
        )
        status, said = await ended(program)
    assert status == 1
    assert f"METRICS_PORT={port}" in said
    assert "Traceback" not in said
    assert not discord.gateway.online
