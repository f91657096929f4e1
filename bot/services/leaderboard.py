"""Say how models stand after blind duels: at one server, or over all that share theirs."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Final

from pydantic import SecretStr

from bot.domain.duel import Decided
from bot.domain.standings import Board
from bot.domain.statistics import Scope
from bot.services.people import Person
from bot.services.servers import NotAServerAdmin
from bot.storage import Stores
from bot.storage.decided import Mark

_KEPT: Final = 20


class Leaderboard:
    """Rate the models of a server by its duels."""

    def __init__(self, stores: Stores, secret_key: SecretStr | None) -> None:
        self._stores = stores
        # Without a key of the operator's, servers are told apart by numbers that the next start makes anew.
        self._secret = secret_key.get_secret_value().encode() if secret_key else secrets.token_bytes()
        self._boards: dict[int | None, tuple[Mark, Board]] = {}
        # One at a time: who presses a button a hundred times has its board made once.
        self._making = asyncio.Lock()

    async def board(self, scope: Scope) -> Board:
        """Return how models stand in a server's duels; of no server, in those of all servers that share.

        The board of a server is everybody's there, so `scope.campaigns` narrows nothing.
        """
        guild_id = scope.guild_id
        async with self._making:
            mark = await self._stores.decided.mark(guild_id)
            known = self._boards.pop(guild_id, None)
            if known is None or known[0] != mark:
                known = mark, await asyncio.to_thread(_made, await self._duels(guild_id))
            self._boards[guild_id] = known
            if len(self._boards) > _KEPT:
                del self._boards[next(iter(self._boards))]
            return known[1]

    async def share(self, guild_id: int, guild_name: str, person: Person, *, shares: bool) -> None:
        """Let a server's duels count in the board of all servers, or no longer; raises `NotAServerAdmin`."""
        if not person.admin:
            raise NotAServerAdmin
        await self._stores.guilds.greet(guild_id, guild_name)
        await self._stores.decided.share(guild_id, shares=shares)

    async def shares(self, guild_id: int) -> bool:
        """Tell whether a server's duels count in the board of all servers."""
        return await self._stores.decided.shares(guild_id)

    async def _duels(self, guild_id: int | None) -> Sequence[Decided]:
        if guild_id is None:
            return await self._stores.decided.shared(self._secret)
        return await self._stores.decided.of_guild(guild_id)


def _made(duels: Sequence[Decided]) -> Board:
    from bot.ratings.board import board  # it brings numpy, which most of a bot's days do without

    return board(duels)
