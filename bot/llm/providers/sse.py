"""Read server-sent events from the pieces a network hands over."""

from __future__ import annotations

# A whole reply is some tens of kilobytes; more than this is no reply.
LINE_LIMIT = 1024 * 1024
STREAM_LIMIT = 16 * 1024 * 1024
_STRAY_LIMIT = 16 * 1024
_FIELDS = (b"event", b"id", b"retry")


class NotEvents(ValueError):
    """The bytes are not a stream of events, or one of them is out of all proportion."""


class EventData:
    """Collect the `data` of each event; names and ids are left, both dialects repeat them inside."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._held = 0
        self._data: list[bytes] = []
        self._size = 0
        self._stray = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the data of every event this piece completes; raises `NotEvents`."""
        if not self._size:
            piece = piece.removeprefix(b"\xef\xbb\xbf")
        self._size += len(piece)
        self._held += len(piece)
        if self._size > STREAM_LIMIT or self._held > LINE_LIMIT + len(piece):
            raise NotEvents
        self._rest.append(piece)
        if b"\n" not in piece and b"\r" not in piece:
            return []
        text = b"".join(self._rest)
        if b"\r" in text:
            # A lone CR ends a line too; one at the very end may be half of a CRLF and waits for the rest.
            held = b"\r" if text.endswith(b"\r") else b""
            text = text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n") + held
        *lines, rest = text.split(b"\n")
        self._rest, self._held = [rest], len(rest)
        done: list[bytes] = []
        for line in lines:
            self._take(line, done)
        return done

    def end(self) -> list[bytes]:
        """Return the data of an event whose closing blank line never came."""
        done: list[bytes] = []
        if rest := b"".join(self._rest).rstrip(b"\r"):
            self._take(rest, done)
        self._take(b"", done)
        return done

    def _take(self, line: bytes, done: list[bytes]) -> None:
        if line.startswith(b"data:"):
            self._data.append(line[6:] if line[5:6] == b" " else line[5:])
        elif not line:
            if self._data:
                done.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
                self._data = []
        elif not line.startswith(b":") and line.partition(b":")[0] not in _FIELDS:
            self._stray += len(line)
            if self._stray > _STRAY_LIMIT:
                raise NotEvents
