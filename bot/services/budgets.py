"""Hold what a turn may cost before a model is asked, so that no budget is overspent by two turns at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic
from typing import Final

from bot.domain.budget import Budget, Spender
from bot.domain.conversation import Prompt
from bot.llm.chat import Usage
from bot.llm.speaker import Speaker
from bot.services.overspending import BudgetWarning, OverBudget, PriceUnknown
from bot.storage import Stores

CHARS_PER_TOKEN: Final = 3
"""For an upper bound: English takes about 4 characters a token, French and JSON 3 to 3.5."""
BYTES_PER_TOKEN: Final = 1.5
"""For what is not ASCII, in UTF-8: an accent is a token at most, an emoji two or three."""
KNOWN_FOR: Final = 60.0
"""Seconds until a server's budgets are read again, because another process may have set one."""

NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hold:
    """What a turn in progress keeps from others: nothing where no budget watches it."""

    holder: str
    budget_ids: tuple[int, ...] = ()
    near: bool = False


class BudgetService:
    """Reserve and release what turns cost; a server without budgets is asked about once a minute and never more."""

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

    def estimate(self, speaker: Speaker, prompt: Prompt, *, rounds: int = 2) -> Decimal | None:
        """Return what so many rounds of a prompt cost at most, in US dollars; None when the price is unknown.

        A turn takes two: one may ask the rules, the other tells what came of it. A turn that goes on asking holds
        anew before each further round.
        """
        asked, told = _tokens(prompt), speaker.card.reply_limit(prompt.max_tokens)
        # Each on its own: some prices rise with the length of one request.
        costs = [speaker.price(Usage(asked + told * before, told), self._now()).usd for before in range(rounds)]
        return sum((cost for cost in costs if cost is not None), NOTHING) if None not in costs else None

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
        return any(spender.concerns(budget) for budget in await self._budgets(spender.guild_id))

    async def reserve(
        self, spender: Spender, estimate: Decimal | None, holder: str, already: Decimal = NOTHING
    ) -> Hold:
        """Hold what a turn may cost in every budget that watches it, in place of what this holder held before.

        `already` is what the turn has cost so far and nobody wrote down yet: the attempts of a model that failed it.
        Raises `OverBudget` or `PriceUnknown`; nothing is held then.
        """
        if not await self.watched(spender):
            return Hold(holder)
        got = await self._stores.budgets.reserve(spender, estimate, holder, self._now(), already)
        if got.over:
            # Whoever waits, waits for the one that begins anew last.
            worst = max(got.over, key=lambda standing: standing.ends)
            raise OverBudget(worst, spender.takes(worst.budget, estimate or NOTHING))
        if got.unwatchable:
            raise PriceUnknown(got.unwatchable[0])
        return Hold(holder, got.budget_ids, got.near)

    async def release(self, hold: Hold) -> tuple[BudgetWarning, ...]:
        """Let go of a hold once the turn's calls are kept, or the turn failed; returns what is to be said about it."""
        if not hold.budget_ids:
            return ()
        if not hold.near:
            await self._stores.budgets.let_go(hold.budget_ids, hold.holder)
            return ()
        warned = await self._stores.budgets.release(hold.budget_ids, hold.holder, self._now())
        return tuple(BudgetWarning(standing) for standing in warned)

    def changed(self, guild_id: int) -> None:
        """Read a server's budgets anew before its next turn."""
        self._changes += 1
        self._known.pop(guild_id, None)

    async def _budgets(self, guild_id: int) -> tuple[Budget, ...]:
        read_at, found = self._known.get(guild_id, (None, ()))
        if read_at is None or self._clock() - read_at >= KNOWN_FOR:
            read_at, changes = self._clock(), self._changes
            found = tuple(await self._stores.budgets.of_guild(guild_id))
            # What was read while somebody set a budget may lack it.
            if changes == self._changes:
                self._known[guild_id] = (read_at, found)
        return found


def _tokens(prompt: Prompt) -> int:
    """Count what is sent as tokens, more rather than fewer, the tools' descriptions and schemas included."""
    sent = [prompt.system, *(message.content for message in prompt.messages)]
    sent += [text for message in prompt.messages for call in message.tool_calls for text in (call.name, call.arguments)]
    sent += [text for tool in prompt.tools for text in (tool.name, tool.description, str(tool.parameters))]
    ascii_only = sum(len(text.encode("ascii", "ignore")) for text in sent)
    others = sum(len(text.encode("utf-8", "replace")) for text in sent) - ascii_only
    return math.ceil(ascii_only / CHARS_PER_TOKEN + others / BYTES_PER_TOKEN)
