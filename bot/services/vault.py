"""Seal secrets for the database, so that the database alone gives nobody a key."""

from __future__ import annotations

import asyncio
import hashlib
import os
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from bot.errors import SkaldError
from bot.i18n import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# What is sealed says how: another way of sealing gets another first byte.
_FORMAT: Final = b"\x01"
_NONCE: Final = 12
_TAG: Final = 16
# scrypt with the costs its author gives for a log-in: some 50 ms and 16 MB, once for each start. SECRET_KEY is the
# same for every row, so the salt only has to be this program's own.
_SALT: Final = b"skald: keys that servers bring"
_COST, _BLOCK, _LANES, _LENGTH = 2**14, 8, 1, 32


class NoSecretKey(SkaldError):
    sentence = N_(
        "Servers cannot bring their own keys here yet: whoever runs Skald has to set SECRET_KEY first, as .env.example "
        "explains."
    )


class CannotOpen(SkaldError):
    sentence = N_("This key can no longer be opened. Bring it again with /keys set.")


class Vault:
    """Seal and open secrets with a key made from `SECRET_KEY`; what is sealed for one owner opens for no other."""

    def __init__(self, secret_key: SecretStr | None) -> None:
        self._secret_key = secret_key
        self._cipher: AESGCM | None = None
        self._deriving = asyncio.Lock()

    def require(self) -> None:
        """Raise `NoSecretKey` when there is nothing to seal with."""
        if self._secret_key is None:
            raise NoSecretKey

    async def seal(self, secret: SecretStr, owner: str) -> bytes:
        """Return the secret as only this vault opens it, and only for this owner; raises `NoSecretKey`."""
        cipher = await self._ready()
        nonce = os.urandom(_NONCE)
        return _FORMAT + nonce + cipher.encrypt(nonce, secret.get_secret_value().encode(), _bound_to(owner))

    async def open(self, sealed: bytes, owner: str) -> SecretStr:
        """Return what was sealed for this owner; raises `CannotOpen`, `NoSecretKey`."""
        cipher = await self._ready()
        from cryptography.exceptions import InvalidTag

        if not sealed.startswith(_FORMAT) or len(sealed) < len(_FORMAT) + _NONCE + _TAG:
            raise CannotOpen
        nonce, closed = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return SecretStr(cipher.decrypt(nonce, closed, _bound_to(owner)).decode())
        except InvalidTag:
            raise CannotOpen from None

    async def _ready(self) -> AESGCM:
        if self._cipher is None:
            self.require()
            async with self._deriving:
                if self._cipher is None:
                    self._cipher = await asyncio.to_thread(self._derive)
        return self._cipher

    def _derive(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if self._secret_key is None:
            raise NoSecretKey
        secret = self._secret_key.get_secret_value().encode()
        return AESGCM(hashlib.scrypt(secret, salt=_SALT, n=_COST, r=_BLOCK, p=_LANES, dklen=_LENGTH))


def _bound_to(owner: str) -> bytes:
    return _FORMAT + owner.encode()
