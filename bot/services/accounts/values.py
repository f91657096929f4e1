"""What is said about accounts, between people and the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who signed in; `fresh_code` is their next recovery code when they used the one they had.

    `linked` says that the account is the one they play as.
    """

    account_id: int
    linked: bool
    fresh_code: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An attempt to sign in to an account, as its owner sees it; `outcome` is a name of `storage.attempts.Outcome`."""

    at: datetime
    discord_id: int
    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to sign in with from now on; empty is left as it is.

    `old` is None in a form that did not ask for it.
    """

    old: str | None
    new: str = ""
    again: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AccountView:
    """What a person sees of the account they play as; `email` is masked unless they are signed in to it.

    `signed_in_as` is the address of the account they are signed in to, which may be another one, `until` when that
    ends unless they do something.
    """

    name: str
    since: datetime
    email: str | None
    discord_ids: tuple[int, ...]
    signed_in_as: str | None = None
    until: datetime | None = None
    elsewhere: bool = False
