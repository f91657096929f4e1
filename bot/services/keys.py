"""Let the admins of a server bring keys of their own."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from pydantic import SecretStr

from bot.domain.attempt import Attempt
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.models import Models
from bot.services.keychain import Keychain
from bot.services.people import PeopleService, Person
from bot.services.servers import NotAServerAdmin
from bot.storage import Stores
from bot.storage.keys import SealedKey

KEY_LENGTH: Final = 500
SHORTEST_KEY: Final = 12
# What vendors make keys of. Quotes are not among it: they come from copying too much.
_KEY: Final = re.compile(r"[A-Za-z0-9._~+/=:@$!*-]+")
TRIES: Final = 5
TRIES_SECONDS: Final = 600.0


class NotAKey(SkaldError):
    sentence = N_(
        "That is not a key: a key has {shortest} to {longest} letters, digits and signs, with no blanks, quotes or "
        "line breaks in it. It was sent nowhere, and nothing was kept."
    )


class NoSuchVendor(SkaldError):
    sentence = N_("Skald takes keys for these providers: {providers}. There is none called {provider!r}.")


class NoKeyThere(SkaldError):
    sentence = N_("This server has no key of its own for {provider!r}. /keys list shows which there are.")


class TooManyTries(SkaldError):
    sentence = N_("This server has tried several keys just now. Try the next one in {minutes} min.")


@dataclass(frozen=True, slots=True)
class Admin:
    """Somebody at a server, and whether they may manage it."""

    person: Person
    guild_id: int
    guild_name: str
    may_manage: bool


@dataclass(frozen=True, slots=True)
class KeyView:
    """What is shown of a key; `opens` is False when it has to be brought again."""

    provider: str
    last_four: str
    added_by: int | None
    """The Discord id of who brought it; None when they are gone."""
    added_at: datetime
    opens: bool = True


class KeyService:
    """Try, keep, list and remove the keys of servers. Everything raises `NotAServerAdmin`, then `NoSecretKey`."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        models: Models,
        keychain: Keychain,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._stores = stores
        self._people = people
        self._models = models
        self._keychain = keychain
        self._clock = clock
        self._tries: dict[int, deque[float]] = {}
        self._changing = asyncio.Lock()

    def providers(self) -> list[str]:
        """Name the providers that take a key."""
        return self._models.keyed_providers()

    def check(self, admin: Admin, provider: str) -> None:
        """Make sure that a key for this provider can be taken; raises `NoSuchVendor`."""
        self._let_in(admin)
        if provider not in self.providers():
            raise NoSuchVendor(provider=provider[:100], providers=", ".join(self.providers()))

    async def set(self, admin: Admin, provider: str, pasted: str) -> KeyView:
        """Try a key by real calls and keep it, in the place of the one there was.

        Raises `NoSuchVendor`, `NotAKey` and `TooManyTries` before anything is sent, and `BadKey` for what came of it.
        """
        self.check(admin, provider)
        key = _key(pasted)
        self._count_try(admin.guild_id)
        self._keychain.hide(key)
        account_id = await self._people.account_of(admin.person)
        attempts: list[Attempt] = []
        try:
            await self._models.try_key(provider, key, attempts)
        finally:
            await self._stores.guilds.greet(admin.guild_id, admin.guild_name)
            await self._stores.calls.add(attempts, guild_id=admin.guild_id, account_id=account_id)
        kept = SealedKey(
            guild_id=admin.guild_id,
            provider=provider,
            sealed=await self._keychain.seal(admin.guild_id, provider, key),
            last_four=key.get_secret_value()[-4:],
            added_by=account_id,
            added_at=datetime.now(UTC),
        )
        async with self._changing:
            await self._stores.keys.put(kept, admin.guild_name)
            await self._models.renew(admin.guild_id)
        return KeyView(provider, kept.last_four, admin.person.discord_id, kept.added_at)

    async def list(self, admin: Admin) -> list[KeyView]:
        """Return a server's keys, as much of them as may be shown."""
        self._let_in(admin)
        keyring = await self._keychain.of(admin.guild_id)
        return [
            KeyView(
                provider=kept.provider,
                last_four=kept.last_four,
                added_by=kept.added_by_discord_id,
                added_at=kept.added_at,
                opens=kept.provider in keyring.keys,
            )
            for kept in await self._stores.keys.of_guild(admin.guild_id)
        ]

    async def brought(self, admin: Admin) -> list[str]:
        """Name the providers a server brought keys for; none for those who may not know."""
        if not admin.may_manage:
            return []
        return [kept.provider for kept in await self._stores.keys.of_guild(admin.guild_id)]

    async def remove(self, admin: Admin, provider: str) -> None:
        """Take a key away; the operator's is used from the next turn on, where there is one. Raises `NoKeyThere`."""
        self._let_in(admin)
        async with self._changing:
            if not await self._stores.keys.remove(admin.guild_id, provider):
                raise NoKeyThere(provider=provider[:100])
            await self._models.renew(admin.guild_id)

    def _let_in(self, admin: Admin) -> None:
        if not admin.may_manage:
            raise NotAServerAdmin
        self._keychain.require()

    def _count_try(self, guild_id: int) -> None:
        """Keep a server from trying one key after the other in the operator's name; raises `TooManyTries`."""
        now = self._clock()
        tries = self._tries.setdefault(guild_id, deque(maxlen=TRIES))
        if len(tries) == TRIES and (wait := tries[0] + TRIES_SECONDS - now) > 0:
            raise TooManyTries(minutes=int(wait // 60) + 1)
        tries.append(now)


def _key(pasted: str) -> SecretStr:
    key = pasted.strip()
    if not SHORTEST_KEY <= len(key) <= KEY_LENGTH or _KEY.fullmatch(key) is None:
        raise NotAKey(shortest=SHORTEST_KEY, longest=KEY_LENGTH)
    return SecretStr(key)
