"""The code that lets somebody in once who forgot their password."""

from __future__ import annotations

import base64
import re
import secrets
from typing import Final

_LENGTH: Final = 20
_GROUP: Final = 5
_CODE: Final = re.compile(rf"[A-Z2-7]{{{_LENGTH}}}")
_BLANKS: Final = re.compile(r"[\s-]+")
# Longer than any code with whatever stands between its groups.
_LONGEST: Final = 72


def new_code() -> str:
    """Return a code of 100 random bits, in groups that can be copied by hand."""
    letters = base64.b32encode(secrets.token_bytes(15)).decode()[:_LENGTH]
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def secret_of(code: str) -> bytes:
    """Return a code as it is hashed."""
    return _BLANKS.sub("", code).upper().encode()


def code_in(typed: str) -> bytes | None:
    """Return the code somebody typed, however it is grouped, None for anything else.

    No password looks like one: it has capital letters, small letters and digits.
    """
    if len(typed) > _LONGEST or not typed.isascii() or (typed != typed.upper() and typed != typed.lower()):
        return None
    code = secret_of(typed)
    return code if _CODE.fullmatch(code.decode()) else None
