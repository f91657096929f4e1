"""Hand the models each server's keys, opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog
from pydantic import SecretStr

from bot import log as secrets_of_the_log
from bot.llm.keyring import NO_KEYS, Keyring
from bot.services.vault import CannotOpen, NoSecretKey, Vault
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

Hide = Callable[[Iterable[str]], None]


def owner_of(guild_id: int, provider: str) -> str:
    """Name whom a key is sealed for: moved to another server or vendor, it opens no more."""
    return f"{guild_id}:{provider}"


class Keychain:
    """Open the keys that servers brought, out of reach of the log."""

    def __init__(self, stores: Stores, vault: Vault, hide: Hide = secrets_of_the_log.hide) -> None:
        self._stores = stores
        self._vault = vault
        self._hide = hide

    async def of(self, guild_id: int) -> Keyring:
        """Return a server's keys as they are kept now."""
        kept = await self._stores.keys.sealed(guild_id)
        if not kept:
            return NO_KEYS
        keys: dict[str, SecretStr] = {}
        for provider, sealed in kept.items():
            try:
                keys[provider] = await self._vault.open(sealed, owner_of(guild_id, provider))
            except (CannotOpen, NoSecretKey):
                # The server's admins read it in /keys list, and its players when a turn wanted this key.
                log.warning("a server's key cannot be opened with this SECRET_KEY", guild=guild_id, provider=provider)
        self._hide(key.get_secret_value() for key in keys.values())
        return Keyring(keys, frozenset(kept) - keys.keys())

    async def seal(self, guild_id: int, provider: str, key: SecretStr) -> bytes:
        """Return a server's key as it is kept."""
        return await self._vault.seal(key, owner_of(guild_id, provider))

    def hide(self, key: SecretStr) -> None:
        """Keep a key out of the log."""
        self._hide([key.get_secret_value()])

    def require(self) -> None:
        """Raise `NoSecretKey` when keys cannot be kept."""
        self._vault.require()
