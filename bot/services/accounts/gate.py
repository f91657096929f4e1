"""Let nobody in who does not know the password, and nobody find out who is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.accounts.addresses import digest_of, read_address
from bot.services.accounts.alarms import Alarms
from bot.services.accounts.hashing import Hasher
from bot.services.accounts.passwords import measured
from bot.services.accounts.recovery import code_in, new_code, secret_of
from bot.services.people import Person
from bot.storage import Stores
from bot.storage.attempts import Attempt, Limits, Outcome
from bot.storage.credentials import Credential


class WrongSignIn(SkaldError):
    sentence = N_(
        "This address and this password do not belong together. After {most} attempts in a row, no more are taken for "
        "a while. The recovery code you got when you registered works in the place of the password."
    )


class SignInLocked(SkaldError):
    """Too many attempts failed, at this address or by this Discord user."""

    sentence = N_("Too many attempts to sign in failed. You can try again {when}.")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who was let in; `fresh_code` is the recovery code in the place of the one they used, if they did."""

    account_id: int
    at: datetime
    fresh_code: str | None


class Gate:
    """Check addresses and passwords. Everything here takes as long, and says the same, for an unknown address."""

    def __init__(
        self,
        stores: Stores,
        hasher: Hasher,
        alarms: Alarms,
        limits: Limits,
        secret_key: SecretStr | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._stores = stores
        self._hasher = hasher
        self._alarms = alarms
        self._limits = limits
        self._secret_key = secret_key
        self._clock = clock

    async def enter(self, person: Person, typed: str, password: str) -> Entry:
        """Return whose address and password, or recovery code, these are.

        Raises `NotAnAddress` and `PasswordTooLong` before anything is counted, `SignInLocked` and `WrongSignIn`.
        """
        secret = code_in(password)
        recovering = secret is not None
        secret = secret or measured(password)
        address = await read_address(typed)
        credential = await self._stores.credentials.find(address.folded)
        attempt = self._attempt(person, address.folded, None if credential is None else credential.account_id)
        right = None if credential is None else credential.recovery if recovering else credential.password
        reserved = await self._check(attempt, person, secret, right)
        if credential is None:
            raise WrongSignIn(most=self._limits.most)  # `_check` lets nobody in to nothing
        fresh = await self._use_code(credential) if recovering else None
        if recovering and fresh is None:
            await self._stores.attempts.settle(reserved, "wrong")
            raise WrongSignIn(most=self._limits.most)
        await self._stores.attempts.settle(reserved, "recovered" if recovering else "in")
        return Entry(credential.account_id, attempt.at, fresh)

    async def confirm(self, person: Person, credential: Credential, password: str) -> None:
        """Make sure that somebody knows the password of the account they are signed in to; raises as `enter` does."""
        attempt = self._attempt(person, credential.folded, credential.account_id)
        reserved = await self._check(attempt, person, measured(password), credential.password)
        await self._stores.attempts.settle(reserved, "changed")

    async def not_too_often(self, person: Person) -> None:
        """Raise `SignInLocked` for who has tried too many addresses that are taken, to see which are."""
        until = await self._stores.attempts.person_locked(person.discord_id, self._clock(), self._limits)
        if until is not None:
            raise _locked(until)

    async def note(self, person: Person, folded: str, account_id: int | None, outcome: Outcome) -> datetime:
        """Keep what somebody did with an address and return when."""
        attempt = self._attempt(person, folded, account_id)
        await self._stores.attempts.note(attempt, outcome)
        return attempt.at

    async def _use_code(self, credential: Credential) -> str | None:
        """Return the next recovery code; None when somebody else used this one at the same moment."""
        fresh = new_code()
        kept = await self._hasher.hash(secret_of(fresh))
        used = await self._stores.credentials.use_recovery(credential.account_id, credential.recovery or "", kept)
        return fresh if used else None

    async def _check(self, attempt: Attempt, person: Person, secret: bytes, right: str | None) -> int:
        """Return the id of an attempt that may be made, and whose secret is right; somebody has to settle it."""
        reserved = await self._stores.attempts.reserve(attempt, self._limits)
        if reserved.locked_until is not None and reserved.by_person:
            # Known before the address was looked at; checking all the same would let one person keep every core busy.
            raise _locked(reserved.locked_until)
        fits = await self._hasher.fits(secret, right if reserved.locked_until is None else None)
        if reserved.locked_until is not None:
            raise _locked(reserved.locked_until)
        if fits:
            return reserved.id
        await self._stores.attempts.settle(reserved.id, "wrong")
        if attempt.account_id is not None:
            locks_for = self._limits.lock if reserved.last else timedelta()
            self._alarms.failed(attempt.account_id, person, attempt.at, locks_for)
        raise WrongSignIn(most=self._limits.most)

    def _attempt(self, person: Person, folded: str, account_id: int | None) -> Attempt:
        digest = digest_of(folded, self._secret_key)
        return Attempt(account_id, digest, person.discord_id, person.name[:100], self._clock())


def _locked(until: datetime) -> SignInLocked:
    return SignInLocked(when=f"<t:{int(until.timestamp()) + 1}:R>")
