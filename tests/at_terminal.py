"""A person at a real pseudo-terminal, in front of a program."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import termios
from collections.abc import Mapping
from pathlib import Path

from tests.forked import Forked

PATIENCE = 60.0
AGAIN = 5.0


class AtTerminal:
    """`python -m bot …` with a terminal of its own: `shown` is all it wrote, `seen` what nobody waited for yet."""

    def __init__(self, arguments: list[str], folder: Path, environ: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.shown = ""
        self.seen = ""
        self._again = b""
        self._program = Forked(arguments, folder, environ, (theirs, theirs, theirs), has_terminal=True)
        self._theirs = theirs

    async def until(self, words: str) -> str:
        """Wait for words to be shown after what was waited for before; returns what came with them."""
        async with asyncio.timeout(PATIENCE):
            while (place := self.seen.find(words)) < 0:
                if not await asyncio.to_thread(self._read):
                    raise AssertionError(f"{words!r} was never shown; this was: {self.seen}")
        shown, self.seen = self.seen[: place + len(words)], self.seen[place + len(words) :]
        return shown

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._ours, f"{line}\n".encode())

    def press(self, key: bytes) -> None:
        """Press a key, such as Ctrl-C (b"\\x03")."""
        os.write(self._ours, key)

    def insist(self, key: bytes) -> None:
        """Press a key until it ends, as one does: what comes in the moment before a program reads may pass unheard."""
        self._again = key
        self.press(key)

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown."""
        return bool(termios.tcgetattr(self._theirs)[3] & termios.ECHO)

    def end(self) -> None:
        """Have it end from outside, as a service manager does."""
        self._program.end()

    async def ended(self) -> int:
        """Wait for its end; returns the exit status."""
        async with asyncio.timeout(PATIENCE):
            pressed = asyncio.get_running_loop().time()
            while self._program.status is None:
                await asyncio.to_thread(self._read)
                if self._again and asyncio.get_running_loop().time() - pressed > AGAIN and self._program.status is None:
                    pressed += AGAIN
                    self.press(self._again)
            while await asyncio.to_thread(self._read):
                pass
        return self._program.wait()

    def close(self) -> None:
        """Leave the terminal; whatever still runs in it is ended."""
        if self._program.status is None:
            self._program.kill()
        self._program.wait()
        for handle in (self._ours, self._theirs):
            os.close(handle)

    def _read(self) -> bool:
        """Take what was written within a moment; False when there was nothing."""
        if not select.select([self._ours], [], [], 0.2)[0]:
            return self._program.status is None
        read = os.read(self._ours, 65536).decode(errors="replace")
        self.shown += read.replace("\r\n", "\n")
        self.seen += read.replace("\r\n", "\n")
        return True
