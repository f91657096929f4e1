"""Let a turn be told only where its budgets allow it, and by whom they allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import structlog

from bot.domain.attempt import known_cost
from bot.domain.budget import Spender
from bot.domain.conversation import Prompt
from bot.domain.turn import Turn
from bot.errors import OperatorError
from bot.i18n import N_, translate
from bot.llm.catalogue import OFFLINE
from bot.llm.speaker import Speaker
from bot.services.budgets import BudgetService, Hold
from bot.services.overspending import BudgetWarning, OverBudget, PriceUnknown
from bot.services.routing import Router
from bot.services.story import note
from bot.services.telling import Telling

log = structlog.stdlib.get_logger(__name__)

UNPRICED = N_("A budget in dollars cannot watch {wanted}, whose price is unknown, so {model} told this.")
CHEAPER = N_("The budget does not reach for {wanted} any more, so {model} told this.")


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may tell a turn, and what the players should know of that."""

    speaker: Speaker
    notes: tuple[str, ...] = ()


class Cashier:
    """Hold what a turn may cost before a model is asked, and let go of it once the cost is kept."""

    def __init__(self, budgets: BudgetService, router: Router) -> None:
        self._budgets = budgets
        self._router = router
        self._holds: dict[str, Hold] = {}

    async def admit(self, telling: Telling, speaker: Speaker, prompt: Prompt) -> Admitted:
        """Return who tells; raises `OverBudget` or `PriceUnknown` where the campaign would rather not play on."""
        campaign = telling.before.campaign
        try:
            await self._hold(telling, speaker, prompt)
        except (OverBudget, PriceUnknown) as refused:
            if campaign.over_budget == "refuse" or telling.chosen is not None:
                raise
            if campaign.over_budget == "narrator":
                # The narrator costs nothing, so there is nothing to hold.
                instead = await self._router.narrator(campaign)
            elif (cheaper := await self._cheaper(telling, speaker, prompt)) is not None:
                instead = cheaper
            else:
                raise
            labels = {
                "wanted": translate(speaker.card.label, telling.language),
                "model": translate(instead.card.label, telling.language),
            }
            why = UNPRICED if isinstance(refused, PriceUnknown) else CHEAPER
            return Admitted(instead, (note("🪙", why, telling.language, **labels),))
        return Admitted(speaker)

    async def bears_another_round(self, telling: Telling, speaker: Speaker, prompt: Prompt) -> bool:
        """Hold what one more round with the rules may cost; False, with what was held before, where that is too much.

        What is held always covers the next round and a last one without tools, so a turn can be told to its end.
        """
        if _holder(telling.turn) not in self._holds:
            return True
        try:
            await self._hold(telling, speaker, prompt)
        except (OverBudget, PriceUnknown):
            return False
        return True

    async def bear(self, telling: Telling, speakers: Sequence[Speaker], prompt: Prompt) -> None:
        """Hold what one telling of each may cost, too; raises `OverBudget` or `PriceUnknown`."""

        def estimate() -> Decimal | None:
            estimates = [self._budgets.estimate(speaker, prompt, rounds=1) for speaker in speakers]
            known = [cost for cost in estimates if cost is not None]
            return sum(known, Decimal(0)) if len(known) == len(estimates) else None

        await self._reserve(telling, estimate)

    async def settle(self, turn: Turn) -> Iterable[BudgetWarning]:
        """Let go of what is held for a turn whose costs are kept; returns what its table should be warned of."""
        hold = self._holds.pop(_holder(turn), None)
        if hold is None:
            return ()
        try:
            return await self._budgets.release(hold)
        except OperatorError as error:
            log.warning("a budget's hold stays until it lapses", reason=str(error))
            return ()

    async def _cheaper(self, telling: Telling, wanted: Speaker, prompt: Prompt) -> Speaker | None:
        """Find the dearest model that costs less than the wanted one and that the budget still reaches for."""
        offered = await self._router.offered(telling.before.campaign)
        others = [other for other in offered if other.card.provider != OFFLINE and other.breaker.admits()]
        for other, _ in self._budgets.cheaper(others, prompt, self._budgets.estimate(wanted, prompt)):
            try:
                await self._hold(telling, other, prompt)
            except OverBudget:
                continue
            return other
        return None

    async def _hold(self, telling: Telling, speaker: Speaker, prompt: Prompt) -> None:
        await self._reserve(telling, lambda: self._budgets.estimate(speaker, prompt))

    async def _reserve(self, telling: Telling, estimate: Callable[[], Decimal | None]) -> None:
        turn, campaign = telling.turn, telling.before.campaign
        spender = Spender(campaign.guild_id, campaign.id, tuple({action.account_id for action in telling.actions}))
        if not await self._budgets.watched(spender):
            return
        # What models that failed took of this turn is not among the kept costs yet.
        already = known_cost(telling.attempts)
        self._holds[_holder(turn)] = await self._budgets.reserve(spender, estimate(), _holder(turn), already)


def _holder(turn: Turn) -> str:
    return f"turn:{turn.campaign_id}:{turn.number}:{turn.take}"
