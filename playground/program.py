"""The playground as a program: the server, the bot as a child process, and the world kept in a file."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dotenv import dotenv_values

from playground.binding import Binding, NotBound, binding
from playground.child import Child
from playground.folder import aside_in, folder_in, put_aside
from playground.server import Playground
from playground.store import InUse, Store
from playground.world import World

PORT = 8420
# How many ports are tried, and how long an answer has to reach its page before the server closes.
PORTS = 20
LAST_PORT = 65535
ANSWERED_SECONDS = 0.3
# What the page's drawer can show of what went between Discord and the bot.
KEPT_EXCHANGES = 2000


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for: `command` runs the bot, empty for none; `elsewhere` says its database is a server's."""

    port: int
    command: tuple[str, ...]
    bound: Binding
    data: Path
    elsewhere: bool

    def whole(self, folder: Path) -> bool:
        """Tell whether starting over puts the whole folder aside, the bot's database with the world."""
        return folder != self.data and not self.elsewhere


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="A Discord on your own machine.")
    parser.add_argument("--port", type=_port, default=PORT, help=f"the page's port (default {PORT})")
    parser.add_argument("--host", help="another address to show the page at, for friends; needs PLAY_PASS_PHRASE")
    parser.add_argument("--no-bot", action="store_true", help="serve only; start the bot yourself")
    parser.add_argument("--bot-command", help="the command that runs the bot (default: python -m bot)")
    options = parser.parse_args(argv)
    command = shlex.split(options.bot_command) if options.bot_command else [sys.executable, "-m", "bot"]
    try:
        settings = {**_written(), **os.environ}
        bound = binding(options.host, settings)
        data = Path(settings.get("DATA_DIR") or "data")
        runs = () if options.no_bot else tuple(command)
        plan = Plan(options.port, runs, bound, data, elsewhere=bool(settings.get("DATABASE_URL")))
        return asyncio.run(_run(plan))
    except NotBound as problem:
        _say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # Whoever read what it says left, as `| head` does. What is left to say goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def _port(text: str) -> int:
    """Read a port. Raises ArgumentTypeError."""
    if text.isdecimal() and int(text) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port; take one from 1024 to {LAST_PORT}")


def _written() -> dict[str, str | None]:
    """Read what .env sets. Raises NotBound."""
    try:
        return dotenv_values(".env")
    except (OSError, ValueError) as problem:
        raise NotBound(f".env cannot be read ({problem}). Mend it, or take it away.") from problem


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


async def _run(plan: Plan) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    before: World | None = None
    while True:
        folder = plan.data
        try:
            folder = folder_in(plan.data)
            store = Store(folder, complain=_say)
            world, complaint = store.load()
            if complaint:
                _say(complaint)
            if before is not None:
                before.carry_keys(world)
            playground = await _serve(plan, world)
            store.watch(world)
        except InUse as problem:
            _say(str(problem))
            return 1
        except OSError as problem:
            _say(
                f"Nothing can be kept in {folder}: {problem}. "
                "Make room there, or let DATA_DIR name a folder that you may write in."
            )
            return 1
        store.say_where(playground.url)
        for sentence in plan.bound.told(playground.url, playground.keys.host):
            _say(sentence)
        aside = await _evening(plan, playground, store, stop)
        if aside is None:
            return 0
        # The next one stands where windows look for it.
        plan, before = replace(plan, port=int(playground.url.rpartition(":")[2])), world
        try:
            put_aside(folder, aside, whole=plan.whole(folder))
        except OSError as problem:
            _say(f"The evening could not be put aside ({problem}), so it goes on.")


async def _serve(plan: Plan, world: World) -> Playground:
    """Serve at the port, or at the next one that is free."""
    ports = range(plan.port, min(plan.port + PORTS, LAST_PORT + 1)) if plan.port else [0]
    for port in ports:
        try:
            playground = await Playground.start(
                port, world=world, record=KEPT_EXCHANGES, host=plan.bound.host, phrase=plan.bound.phrase
            )
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise NotBound(f"The page cannot be shown at {plan.bound.host}: {problem.strerror}.") from problem
            continue
        if port != plan.port:
            _say(f"Port {plan.port} is taken, perhaps by another playground; this one takes {port}.")
        return playground
    raise NotBound(f"The ports {ports[0]} to {ports[-1]} are all taken. Name another with --port.")


async def _evening(plan: Plan, playground: Playground, store: Store, stop: asyncio.Event) -> Path | None:
    """Play until the end; return where the world is to be put, None when that is the end of the program."""
    running = Running(plan, playground, store.folder)
    try:
        if running.child is None:
            _say(f"Start the bot with DISCORD_TOKEN={playground.token} DISCORD_API_URL={playground.api_url}")
        await running.until(stop)
    finally:
        await playground.close()
        store.close(playground.world)
    return None if stop.is_set() else running.aside


class Running:
    """What the evening's guide may ask of this program."""

    def __init__(self, plan: Plan, playground: Playground, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.aside: Path | None = None
        self.child = Child(playground, plan.command, folder, _say) if plan.command else None
        self._over = asyncio.Event()
        self._guide = playground.page.evening.guide
        self._guide.offered = True
        self._guide.program = None if self.child is None else self

    @property
    def trouble(self) -> dict[str, object] | None:
        return None if self.child is None else self.child.trouble

    async def month(self) -> None:
        if self.child is not None:
            await self.child.sample()

    def start_over(self) -> dict[str, object]:
        """Name the folder and let the answer go out before the server closes."""
        if self.aside is None:
            self.aside = aside_in(self.plan.data, datetime.now(UTC))
            asyncio.get_running_loop().call_later(ANSWERED_SECONDS, self._over.set)
            _say(f"A new evening begins; the one before is kept in {self.aside}.")
        return {"aside": str(self.aside), "database": self.plan.whole(self.folder)}

    async def until(self, stop: asyncio.Event) -> None:
        """Run the bot until the program stops or a new evening is wanted."""
        end = asyncio.Event()
        waiting = [asyncio.create_task(each.wait()) for each in (stop, self._over)]
        for task in waiting:
            task.add_done_callback(lambda _: end.set())
        self._guide.resume()
        try:
            await (end.wait() if self.child is None else self.child.run(end))
        finally:
            for task in waiting:
                task.cancel()
