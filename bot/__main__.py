"""The command line: set up, run, migrate, check, back up, restore, replay, fill in samples."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from io import TextIOWrapper
from pathlib import Path

from bot import __version__, config, log
from bot.config import BadSettings, Settings
from bot.errors import SkaldError
from bot.i18n import language_of
from bot.output import while_read

COMMANDS = {
    "run": "play on Discord; without DISCORD_TOKEN, on a local page",
    "init": "set Skald up: ask for what is missing, try it, write it into .env",
    "migrate": "bring the database to this version",
    "check": "look at settings, keys, database and models, and say what to do",
    "backup": "copy the database, also while the bot runs",
    "replay": "have a campaign told again by other models, and write what comes side by side",
    "sample": "fill a server's figures with a made-up month, clearly marked, or take it away again",
    "restore": "put a copy in the place of the database; stop the bot first",
}


@while_read()
def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit status is 0 when it worked."""
    parser = argparse.ArgumentParser(prog=config.program(), description="Skald, a game master for Discord.")
    parser.add_argument("--version", action="version", version=f"Skald {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    options = {name: commands.add_parser(name, help=about, description=about) for name, about in COMMANDS.items()}
    options["restore"].add_argument("file", type=Path, help="a copy that backup made")
    _add_replay_options(options["replay"])
    _add_init_options(options["init"])
    _add_sample_options(options["sample"])
    given = parser.parse_args(argv)
    command = given.command or "run"
    language = given.language = language_of(_locale())
    # A terminal that lacks a letter shows another in its place, rather than an error in the place of a sentence.
    for stream in (sys.stdout, sys.stderr):
        # What was a file and is a pipe now cannot be asked where it stands; it stays as it is.
        with suppress(OSError):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
    # What is kept are players' words: for whoever runs Skald, and no other user of this machine.
    os.umask(0o077)
    try:
        if command == "init":
            from bot.setting_up import init

            return init(given, language)
        settings = config.load(Path(".env"))
        log.configure(settings.log_level, settings.log_format, settings.secrets())
        return _COMMANDS[command](settings, given)
    except BadSettings as error:
        if command == "check":
            from bot.checkup import refused

            return refused(error, language)
        sys.stderr.write(f"{error.say(language)}\n")
        return 1
    except SkaldError as error:
        sys.stderr.write(f"{error.say(language)}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _locale() -> str | None:
    """Return the locale of messages, as POSIX orders the variables."""
    return os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")


def _add_sample_options(parser: ArgumentParser) -> None:
    """Let the command name a server and how long it has been playing."""
    parser.add_argument("--server", type=int, required=True, metavar="ID", help="the server's Discord id")
    parser.add_argument("--days", type=int, default=30, help="how many days up to now, 1 to 400 (30)")
    parser.add_argument("--remove", action="store_true", help="take every row of it away again")


def _add_init_options(parser: ArgumentParser) -> None:
    """Let the set-up be used where nobody sits."""
    told = "set this; without a value, the environment's, so that no secret stands on a command line"
    parser.add_argument("--yes", action="store_true", help="ask nothing; take what --set says, and the defaults")
    parser.add_argument("--set", action="append", default=[], metavar="NAME[=VALUE]", help=told)
    parser.add_argument("--file", type=Path, default=Path(".env"), help="the file to write (.env)")
    parser.add_argument("--offline", action="store_true", help="do not ask Discord and vendors whether it is right")


def _add_replay_options(parser: ArgumentParser) -> None:
    """Let the command name a campaign and models, or a replay to go on with."""
    parser.add_argument("campaign", type=int, nargs="?", help="its number; without one, the campaigns are listed")
    parser.add_argument("--models", nargs="+", default=(), metavar="MODEL", help="who tells it again: openai/gpt-4o …")
    parser.add_argument("--first", type=int, default=1, help="the first turn")
    parser.add_argument("--last", type=int, help="the last turn")
    parser.add_argument("--limit", type=_dollars, metavar="DOLLARS", help="what it may cost at most")
    parser.add_argument("--at-once", type=int, default=4, help="how many tellings at once, 1 to 8")
    parser.add_argument("--resume", type=int, metavar="REPLAY", help="go on with this replay")
    parser.add_argument("--output", type=Path, default=Path(), metavar="FOLDER", help="where the report is written")


def _dollars(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ArgumentTypeError(f"{text!r} is no amount of dollars") from None
    if not (amount.is_finite() and 0 < amount <= 100_000):
        raise ArgumentTypeError(f"{text!r} is no amount of dollars")
    return amount


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


def _check(settings: Settings, given: Namespace) -> int:
    from bot.checkup import check

    return asyncio.run(check(settings, given.language))


def _backup(settings: Settings, _: Namespace) -> int:
    from bot.storage.backup import back_up, backups_of, file_of

    made = back_up(file_of(settings.database), backups_of(settings.data_dir), settings.backups_kept, datetime.now(UTC))
    sys.stdout.write(f"{made.file} holds the whole database ({made.size / 10**6:.1f} MB), and was read through.\n")
    return 0


def _replay(settings: Settings, given: Namespace) -> int:
    from bot.replaying import replay

    return asyncio.run(replay(settings, given))


def _sample(settings: Settings, given: Namespace) -> int:
    from bot.bootstrap.sampling import sample

    return sample(settings, given)


def _restore(settings: Settings, given: Namespace) -> int:
    from bot.storage.backup import file_of, restore

    aside = restore(given.file, file_of(settings.database), datetime.now(UTC))
    sys.stdout.write(f"The database is what {given.file} holds.\n")
    if aside is not None:
        sys.stdout.write(f"What was there before is in {aside}.\n")
    return 0


_COMMANDS = {
    "run": _run,
    "migrate": _migrate,
    "check": _check,
    "backup": _backup,
    "replay": _replay,
    "sample": _sample,
    "restore": _restore,
}


if __name__ == "__main__":
    sys.exit(main())
