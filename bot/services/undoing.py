"""Take back the last turns: the state they began with stands again, exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import structlog

from bot.domain.changes import apply
from bot.domain.plaintext import escape
from bot.domain.rules.departing import seated
from bot.domain.state import GameState, document, restore
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.between_turns import between_turns
from bot.services.campaigns import CampaignService
from bot.services.people import Person
from bot.services.play import PlayService
from bot.services.ports import CannotSpeak, Replies
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.undo import Undoable

log = structlog.stdlib.get_logger(__name__)

MOST_UNDONE: Final = 50

TAKEN_BACK = N_("Turn {number} was taken back by {name}. The story goes on from the turn before.")


class NothingToUndo(SkaldError):
    sentence = N_("There is nothing to take back: the first scene stays. To hear it told differently, use /retell.")


class NotTheLast(SkaldError):
    sentence = N_("Only the last turn can be taken back here. To go back further, use /undo with the number of turns.")


class DiceKnown(SkaldError):
    sentence = N_("The dice of turn {number} are known to everybody since /dice reveal, so it cannot be taken back.")


class TooOldToUndo(SkaldError):
    sentence = N_("Turn {number} was told before whole states were kept, so nothing can be put back from it.")


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the numbers of the first and the last turn."""

    first: int
    last: int


class UndoService:
    """Let the owner of a campaign, or whoever manages its channel, take turns back."""

    def __init__(
        self, stores: Stores, campaigns: CampaignService, tables: Tables, play: PlayService, replies: Replies
    ) -> None:
        self._stores = stores
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._replies = replies

    async def undo(self, channel_id: int, person: Person, count: int = 1, *, number: int | None = None) -> Undone:
        """Take the last turns back; with a `number`, only if that is the last.

        What people changed by hand since stays changed. Raises a sentence where there is nothing, somebody else's
        story, or a turn being told.
        """
        table = await self._campaigns.changeable(channel_id, person)
        async with between_turns(table):
            if number is not None and number != table.state.turn:
                raise NotTheLast
            async with table.pen:
                undone = await self._take_back(table, max(1, min(count, MOST_UNDONE)))
        await self._play.go_on(channel_id)
        await self._mark(undone, person, table.state.campaign.language)
        return Undone(undone[-1].number, undone[0].number)

    async def _take_back(self, table: Table, count: int) -> list[Undoable]:
        found = [turn for turn in await self._stores.undo.last(table.campaign_id, count) if turn.number > 1]
        if not found:
            raise NothingToUndo
        open_secrets = await self._stores.ledger.revealed(table.campaign_id)
        if known := [turn.number for turn in found if turn.number in open_secrets]:
            raise DiceKnown(number=max(known))
        state = await self._before(table, found[-1])
        await self._stores.undo.take_back(table.campaign_id, found, document(state))
        await self._tables.reload(table)
        log.info("turns taken back", campaign=table.campaign_id, first=found[-1].number, last=found[0].number)
        return found

    async def _before(self, table: Table, turn: Undoable) -> GameState:
        """Return the state a turn began with, and what people changed by hand since."""
        try:
            state = restore(turn.state_before, table.state.campaign)
        except ValueError:
            raise TooOldToUndo(number=turn.number) from None
        for made in await self._stores.campaigns.altered(table.campaign_id, turn.number):
            try:
                state = apply(state, made)
            except ValueError:
                log.warning("a change by hand does not fit the state before", campaign=table.campaign_id)
        # Who went to rest or came since then still did, also where a change by hand no longer fits.
        return replace(seated(state, table.state.party), turn=turn.number - 1)

    async def _mark(self, undone: list[Undoable], person: Person, language: str) -> None:
        """Say on each message what became of it; the words themselves stay kept."""
        for turn in undone:
            sentence = translate(TAKEN_BACK, language).format(number=turn.number, name=escape(person.name))
            try:
                await self._replies.retire(turn.channel_id, turn.reply_ids, f"-# ↩️ {sentence}")
            except CannotSpeak as error:
                log.info("a turn that was taken back could not be marked", reason=str(error))
