"""How much room a text takes in a request, and cutting one to its room."""

from __future__ import annotations

from json.encoder import encode_basestring

_CUT = " …"


def weight(text: str) -> int:
    """Return the characters a text takes in a request, where a quote or a new line takes two."""
    return len(encode_basestring(text)) - 2


def escaped(text: str) -> str:
    """Return a text that players wrote so that no tag comes of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def fit(text: str, room: int) -> str:
    """Cut a text that players wrote so that it takes at most `room` characters of a request once it is escaped."""
    if 6 * len(text) <= room or weight(escaped(text)) <= room:
        return text
    kept = text[: max(room - len(_CUT), 0)]
    while kept and (taken := weight(escaped(kept))) > room - len(_CUT):
        kept = kept[: min(len(kept) * (room - len(_CUT)) // taken, len(kept) - 1)]
    return f"{kept}{_CUT}" if kept else ""
