"""The seeded month of play in which tests and pictures look at three made-up models, served where a vendor stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.storage.engine import Database
from bot.storage.samples import made
from bot.storage.samples import month as samples

AMBER, BASALT, CEDAR = MODELS = tuple(replace(one, provider="studio") for one in made.MODELS)


def catalogue(url: str) -> str:
    """Write the file that offers these models, served where a vendor stands."""
    told = [f'[[endpoints]]\nname = "studio"\ndialect = "openai"\nbase_url = "{url}"\n']
    told += [
        f'[[models]]\nprovider = "studio"\nid = "{one.key}"\nlabel = "{one.label}"\n'
        f"price = {{ input = {one.price[0]}, output = {one.price[1]}, checked = 2026-11-01 }}\n"
        for one in MODELS
    ]
    return "\n".join(told)


class Month:
    """A month up to `now` that these models told, always the same."""

    def __init__(self, database: Database, guild_id: int, now: datetime) -> None:
        self.database = database
        self._rows = samples.Month(guild_id, now, models=MODELS)

    async def play(self, known: Mapping[str, int], process: str) -> None:
        """Keep the month; `known` are people by name who have a Discord user, `process` is who took the samples."""
        async with self.database.begin() as connection:
            await self._rows.play(connection, known)
            await self._rows.breathe(connection, process)
