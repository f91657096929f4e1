"""The command line: run, migrate, check."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from bot import __version__, config, log
from bot.config import Settings
from bot.errors import SkaldError
from bot.i18n import language_of

COMMANDS = {
    "run": "play on Discord; without DISCORD_TOKEN, on a local page",
    "migrate": "bring the database to this version",
    "check": "look at settings, keys, database and models, and say what to do",
}


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit status is 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Skald, a game master for Discord.")
    parser.add_argument("--version", action="version", version=f"Skald {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    for name, about in COMMANDS.items():
        commands.add_parser(name, help=about, description=about)
    command = parser.parse_args(argv).command or "run"
    language = language_of(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    try:
        settings = config.load(Path(".env"))
        log.configure(settings.log_level, settings.log_format, settings.secrets())
        return _COMMANDS[command](settings)
    except SkaldError as error:
        sys.stderr.write(f"{error.say(language)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(settings: Settings) -> int:
    if settings.discord_token is None:
        # The playground is a program of its own that starts this one again, with a token. It keeps its world beside
        # the bot's data, also where only `.env` says where that is.
        os.environ.setdefault("DATA_DIR", str(settings.data_dir))
        os.execv(sys.executable, [sys.executable, "-m", "playground"])  # noqa: S606 (no shell, no foreign input)
    from bot.connection import connect

    asyncio.run(connect(settings))
    return 0


def _migrate(settings: Settings) -> int:
    from bot.storage.migrate import migrate
    from bot.storage.versions import newest

    migrate(settings.database)
    sys.stdout.write(f"The database is at version {newest()}.\n")
    return 0


def _check(settings: Settings) -> int:
    from bot.checkup import check

    return asyncio.run(check(settings))


_COMMANDS = {"run": _run, "migrate": _migrate, "check": _check}


if __name__ == "__main__":
    sys.exit(main())
