"""What a server's admins chose for all of its campaigns."""

from __future__ import annotations

import asyncio

from bot.errors import SkaldError
from bot.i18n import N_
from bot.storage import Stores


class NotAServerAdmin(SkaldError):
    sentence = N_("Only someone with the permission Manage Server can change this for the whole server.")


class ServerService:
    """Know each server's choices; every turn asks, so they stay in memory once they were read."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._default_models: dict[int, str | None] = {}
        self._changing = asyncio.Lock()

    async def default_model(self, guild_id: int) -> str | None:
        """Return the name of the model a server chose; None leaves it to the operator's default."""
        try:
            return self._default_models[guild_id]
        except KeyError:
            found = await self._stores.guilds.default_model(guild_id)
            # Somebody may have chosen while the database was asked; theirs is the newer.
            return self._default_models.setdefault(guild_id, found)

    async def set_default_model(self, guild_id: int, guild_name: str, person_may: bool, model: str | None) -> None:
        """Let a model tell where a campaign has not picked one; None leaves it to the operator's default.

        The caller makes sure that the model is offered. Raises `NotAServerAdmin` when the person may not.
        """
        if not person_may:
            raise NotAServerAdmin
        async with self._changing:
            await self._stores.guilds.set_default_model(guild_id, guild_name, model)
            self._default_models[guild_id] = model
