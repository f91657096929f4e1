"""What a program writes: it ends when nobody reads that any more."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def while_read() -> Generator[None]:
    """End a program without a word, as the shell's own do, when whoever read its output left, as `| head` does."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        reader = select.poll()
        reader.register(sys.stdout, 0)
        if not reader.poll(0):
            # Another pipe, or a connection: that is worth its words.
            raise
        # What is left in the buffer goes nowhere, rather than failing once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + signal.SIGPIPE) from None
