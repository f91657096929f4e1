"""Read the addresses people register and sign in with."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from bot.errors import SkaldError
from bot.i18n import N_

LONGEST_ADDRESS: Final = 254


class NotAnAddress(SkaldError):
    sentence = N_("That is no e-mail address. It looks like name@example.org, with {longest} characters at most.")


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address as it is written, and as it is compared: everybody's capitals and alphabets aside."""

    email: str
    folded: str

    @property
    def local(self) -> str:
        """What stands before the @, as it is compared."""
        return self.folded.rpartition("@")[0]


async def read_address(typed: str) -> Address:
    """Return what somebody typed as an address; raises `NotAnAddress`."""
    typed = typed.strip() if len(typed) <= 2 * LONGEST_ADDRESS else typed
    if not 3 <= len(typed) <= LONGEST_ADDRESS:
        raise NotAnAddress(longest=LONGEST_ADDRESS)
    return await asyncio.to_thread(_read, typed)


def _read(typed: str) -> Address:
    # Some 20 ms the first time, which nobody should pay who never signs in.
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        raise NotAnAddress(longest=LONGEST_ADDRESS) from None
    return Address(valid.normalized, valid.normalized.casefold())


def digest_of(folded: str, secret_key: SecretStr | None) -> str:
    """Return what is kept of an address that was typed, the same after every restart.

    Without a `SECRET_KEY`, whoever reads the database could find out by guessing which addresses were tried.
    """
    if secret_key is None:
        return hashlib.sha256(b"skald: an address " + folded.encode()).hexdigest()
    return hmac.new(secret_key.get_secret_value().encode(), b"an address " + folded.encode(), "sha256").hexdigest()


def masked(email: str) -> str:
    """Return an address as somebody sees it who is not signed in."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
