"""Know people by the Discord user they first came as."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.storage import Stores


@dataclass(frozen=True, slots=True)
class Person:
    """A Discord user who does something.

    `steward` says that they may manage the channel, `admin` that they may manage the server; `roles` are their roles
    there, by Discord's ids.
    """

    discord_id: int
    name: str
    steward: bool = False
    admin: bool = False
    roles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person may reach at a server; with a `channel_id`, to what stands in that channel alone."""

    person: Person
    guild_id: int
    channel_id: int | None = None

    def covers(self, channel_id: int | None) -> bool:
        """Tell whether a channel is within reach."""
        return self.channel_id is None or self.channel_id == channel_id


class PeopleService:
    """Give every Discord user an account at first contact, silently."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._known: dict[int, int] = {}
        # Who does a hundred things at once is looked up once.
        self._meeting = asyncio.Lock()

    async def account_of(self, person: Person) -> int:
        """Return the person's account id, made now when they are new."""
        account_id = self._known.get(person.discord_id)
        if account_id is not None:
            return account_id
        async with self._meeting:
            if (account_id := self._known.get(person.discord_id)) is None:
                account_id = await self._stores.accounts.ensure(person.discord_id, person.name)
                self._known[person.discord_id] = account_id
        return account_id

    async def met(self, discord_id: int) -> int | None:
        """Return the account of a Discord user; None for somebody who was never here."""
        account_id = self._known.get(discord_id)
        return account_id if account_id is not None else await self._stores.accounts.find(discord_id)

    def known(self, discord_id: int) -> int | None:
        """Return the account of a Discord user who was here since the start, or was made known; asks nobody."""
        return self._known.get(discord_id)

    def know(self, discord_id: int, account_id: int) -> None:
        """Know a Discord user before their first contact."""
        self._known.setdefault(discord_id, account_id)

    def forget(self, discord_id: int) -> None:
        """Look a Discord user up again at the next contact: they are somebody else by now."""
        self._known.pop(discord_id, None)
