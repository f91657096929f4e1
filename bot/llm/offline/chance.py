"""The narrator's own choices, which are not dice."""

from __future__ import annotations

import hashlib


def draw(*seeds: object) -> int:
    """Draw a large number that depends on nothing but its seeds."""
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, seeds)).encode("utf-8", "replace")).digest()[:8], "big")
