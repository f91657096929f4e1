"""What a password has to be."""

from __future__ import annotations

import importlib.util
import string
import unicodedata
from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.accounts.addresses import Address

SHORTEST: Final = 8
MOST_BYTES: Final = 72
"""What bcrypt takes."""
_SHORTEST_NAME: Final = 3
_TAIL: Final = string.digits + string.punctuation


class PasswordTooLong(SkaldError):
    sentence = N_(
        "A password may have {most} bytes at most: that many plain letters and digits, or fewer with accents or emoji. "
        "Choose a shorter one."
    )


class WeakPassword(SkaldError):
    """A password that would be guessed."""


class PasswordTooSimple(WeakPassword):
    sentence = N_(
        "A password needs at least {shortest} characters, among them a capital letter, a small letter and a digit. "
        "Nothing was kept; try again."
    )


class CommonPassword(WeakPassword):
    sentence = N_("This password is among those that everybody tries first. Nothing was kept; choose another one.")


class PasswordNamesAddress(WeakPassword):
    sentence = N_("A password must not contain the name in your address. Nothing was kept; choose another one.")


class PasswordsDiffer(SkaldError):
    sentence = N_("The two new passwords are not the same. Nothing was kept; try again.")


def measured(typed: str) -> bytes:
    """Return a password as it is hashed, whatever keyboard it comes from; raises `PasswordTooLong`.

    Somebody can send anything here, so its length is looked at before anything that takes time.
    """
    if len(typed) <= MOST_BYTES:
        # A lone surrogate is no character that anybody can type.
        written = unicodedata.normalize("NFC", typed).encode(errors="replace")
        if len(written) <= MOST_BYTES:
            return written
    raise PasswordTooLong(most=MOST_BYTES)


def check(typed: str, again: str, address: Address) -> bytes:
    """Return a new password as it is hashed; raises `PasswordsDiffer`, `PasswordTooLong` and `WeakPassword`.

    Takes some ten milliseconds, so it belongs into a thread.
    """
    written = measured(typed)
    if typed != again:
        raise PasswordsDiffer
    kinds = (str.isupper, str.islower, str.isdigit)
    if len(typed) < SHORTEST or not all(any(map(kind, typed)) for kind in kinds):
        raise PasswordTooSimple(shortest=SHORTEST)
    folded = typed.casefold()
    if len(address.local) >= _SHORTEST_NAME and address.local in folded:
        raise PasswordNamesAddress
    common = _common()
    if folded in common or folded.rstrip(_TAIL) in common:
        raise CommonPassword
    return written


def _common() -> Set[str]:
    """Read the passwords people use most, in small letters.

    The module is run from its file and let go: imported, its lists of names and words would stay in memory for good.
    """
    spec = importlib.util.spec_from_file_location("common_passwords", _frequency_lists())
    if spec is None or spec.loader is None:
        raise ImportError("zxcvbn has no frequency lists")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return frozenset(module.FREQUENCY_LISTS["passwords"])


@cache
def _frequency_lists() -> Path:
    package = importlib.util.find_spec("zxcvbn")
    if package is None or package.origin is None:
        raise ImportError("zxcvbn is not installed")
    return Path(package.origin).with_name("frequency_lists.py")
