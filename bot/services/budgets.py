"""Hold what a turn may cost before a model is asked, so that no budget is overspent by two turns at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from secrets import token_hex
from time import monotonic
from typing import Final

from bot.domain.budget import Budget, Spender
from bot.domain.conversation import Prompt
from bot.llm.chat import Usage
from bot.llm.speaker import Speaker
from bot.services.overspending import BudgetWarning, OverBudget, PriceUnknown
from bot.services.purses import Purses
from bot.storage import Stores
from bot.storage.holds import AHEAD, Advance

CHARS_PER_TOKEN: Final = 3
"""For an upper bound: English takes about 4 characters a token, French and JSON 3 to 3.5."""
USUAL_ROUNDS: Final = 2
"""A turn asks once, and once more when dice were rolled; each time the whole prompt is sent."""
KNOWN_FOR: Final = 60.0
"""Seconds until a server's budgets are read again, because another process may have set one."""

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hold:
    """What a turn in progress keeps from others: nothing where no budget watches it.

    `given` says that it came out of what the process had taken in advance.
    """

    holder: str
    budget_ids: tuple[int, ...] = ()
    given: bool = False


class BudgetService:
    """Reserve and release what turns cost; a server without budgets is asked about once a minute and never more.

    Where plenty is left of a budget, a small part of it is taken in advance, and the next turns ask no database. All
    that processes took counts as held until it lapses, so together they never spend more than there is.
    """

    def __init__(
        self,
        stores: Stores,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._stores = stores
        self._now = now
        self._clock = clock
        self._known: dict[int, tuple[float, tuple[Budget, ...]]] = {}
        self._changes = 0
        self._name = AHEAD + token_hex(8)
        self._purses = Purses()
        self._asked: set[str] = set()
        self._doors: dict[int, asyncio.Lock] = {}

    def estimate(self, speaker: Speaker, prompt: Prompt) -> Decimal | None:
        """Return what one turn costs at most as a rule, in US dollars; None when the price is unknown."""
        asked = -(-_characters(prompt) // CHARS_PER_TOKEN)
        told = Usage(input_tokens=asked, output_tokens=speaker.card.reply_limit(prompt.max_tokens))
        last, before = (speaker.price(usage, self._now()).usd for usage in (told, Usage(asked, 0)))
        # Each on its own: some prices rise with the length of one request.
        return None if last is None or before is None else last + before * (USUAL_ROUNDS - 1)

    def cheaper(
        self, speakers: Sequence[Speaker], prompt: Prompt, than: Decimal | None
    ) -> list[tuple[Speaker, Decimal]]:
        """Return those that cost less and how much, dearest first: the best of them that a budget bears is to tell.

        `than` is the estimate of the model that was too dear; None, when its price is unknown, excludes nobody.
        """
        priced = [(speaker, cost) for speaker in speakers if (cost := self.estimate(speaker, prompt)) is not None]
        less = [(speaker, cost) for speaker, cost in priced if than is None or cost < than]
        return sorted(less, key=lambda each: each[1], reverse=True)

    async def watched(self, spender: Spender) -> bool:
        """Tell whether any budget watches a turn; where none does, nothing needs to be estimated."""
        return bool(await self._watching(spender))

    async def reserve(
        self, spender: Spender, estimate: Decimal | None, holder: str, already: Decimal = NOTHING
    ) -> Hold:
        """Hold what a turn may cost in every budget that watches it, in place of what this holder held before.

        `already` is what the turn has cost so far and nobody wrote down yet: the attempts of a model that failed it.
        Raises `OverBudget` or `PriceUnknown`; nothing is held then.
        """
        found = await self._watching(spender)
        if not found:
            return Hold(holder)
        self._purses.end(holder)
        if self._give(spender, estimate, holder, already, found):
            return Hold(holder, given=True)
        # One at a time: whoever asks the database replaces all that this process has taken in advance.
        async with self._doors.setdefault(spender.guild_id, asyncio.Lock()):
            if self._give(spender, estimate, holder, already, found):
                return Hold(holder, given=True)
            return await self._ask(spender, estimate, holder, already, found)

    def _give(
        self, spender: Spender, estimate: Decimal | None, holder: str, already: Decimal, found: Sequence[Budget]
    ) -> bool:
        """Let a turn have of what was taken in advance; a turn that holds something in the database goes there."""
        if holder in self._asked or (estimate is None and any(budget.unit == "dollars" for budget in found)):
            return False
        return self._purses.give(holder, _amounts(spender, estimate, already, found), self._clock())

    async def _ask(
        self, spender: Spender, estimate: Decimal | None, holder: str, already: Decimal, found: Sequence[Budget]
    ) -> Hold:
        """Hold in the database what a turn may cost, and where plenty is left, with it something for the next turns."""
        budget_ids, changes = frozenset(budget.id for budget in found), self._changes
        self._asked.discard(holder)
        # From here on nothing is given of these purses, so what is in flight only becomes less.
        self._purses.close(budget_ids)
        advance = Advance(self._name, budget_ids, self._purses.in_flight(budget_ids, self._clock()))
        got = await self._stores.budgets.reserve(spender, estimate, holder, self._now(), already, advance)
        if got.over:
            # Whoever waits, waits for the one that begins anew last.
            worst = max(got.over, key=lambda standing: standing.ends)
            raise OverBudget(worst, spender.takes(worst.budget, estimate or NOTHING))
        if got.unwatchable:
            raise PriceUnknown(got.unwatchable[0])
        if not got.advance:
            self._asked.add(holder)
            return Hold(holder, got.budget_ids)
        left = got.advance if changes == self._changes else dict[int, Decimal]()
        self._purses.open(holder, _amounts(spender, estimate, already, found), left, self._clock())
        return Hold(holder, given=True)

    async def release(self, hold: Hold) -> tuple[BudgetWarning, ...]:
        """Let go of a hold once the turn's calls are kept, or the turn failed; returns what is to be said about it."""
        self._purses.end(hold.holder)
        self._asked.discard(hold.holder)
        if not hold.budget_ids:
            # What is given of an advance ends before a warning is due.
            return ()
        warned = await self._stores.budgets.release(hold.budget_ids, hold.holder, self._now())
        return tuple(BudgetWarning(standing) for standing in warned)

    def changed(self, guild_id: int) -> None:
        """Read a server's budgets anew before its next turn."""
        self._changes += 1
        self._purses.close()
        self._known.pop(guild_id, None)

    async def _watching(self, spender: Spender) -> list[Budget]:
        return [budget for budget in await self._budgets(spender.guild_id) if spender.concerns(budget)]

    async def _budgets(self, guild_id: int) -> tuple[Budget, ...]:
        read_at, found = self._known.get(guild_id, (None, ()))
        if read_at is None or self._clock() - read_at >= KNOWN_FOR:
            read_at, changes = self._clock(), self._changes
            found = tuple(await self._stores.budgets.of_guild(guild_id))
            # What was read while somebody set a budget may lack it.
            if changes == self._changes:
                self._known[guild_id] = (read_at, found)
        return found


def _amounts(
    spender: Spender, estimate: Decimal | None, already: Decimal, found: Sequence[Budget]
) -> dict[int, Decimal]:
    return {budget.id: spender.holds(budget, estimate or NOTHING, already) for budget in found}


def _characters(prompt: Prompt) -> int:
    """Count what is sent, the tools' descriptions and schemas included."""
    said = sum(
        len(message.content) + sum(len(call.name) + len(call.arguments) for call in message.tool_calls)
        for message in prompt.messages
    )
    tools = sum(len(tool.name) + len(tool.description) + len(str(tool.parameters)) for tool in prompt.tools)
    return len(prompt.system) + said + tools
