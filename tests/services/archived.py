"""Campaigns that are written down, and what tests of them share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks import kept
from benchmarks.campaign import PLAYERS, LongCampaign
from benchmarks.model_server import ModelServer
from benchmarks.seat import CHANNEL, seated, settled
from bot.bootstrap import Services
from bot.domain.archive import opened as read_archive
from bot.domain.archive import sealed, written
from bot.services.people import Person
from bot.services.utterance import Utterance
from bot.storage.tables import metadata

ELSEWHERE = 78
TURNS = 44
ZOE = Person(9001, "Zoë", steward=True)


@dataclass(frozen=True)
class Exported:
    """A campaign in the three forms, as it is written down."""

    markdown: str
    html: str
    json: bytes

    @property
    def content(self) -> dict[str, Any]:
        return json.loads(self.json)


async def export(folder: Path, turns: int = TURNS) -> Exported:
    """Play a campaign with fights, undone and retold turns, changes by hand and facts, and write it down."""
    async with ModelServer().running() as model, seated(folder, model, PLAYERS) as (services, parlour, table):
        await LongCampaign(services, parlour, table, model, turns).play()
        owner = PLAYERS[0]
        await kept.rearrange(services, table, owner, 1)
        now = datetime.now(UTC)
        await services.retelling.ask(Utterance(owner, CHANNEL, parlour.next_id(), "retell", "openai/gpt-4o", now))
        await services.play.go_on(CHANNEL)
        await settled(table)
        await kept.rearrange(services, table, owner, 2)
        await services.memory.note(CHANNEL, owner, "The bell", "rings under water at <b>dusk</b>")
        documents = [await services.archives.export(CHANNEL, owner, form) for form in ("markdown", "html", "json")]
        assert [one.name for one in documents] == [
            "the-drowned-bell.md",
            "the-drowned-bell.html",
            "the-drowned-bell.skald.json",
        ]
        return Exported(documents[0].content.decode(), documents[1].content.decode(), documents[2].content)


async def bring(services: Services, data: bytes, channel_id: int = ELSEWHERE) -> None:
    await services.archives.bring(channel_id, ZOE, data, guild_id=8, guild_name="Elsewhere")


async def rows(services: Services) -> dict[str, int]:
    """Count what is kept of campaigns; accounts and servers are nobody's story."""
    async with services._database.autocommit() as connection:
        counted: dict[str, int] = {}
        for name, table in metadata.tables.items():
            if name not in ("accounts", "account_identities", "guilds"):
                counted[name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        return counted


def resealed(content: dict[str, Any]) -> bytes:
    """Write content that was changed by somebody who knows how seals are made; raises NotAValue where it cannot be."""
    return written(sealed(read_archive(json.dumps(content).encode())))
