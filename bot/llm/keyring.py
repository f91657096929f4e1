"""Know which keys each server brought, once they were asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.i18n import N_
from bot.llm.errors import NotOffered


class KeySealed(NotOffered):
    """A model whose key the server brought, and that nobody can open any more."""

    sentence = N_(
        "The key this server brought for {model} can no longer be opened, because SECRET_KEY is not what it was. An "
        "admin of this server can bring the key again with /keys set. Offered now: {offered}."
    )


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys a server brought, by provider; `sealed` names those whose key is kept but cannot be opened."""

    keys: Mapping[str, SecretStr] = field(default_factory=dict[str, SecretStr])
    sealed: frozenset[str] = frozenset()


KeyringSource = Callable[[int], Awaitable[Keyring]]
NO_KEYS = Keyring()


async def no_keys(_guild_id: int) -> Keyring:
    """Say that a server brought no keys."""
    return NO_KEYS


class Keyrings:
    """Remember each server's keys; every turn asks for them."""

    def __init__(self, source: KeyringSource) -> None:
        self._source = source
        self._known: dict[int, Keyring] = {}
        self._newest: dict[int, int] = {}
        self._asked = 0

    async def of(self, guild_id: int | None) -> Keyring:
        """Return a server's keys, asked for when they are first needed; None is nobody's server."""
        if guild_id is None:
            return NO_KEYS
        known = self._known.get(guild_id)
        return await self.renew(guild_id) if known is None else known

    def known(self, guild_id: int | None) -> Keyring:
        """Return a server's keys, which were asked for before; raises LookupError otherwise."""
        return NO_KEYS if guild_id is None else self._known[guild_id]

    async def renew(self, guild_id: int) -> Keyring:
        """Ask again for a server's keys."""
        self._asked += 1
        mine = self._newest[guild_id] = self._asked
        try:
            found = await self._source(guild_id)
        except BaseException:
            # Better to ask again than to go on with a key that may have been taken away.
            self._known.pop(guild_id, None)
            raise
        # An answer to an older question may be what was there before a change.
        if mine == self._newest[guild_id] or guild_id not in self._known:
            self._known[guild_id] = found
        return self._known[guild_id]

    def __iter__(self) -> Iterator[Keyring]:
        """Walk over the keys of every server that was asked for."""
        return iter(tuple(self._known.values()))
