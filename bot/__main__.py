"""The command line: run, migrate, check, back up, restore."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__, config, log
from bot.config import Settings
from bot.errors import SkaldError
from bot.i18n import language_of

COMMANDS = {
    "run": "play on Discord; without DISCORD_TOKEN, on a local page",
    "migrate": "bring the database to this version",
    "check": "look at settings, keys, database and models, and say what to do",
    "backup": "copy the database, also while the bot runs",
    "restore": "put a copy in the place of the database; stop the bot first",
}


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit status is 0 when it worked."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Skald, a game master for Discord.")
    parser.add_argument("--version", action="version", version=f"Skald {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    options = {name: commands.add_parser(name, help=about, description=about) for name, about in COMMANDS.items()}
    options["restore"].add_argument("file", type=Path, help="a copy that backup made")
    given = parser.parse_args(argv)
    command = given.command or "run"
    language = language_of(os.environ.get("LC_ALL") or os.environ.get("LANG"))
    try:
        settings = config.load(Path(".env"))
        log.configure(settings.log_level, settings.log_format, settings.secrets())
        return _COMMANDS[command](settings, given)
    except SkaldError as error:
        sys.stderr.write(f"{error.say(language)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(settings: Settings, _: Namespace) -> int:
    if settings.discord_token is None:
        # The playground is a program of its own that starts this one again, with a token. It keeps its world beside
        # the bot's data, also where only `.env` says where that is.
        os.environ.setdefault("DATA_DIR", str(settings.data_dir))
        os.execv(sys.executable, [sys.executable, "-m", "playground"])  # noqa: S606 (no shell, no foreign input)
    from bot.connection import connect

    asyncio.run(connect(settings))
    return 0


def _migrate(settings: Settings, _: Namespace) -> int:
    from bot.storage.migrate import migrate
    from bot.storage.versions import newest

    migrate(settings.database)
    sys.stdout.write(f"The database is at version {newest()}.\n")
    return 0


def _check(settings: Settings, _: Namespace) -> int:
    from bot.checkup import check

    return asyncio.run(check(settings))


def _backup(settings: Settings, _: Namespace) -> int:
    from bot.storage.backup import back_up, backups_of, file_of

    made = back_up(file_of(settings.database), backups_of(settings.data_dir), settings.backups_kept, datetime.now(UTC))
    sys.stdout.write(f"{made.file} holds the whole database ({made.size / 10**6:.1f} MB), and was read through.\n")
    return 0


def _restore(settings: Settings, given: Namespace) -> int:
    from bot.storage.backup import file_of, restore

    aside = restore(given.file, file_of(settings.database), datetime.now(UTC))
    sys.stdout.write(f"The database is what {given.file} holds.\n")
    if aside is not None:
        sys.stdout.write(f"What was there before is in {aside}.\n")
    return 0


_COMMANDS = {"run": _run, "migrate": _migrate, "check": _check, "backup": _backup, "restore": _restore}


if __name__ == "__main__":
    sys.exit(main())
