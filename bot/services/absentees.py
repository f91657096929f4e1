"""Do what a table chose for players who do not act in time: call them, or act carefully in their name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.domain.character import Character
from bot.domain.tempo import absent_id, awaited_by
from bot.domain.turn import Action
from bot.i18n import N_, translate
from bot.services.awaiting import SIGN
from bot.services.insistence import insist
from bot.services.pace import Key, channel_of, key_of
from bot.services.ports import Board
from bot.services.table import Table
from bot.storage import Stores

CALL = N_("{mentions}: the table waits for you.")
DODGES = N_("I dodge and look after myself.")
HOLDS_BACK = N_("I stay alert and let the others go first.")


class Absentees:
    """Players whose time is over."""

    def __init__(
        self,
        stores: Stores,
        board: Board,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._stores = stores
        self._board = board
        self._now = now
        self._sleep = sleep

    async def call(self, table: Table, characters: tuple[Character, ...]) -> None:
        """Mention the players of these characters, and nobody else."""
        accounts = {character.account_id for character in characters}
        members = await insist(lambda: self._stores.campaigns.members(table.campaign_id), self._sleep, "the members")
        people = tuple(person for one in members if one.account_id in accounts for person in one.discord_ids)
        if people and (channel_id := channel_of(table)):
            mentions = " ".join(f"<@{person}>" for person in people)
            said = translate(CALL, table.state.campaign.language).format(mentions=mentions)
            await self._board.say(channel_id, SIGN + said, people)

    async def stand_in(self, table: Table, key: Key) -> set[int]:
        """Keep an action in the name of everybody who is awaited, each once; return the ids of the actions.

        Nothing happens when the table does not wait for `key` any more.
        """
        kept: set[int] = set()
        async with table.door:
            if key != key_of(table):
                return kept
            for character in awaited_by(table.state, table.waiting, table.strangers):
                action = self._absent(table, character)
                saved = await insist(
                    lambda one=action: self._stores.actions.save_action(one), self._sleep, "an absence"
                )
                if saved is not None:
                    kept.add(saved.id)
                    table.seat(saved)
        return kept

    def _absent(self, table: Table, character: Character) -> Action:
        state = table.state
        number = state.turn + 1
        take = table.taken_back.get(number, 0) + 1
        return Action(
            id=0,
            campaign_id=table.campaign_id,
            account_id=character.account_id,
            channel_id=channel_of(table) or 0,
            discord_id=absent_id(table.campaign_id, number, take, character.id),
            kind="absent",
            author=character.name,
            text=translate(HOLDS_BACK if state.combat is None else DODGES, state.campaign.language),
            received_at=self._now(),
        )
