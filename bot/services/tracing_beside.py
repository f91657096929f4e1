"""Keep what models are asked beside the turns: recaps, chapters, whispers, sheets, tests, pictures."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from bot.domain.attempt import Attempt
from bot.domain.conversation import Brief, Message, Prompt
from bot.errors import SkaldError
from bot.llm.images import Images
from bot.llm.meter import prompt_hash
from bot.services.answering import ANSWERED
from bot.services.budgets import BudgetService, Hold
from bot.services.limiter import Limiter
from bot.services.painter import Order, Painter
from bot.services.tally import Tally
from bot.services.trace import TURN, Aside, Exchange, paired
from bot.services.trace_shelf import TraceShelf
from bot.storage import Stores

MOST: Final = 64
"""So many requests wait for their answer to be counted; what nobody counts, such as a replay's, falls out again."""

_NO_SCENE: Final = Brief("en", "", (), 0, (), ())


class Bystander:
    """Gathers the requests that belong to no turn, and writes them down once they are counted."""

    def __init__(self, shelf: TraceShelf) -> None:
        self._shelf = shelf
        self.exchanges: deque[Exchange] = deque(maxlen=MOST)

    def counted(self, attempts: Sequence[Attempt]) -> None:
        """Write down what was asked beside the turns, a turn's own attempts and probes left out."""
        aside = [one for one in attempts if one.purpose not in ("adjudicate", "narrate") and one.prompt_version]
        if not aside:
            return
        turn = TURN.get()
        if turn is not None and not turn.closed:
            # The turn waits for it, as it does for the recap of a table that comes back.
            turn.attempts.extend(aside)
            return
        hashes = {one.prompt_hash for one in aside}
        noted = [*(turn.exchanges if turn else ()), *self.exchanges]
        calls = paired([one for one in noted if prompt_hash(one.prompt) in hashes], aside)
        written = {id(exchange) for exchange, _ in calls}
        self.exchanges = deque((one for one in self.exchanges if id(one) not in written), MOST)
        self._put(calls)

    def painted(self, prompt: str, attempts: Sequence[Attempt]) -> None:
        """Write down what pictures were asked for; a picture itself is no part of it."""
        asked = Prompt("", (Message("user", prompt),), _NO_SCENE)
        self._put([(Exchange(one.model, asked, one.started_at, ended=one.e2e_ms / 1000), one) for one in attempts])

    def _put(self, calls: Sequence[tuple[Exchange, Attempt]]) -> None:
        turn, answered = TURN.get(), ANSWERED.get()
        # What a turn brings about, such as a chapter, is found where the turn is.
        about = turn.about if turn is not None else (answered.interaction_id,) if answered else ()
        by = answered.discord_id if answered is not None and turn is None else None
        if calls and about:
            self._shelf.put_aside(Aside(about, by, tuple(calls), datetime.now(UTC)))


class TracedTally(Tally):
    """A tally that also hands on what was asked beside the turns: everything that is, is counted here."""

    def __init__(self, bystander: Bystander) -> None:
        super().__init__()
        self._bystander = bystander

    def count(self, attempts: Iterable[Attempt]) -> None:
        counted = tuple(attempts)
        super().count(counted)
        self._bystander.counted(counted)


class TracedPainter(Painter):
    """A painter whose orders are noted."""

    def __init__(
        self,
        stores: Stores,
        images: Images,
        budgets: BudgetService,
        tally: Tally,
        limiter: Limiter,
        bystander: Bystander,
    ) -> None:
        super().__init__(stores, images, budgets, tally, limiter)
        self._bystander = bystander

    async def _settle(self, order: Order, attempts: list[Attempt], hold: Hold) -> tuple[SkaldError, ...]:
        self._bystander.painted(order.prompt, attempts)
        return await super()._settle(order, attempts, hold)
