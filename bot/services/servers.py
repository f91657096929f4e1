"""What a server's admins chose for all of its campaigns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.domain.server import ServerSettings
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import Person
from bot.storage import Stores

QUIET: Final = timedelta(days=1)
"""Who is thrown out and comes back within this time does not greet again."""


class NotAServerAdmin(SkaldError):
    sentence = N_("Only someone with the permission Manage Server can change this for the whole server.")


class ServerService:
    """Know each server's choices; every turn asks, so they stay in memory once they were read."""

    def __init__(self, stores: Stores, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._stores = stores
        self._now = now
        self._chosen: dict[int, ServerSettings] = {}
        self._changing = asyncio.Lock()

    async def settings(self, guild_id: int) -> ServerSettings:
        """Return what a server chose."""
        try:
            return self._chosen[guild_id]
        except KeyError:
            found = await self._stores.guilds.settings(guild_id)
            # Somebody may have chosen while the database was asked; theirs is the newer.
            return self._chosen.setdefault(guild_id, found)

    async def change(self, guild_id: int, guild_name: str, *, person_may: bool, **choices: Any) -> ServerSettings:
        """Keep choices, each by its name in `ServerSettings`, and return what stands then.

        The caller makes sure that they are possible. Raises `NotAServerAdmin` when the person may not.
        """
        if not person_may:
            raise NotAServerAdmin
        async with self._changing:
            await self._stores.guilds.choose(guild_id, guild_name, choices)
            known = await self.settings(guild_id)
            self._chosen[guild_id] = replace(known, **choices)
            return self._chosen[guild_id]

    async def default_model(self, guild_id: int) -> str | None:
        """Return the name of the model a server chose; None leaves it to the operator's default."""
        return (await self.settings(guild_id)).default_model

    async def set_default_model(self, guild_id: int, guild_name: str, person_may: bool, model: str | None) -> None:
        """Let a model tell where a campaign has not picked one; None leaves it to the operator's default.

        The caller makes sure that the model is offered. Raises `NotAServerAdmin` when the person may not.
        """
        await self.change(guild_id, guild_name, person_may=person_may, default_model=model)

    async def claim_greeting(self, guild_id: int, guild_name: str) -> bool:
        """Tell whether it falls to this process to greet a server now; whoever asks again within a day hears no."""
        return await self._stores.guilds.claim_greeting(guild_id, guild_name, self._now(), QUIET)

    async def may_create(self, person: Person, guild_id: int) -> bool:
        """Tell whether a person may start campaigns: whoever manages channels, or has the role the server chose."""
        if person.steward:
            return True
        role = (await self.settings(guild_id)).creator_role_id
        return role is not None and role in person.roles
