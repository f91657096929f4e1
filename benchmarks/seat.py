"""Skald as it runs, with a model on loopback and a place that is nothing but memory, and people at its table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from benchmarks.model_server import ModelServer
from benchmarks.parlour import Parlour
from bot.bootstrap import Services, open_services
from bot.config import Settings
from bot.domain.campaign import TableRules
from bot.services.people import Person
from bot.services.table import Table
from bot.services.utterance import Utterance
from bot.storage.migrate import migrate

CHANNEL = 77
_CALLINGS = (("human", "fighter"), ("elf", "rogue"), ("dwarf", "cleric"), ("halfling", "wizard"), ("human", "ranger"))


def settings(folder: Path, model: ModelServer) -> Settings:
    """Return the settings of a bot whose only model is this one, all else as an operator finds it."""
    return Settings.model_construct(
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'skald.db'}",
        openai_base_url=model.url,
        openai_api_key=SecretStr("sk-loopback-key"),
        # An evening is played in seconds.
        turns_per_minute=1_000_000,
        server_turns_per_minute=1_000_000,
        # Nothing listens there.
        ollama_base_url="http://127.0.0.1:9/v1",
    )


@asynccontextmanager
async def opened(chosen: Settings, parlour: Parlour) -> AsyncGenerator[Services]:
    """Open the services over a database, which is made where there is none."""
    await asyncio.to_thread(migrate, chosen.database)
    services = await open_services(chosen, parlour, parlour, parlour)
    try:
        yield services
    finally:
        await services.close()


@asynccontextmanager
async def seated(
    folder: Path, model: ModelServer, people: Sequence[Person]
) -> AsyncGenerator[tuple[Services, Parlour, Table]]:
    """Start a campaign in an empty folder, each with a character; the first of the people owns it."""
    parlour = Parlour()
    async with opened(settings(folder, model), parlour) as services:
        opening = Utterance(people[0], CHANNEL, parlour.next_id(), "opening", "The campaign begins.", datetime.now(UTC))
        await services.campaigns.create(
            opening,
            guild_id=7,
            guild_name="The Ship",
            name="The Drowned Bell",
            themes="fog, smugglers",
            language="en",
            model="openai/gpt-4o",
            # Nobody is there to choose.
            rules=TableRules(levels="automatic"),
        )
        for person, (race, class_) in zip(people, _CALLINGS, strict=False):
            sheet = {"name": person.name, "race": race, "class_": class_, "description": ""}
            await services.creation.create(CHANNEL, person, **sheet)
        await services.campaigns.begin(CHANNEL)
        table = await services.campaigns.changeable(CHANNEL, people[0])
        await settled(table)
        yield services, parlour, table


async def settled(table: Table) -> None:
    """Wait until every turn that can be told is told."""
    while table.worker is not None:
        await asyncio.gather(table.worker)
