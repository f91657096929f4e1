"""Reach PostgreSQL through asyncpg, which is loaded only here."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DisconnectionError

from bot.storage.connections import AsyncEngine, create_async_engine
from bot.storage.errors import BadDatabaseUrl, DriverMissing

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 30


def engine_for(url: URL, statement_seconds: float | None = STATEMENT_SECONDS) -> AsyncEngine:
    """Return an engine of up to ten connections; raises `DriverMissing` without asyncpg, `BadDatabaseUrl`."""
    try:
        asyncpg = import_module("asyncpg")
    except ModuleNotFoundError as error:
        raise DriverMissing from error
    # libpq's word, in most addresses that hosting providers hand out; asyncpg's own is ssl.
    query = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    unknown = query.keys() - inspect.signature(asyncpg.connect).parameters.keys()
    if unknown:
        raise BadDatabaseUrl(what=f"the option {min(unknown)} is not known")
    engine = create_async_engine(
        url.set(query=query),
        pool_size=5,
        max_overflow=5,
        pool_timeout=CONNECT_SECONDS,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": statement_seconds,
            "server_settings": {"application_name": "skald", "timezone": "UTC"},
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def place_of(url: URL) -> str:
    """Name a database for a person, without the password."""
    host = url.host or str(url.query.get("host", "localhost"))
    port = f":{url.port}" if url.port else ""
    return f"{host}{port}/{url.database or ''}"


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool connect anew instead of handing out a connection that the server closed meanwhile."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
