"""Read and keep the languages that people, servers and campaigns chose."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from bot.storage.accounts import DISCORD
from bot.storage.engine import Database
from bot.storage.tables import account_identities, accounts, campaigns, guilds

_PEOPLE = (
    select(account_identities.c.identity, accounts.c.id, accounts.c.language)
    .join(accounts, accounts.c.id == account_identities.c.account_id)
    .where(account_identities.c.provider == DISCORD, accounts.c.language.is_not(None))
)
_SERVERS = select(guilds.c.id, guilds.c.language).where(guilds.c.language.is_not(None))
_CAMPAIGNS = select(campaigns.c.id, campaigns.c.language)
_CHOOSE = update(accounts).where(accounts.c.id == bindparam("account_id")).values(language=bindparam("chosen"))


class Speaker(NamedTuple):
    """A Discord user whose account has chosen a language."""

    discord_id: int
    account_id: int
    language: str


class Languages:
    """Who is spoken to in what; few enough to be read at once when Skald starts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def people(self) -> list[Speaker]:
        """Return the Discord users of everybody who chose a language."""
        async with self._database.autocommit() as connection:
            return [Speaker(*row) for row in await connection.execute(_PEOPLE)]

    async def servers(self) -> dict[int, str]:
        """Return the language of each server that chose one."""
        async with self._database.autocommit() as connection:
            return {row.id: row.language for row in await connection.execute(_SERVERS)}

    async def campaigns(self) -> dict[int, str]:
        """Return the language of each campaign."""
        async with self._database.autocommit() as connection:
            return {row.id: row.language for row in await connection.execute(_CAMPAIGNS)}

    async def choose(self, account_id: int, language: str | None) -> None:
        """Keep the language a person wants to be answered in; None for no choice."""
        async with self._database.autocommit() as connection:
            await connection.execute(_CHOOSE, {"account_id": account_id, "chosen": language})
