"""Put everything together; the only place that knows all of it."""

from __future__ import annotations

from bot.bootstrap.build import build
from bot.bootstrap.services import Services as Services
from bot.config import Settings
from bot.services.ports import Board, Replies
from bot.services.status import Gateway
from bot.storage.engine import Database
from bot.storage.prepare import prepare


async def open_services(settings: Settings, replies: Replies, board: Board, gateway: Gateway) -> Services:
    """Open the database and build every service; raises `OperatorError` with what to mend."""
    database = await Database.open(settings.database)
    try:
        await prepare(database)
        services = build(settings, replies, board, gateway, database)
        await services.open()
    except BaseException:
        # An open connection is a thread that would keep the program from ending.
        await database.close()
        raise
    return services
