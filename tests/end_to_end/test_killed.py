"""Skald is killed in the middle of turns, and in the end every action is answered exactly once."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.storage.engine import Database
from bot.storage.tables import actions, messages, turns
from playground.model import Message
from playground.server import Playground
from tests.forked import Forked

KILLS = 50


class Victim:
    """Skald in a process of its own."""

    def __init__(self, playground: Playground, url: str, folder: Path) -> None:
        self.playground = playground
        self.folder = folder
        self.environment = {
            "DISCORD_TOKEN": playground.token,
            "DISCORD_API_URL": playground.api_url,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "OLLAMA_BASE_URL": "http://127.0.0.1:9/v1",
            "NARRATOR_PACE": "0.004",
            "LOG_LEVEL": "INFO",
            "LOG_FORMAT": "json",
        }
        self.process: Forked | None = None
        self.log = asyncio.StreamReader()

    async def start(self) -> None:
        ours, theirs = os.pipe()
        self.process = Forked(["run"], self.folder, {**os.environ, **self.environment}, (0, theirs, theirs))
        os.close(theirs)
        self.log = asyncio.StreamReader()
        pipe = os.fdopen(ours, "rb")
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(self.log), pipe)
        await self.playground.online(timeout=30)

    async def kill(self) -> None:
        """End the process as `kill -9` does, and wait until Discord has noticed."""
        if self.process is not None:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)
            self.process = None
            await self.playground.wait_for(lambda: not self.playground.gateway.online, what="the bot to be gone")


@pytest.fixture
async def victim(database_url: str, tmp_path: Path) -> AsyncIterator[Victim]:
    playground = await Playground.start(rate_limits=False, record=0)
    victim = Victim(playground, database_url, tmp_path)
    yield victim
    await victim.kill()
    await playground.close()


@pytest.mark.timeout(240)
async def test_after_fifty_kills_every_action_is_answered_exactly_once(victim: Victim, database_url: str) -> None:
    chance = random.Random(20)
    playground = victim.playground
    channel, kira, ada = playground.channel("campaign"), playground.person("kira"), playground.person("ada")
    kills = KILLS if "sqlite" in database_url else 5
    await victim.start()
    await playground.wait_for(lambda: playground.world.application.commands, 30, "the slash commands")
    call = await ada.slash(channel, "campaign create", name="Undying", themes="ruins", language="en")
    await call.reply()
    for number in range(kills):
        said = await kira.say(channel, f"I take step {number} into the dark.")
        if number % 2:
            # The most dangerous moment: the reply stands in Discord and Skald has not written that down.
            await playground.wait_for(lambda said=said: _answer_to(said, playground), 20, "a reply to be killed over")
        else:
            await asyncio.sleep(chance.uniform(0.0, 0.9))
        await victim.kill()
        await victim.start()
    await kira.say(channel, "I stop and rest at last.")

    database = await Database.open(database_url)
    try:
        await check_all_answered(victim, database, kills + 2)
        await check_told_once(playground, database)
    finally:
        await database.close()


def _answer_to(said: Message, playground: Playground) -> bool:
    last = playground.channel("campaign").messages[-1]
    return last.id > said.id and last.author is playground.world.application.bot


async def check_all_answered(victim: Victim, database: Database, expected: int) -> None:
    """Look after each turn that the bot says it told."""
    answered = select(func.count()).select_from(actions).where(actions.c.turn_id.is_not(None))
    async with asyncio.timeout(60):
        while True:
            async with database.autocommit() as connection:
                if (await connection.execute(answered)).scalar_one() == expected:
                    return
            while b"turn told" not in (line := await victim.log.readline()):
                assert line, "the bot ended"


async def check_told_once(playground: Playground, database: Database) -> None:
    async with database.autocommit() as connection:
        told = (await connection.execute(select(turns).order_by(turns.c.number))).all()
        spoken = (await connection.execute(select(messages.c.content).where(messages.c.role == "user"))).scalars().all()
    assert [turn.number for turn in told] == list(range(1, len(told) + 1))
    assert {turn.status for turn in told} == {"told"}
    assert len(spoken) == len(set(spoken))
    bot = playground.world.application.bot
    shown = [m for m in playground.channel("campaign").messages if m.author is bot and m.interaction_metadata is None]
    assert [message.id for message in shown] == [one for turn in told for one in turn.reply_ids]
    for turn, message in zip(told, shown, strict=True):
        assert message.content.startswith(turn.narration[:200])
        assert "▌" not in message.content
