"""The playground as a program: the server, the bot as a child process, and the world kept in a file."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import secrets
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from dotenv import dotenv_values

from playground.binding import Binding, NotBound, binding
from playground.server import Playground
from playground.store import InUse, Store
from playground.world import TOKEN

PORT = 8420
GRACE_SECONDS = 10.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="A Discord on your own machine.")
    parser.add_argument("--port", type=int, default=PORT, help=f"the page's port (default {PORT})")
    parser.add_argument("--host", help="another address to show the page at, for friends; needs PLAY_PASS_PHRASE")
    parser.add_argument("--no-bot", action="store_true", help="serve only; start the bot yourself")
    parser.add_argument("--bot-command", help="the command that runs the bot (default: python -m bot)")
    options = parser.parse_args(argv)
    command = shlex.split(options.bot_command) if options.bot_command else [sys.executable, "-m", "bot"]
    try:
        bound = binding(options.host, {**dotenv_values(".env"), **os.environ})
        return asyncio.run(_run(options.port, None if options.no_bot else command, bound))
    except NotBound as problem:
        _say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


async def _run(port: int, command: list[str] | None, bound: Binding) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    store = Store(Path(os.environ.get("DATA_DIR") or "data"), complain=_say)
    try:
        world, complaint = store.load()
    except InUse as problem:
        _say(str(problem))
        return 1
    if complaint:
        _say(complaint)
    try:
        playground = await Playground.start(port, world=world, record=0, host=bound.host, phrase=bound.phrase)
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise
        # Whoever typed `make play` has not seen this command yet.
        python = sys.executable.removeprefix(f"{Path.cwd()}{os.sep}")
        other = shlex.join([python, "-m", "playground", "--port", str(port + 1)])
        _say(f"Port {port} is taken, perhaps by another playground. End that one, or take another port: {other}")
        return 1
    store.watch(world)
    store.say_where(playground.url)
    try:
        for sentence in bound.told(playground.url, playground.keys.host):
            _say(sentence)
        if command is None:
            _say(f"Start the bot with DISCORD_TOKEN={playground.token} DISCORD_API_URL={playground.api_url}")
            await stop.wait()
        else:
            await _with_bot(playground, command, stop)
    finally:
        await playground.close()
        store.close(world)
    return 0


async def _with_bot(playground: Playground, command: list[str], stop: asyncio.Event) -> None:
    # A new token each time: a bot left over from a playground that was killed is turned away by it.
    playground.world.application.token = f"{TOKEN[: TOKEN.rindex('.')]}.{secrets.token_urlsafe(27)}"
    env = {**os.environ, "DISCORD_TOKEN": playground.token, "DISCORD_API_URL": playground.api_url}
    # A session of its own: Ctrl-C reaches the playground alone, which then ends the bot in order.
    bot = await asyncio.create_subprocess_exec(*command, env=env, start_new_session=True)
    stopped, ended = asyncio.create_task(stop.wait()), asyncio.create_task(bot.wait())
    try:
        await asyncio.wait((stopped, ended), return_when=asyncio.FIRST_COMPLETED)
        if ended.done() and not stop.is_set():
            _say(f"The bot ended by itself with exit code {bot.returncode}. The page stays; Ctrl-C ends it.")
            await stop.wait()
    finally:
        stopped.cancel()
        if bot.returncode is None:
            await _end(bot)
        await ended


async def _end(bot: asyncio.subprocess.Process) -> None:
    bot.terminate()
    try:
        await asyncio.wait_for(bot.wait(), GRACE_SECONDS)
    except TimeoutError:
        _say(f"The bot did not end within {GRACE_SECONDS:g} s and is stopped.")
        bot.kill()
