"""Fill a server's figures with samples from the command line, while the bot plays or not."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from datetime import UTC, datetime
from typing import Final

from bot.config import Settings
from bot.domain.plaintext import shorten, shown
from bot.errors import OperatorError
from bot.i18n import N_, translate
from bot.storage.engine import Database
from bot.storage.prepare import prepare
from bot.storage.samples.keeping import Samples

MOST_DAYS: Final = 400
_LISTED, _NAME = 20, 60

WRITTEN = N_(
    "{turns} made-up turns, 60 duels and what belongs to them stand in the figures of {server} now. Models are called "
    "sample/…, campaigns “Sample: …”; no budget counts them. --remove takes all of it away."
)
REMOVED = N_("{turns} made-up turns and all that belongs to them are gone from the figures of {server}.")
NOTHING = N_("There are no samples in the figures of {server}.")


class UnknownServer(OperatorError):
    sentence = N_("There is no server {server} here. Skald knows: {known}.")


class NoServer(OperatorError):
    sentence = N_("Skald knows no server yet. Start it, invite it to one, and start a campaign there or use /setup.")


class TooManyDays(OperatorError):
    sentence = N_("Samples are made for 1 to {most} days.")


def sample(settings: Settings, given: Namespace) -> int:
    """Write samples, or take them away; raises `SkaldError` for a server that is not known."""
    if not 1 <= given.days <= MOST_DAYS:
        raise TooManyDays(most=MOST_DAYS)
    return asyncio.run(_sample(settings, given))


async def _sample(settings: Settings, given: Namespace) -> int:
    database = await Database.open(settings.database)
    try:
        await prepare(database)
        samples = Samples(database)
        known = await samples.servers()
        if not known:
            raise NoServer
        if given.server not in known:
            some = [f"{number} ({_called(name)})" for number, name in known.items()][:_LISTED]
            raise UnknownServer(server=given.server, known=", ".join(some) + (" …" if len(known) > len(some) else ""))
        if given.remove:
            turns = await samples.remove(given.server)
            sentence = REMOVED if turns else NOTHING
        else:
            turns = await samples.write(given.server, datetime.now(UTC), given.days)
            sentence = WRITTEN
        told = translate(sentence, given.language).format(turns=turns, server=_called(known[given.server]))
        sys.stdout.write(f"{told}\n")
        return 0
    finally:
        await database.close()


def _called(name: str) -> str:
    return shorten(shown(name, _NAME), _NAME) or "?"
