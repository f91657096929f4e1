"""Change a game by hand, outside of any turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import structlog

from bot.domain.changes import apply
from bot.domain.rules.departing import seated
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState, document
from bot.domain.tools import entries
from bot.services.table import Table
from bot.storage import Stores
from bot.storage.characters import Move

log = structlog.stdlib.get_logger(__name__)


class Alterations:
    """Let people change the state of a game; each change is in the ledger with whoever made it."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def make(
        self,
        table: Table,
        account_id: int,
        ruled: Callable[[GameState], Ruled],
        moves: Callable[[GameState, GameState], Sequence[Move]] = lambda before, after: (),
    ) -> GameState:
        """Apply a rule to the state as it stands, keep what came of it, and return the state after it.

        `moves` says, from the states before and after, who comes into play or goes to rest by it. A turn that is being
        told meanwhile takes the change over at its end. Raises what the rule raises, and `CharacterElsewhere`.
        """
        async with table.pen:
            before = table.state
            after, events = ruled(before)
            written = entries(events, before, after, before.campaign.language)
            if not written:
                return before
            moved = moves(before, after)
            await self._stores.campaigns.alter(
                table.campaign_id, account_id, before.turn, document(after), written, moved
            )
            made = [change for entry in written for change in entry.changes]
            table.change(lambda state: _carried(state, made, after if moved else None))
        return table.state


def _carried(state: GameState, made: Sequence[Sequence[Any]], moved: GameState | None) -> GameState:
    try:
        carried = apply(state, made)
    except ValueError:
        # A turn took away what was changed, such as a fight that is over; there is nothing left to change.
        log.warning("a change by hand found nothing to change any more", changes=len(made))
        carried = state
    # Whatever became of the rest: who left plays elsewhere by now, and who came plays nowhere else.
    return carried if moved is None else seated(carried, moved.party)
