"""`python -m bot …` in processes of its own, forked from one that has read all of it in once.

What a program does is what it does started from nothing, but for the second that Python takes to read it in each time.
That it starts from nothing too is shown by tests/end_to_end/test_command_line.py and tests/test_packaging.py.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import chdir
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

HOME = Path(__file__).parent.parent
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.preloaded"])


class Forked:
    """One such process, reading from and writing to these three handles, which stay their owner's to close."""

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        environ: Mapping[str, str],
        handles: tuple[int, int, int],
        *,
        has_terminal: bool = False,
    ) -> None:
        streams = [Connection(os.dup(handle)) for handle in handles]
        self._process: ForkServerProcess = _processes.Process(
            target=_run, args=(list(arguments), str(folder), dict(environ), streams, has_terminal), daemon=True
        )
        # The first one starts the fork server, which finds what it is to read in from where it is started.
        with chdir(HOME):
            self._process.start()
        for stream in streams:
            stream.close()

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.exitcode

    def end(self) -> None:
        """Have it end from outside, as a service manager does."""
        self._process.terminate()

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self._process.kill()

    def wait(self) -> int:
        """Wait for its end; returns the exit status."""
        self._process.join()
        status = self._process.exitcode
        if status is None:
            raise RuntimeError("a process that has ended has a status")
        return status


class Heard:
    """Such a process that reads nothing, and everything it writes."""

    def __init__(self, arguments: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        ours, theirs = os.pipe()
        self._written = open(ours, encoding="utf-8")  # noqa: SIM115 (open until it has ended)
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            self._program = Forked(arguments, folder, environ, (nothing, theirs, theirs))
        except BaseException:
            self._written.close()
            raise
        finally:
            os.close(nothing)
            os.close(theirs)

    def end(self) -> None:
        """Have it end from outside, as a service manager does."""
        self._program.end()

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self._program.kill()

    def line(self) -> str:
        """Wait for the next line it says; nothing when it ended."""
        return self._written.readline()

    def ended(self) -> tuple[int, str]:
        """Wait for its end; returns the exit status and what was said, but for the lines that were read."""
        with self._written as written:
            said = written.read()
        return self._program.wait(), said


def _run(arguments: list[str], folder: str, environ: dict[str, str], streams: list[Connection], terminal: bool) -> None:
    """Be `python -m bot` with these arguments, there, in this environment, at these handles."""
    from bot.__main__ import main

    if terminal:
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    if terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # What the fork server's own stood for may have been a file, and a stream goes on treating a terminal as one.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (open as long as the program runs)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["bot", *arguments]
    sys.exit(main(arguments))
