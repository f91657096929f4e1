"""Have a campaign's model write something beside the turns: asked in the route's order, measured and billed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import structlog

from bot.domain.attempt import Attempt, known_cost
from bot.domain.budget import Spender
from bot.domain.campaign import Campaign
from bot.domain.conversation import Prompt
from bot.errors import OperatorError, SkaldError
from bot.llm.answers import Answer, Answers, Question
from bot.llm.catalogue import OFFLINE
from bot.llm.errors import LLMError
from bot.llm.speaker import Speaker
from bot.services.budgets import BudgetService, Hold
from bot.services.limiter import Limiter
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.relay import NobodyCould
from bot.services.routing import Route, Router
from bot.services.tally import Tally
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a model is to write for a campaign, on an account's bill; `name` is what its budget is held under."""

    campaign: Campaign
    account_id: int
    prompt: Prompt
    purpose: Question
    version: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """Who wrote it and what; without an `answer`, it is for the offline narrator to do without a model.

    The `warnings` are of budgets that are nearly used up.
    """

    speaker: Speaker
    answer: Answer | None
    warnings: tuple[SkaldError, ...] = ()


@dataclass(slots=True)
class _Bill:
    """What an errand has taken so far, and who pays for it."""

    spender: Spender
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    hold: Hold | None = None


class Errands:
    """Ask models for what is no turn of a story."""

    def __init__(
        self, stores: Stores, router: Router, budgets: BudgetService, answers: Answers, tally: Tally, limiter: Limiter
    ) -> None:
        self._stores = stores
        self._limiter = limiter
        self._router = router
        self._budgets = budgets
        self._answers = answers
        self._tally = tally

    async def run(self, errand: Errand) -> Done:
        """Have it written; raises what the models said when none could, that a budget does not reach, or `TooOften`."""
        route = await self._router.route(errand.campaign)
        for speaker in route.speakers:
            # Whoever of them said it before: nothing changed since.
            if kept := await self._answers.kept(
                speaker,
                errand.prompt,
                errand.purpose,
                guild_id=errand.campaign.guild_id,
                prompt_version=errand.version,
            ):
                return Done(speaker, kept)
        await self._limiter.take(errand.account_id, errand.campaign.guild_id)
        bill = _Bill(Spender(errand.campaign.guild_id, errand.campaign.id, (errand.account_id,)))
        try:
            done = await self._written(errand, route, bill)
        finally:
            # Also what failed or was cut short by the program's end was paid for.
            warnings = await self._settle(errand, bill)
        return replace(done, warnings=warnings)

    async def _written(self, errand: Errand, route: Route, bill: _Bill) -> Done:
        """Let the models of a campaign try in their order; raises what each of them said."""
        campaign = errand.campaign
        errors: list[SkaldError] = []
        for speaker in route.ready:
            if speaker.card.provider == OFFLINE:
                return Done(speaker, None)
            try:
                return Done(speaker, await self._asked(errand, route, speaker, bill))
            except SkaldError as error:
                log.info("a model could not do an errand", model=speaker.card.name, errand=errand.name, why=str(error))
                if isinstance(error, OverBudget | PriceUnknown):
                    if campaign.over_budget == "narrator":
                        return Done(await self._router.narrator(campaign), None)
                    if not errors:
                        # As with a turn: a fallback must not spend what the first model may not.
                        raise
                if isinstance(error, LLMError):
                    error.call_it(speaker.card.label)
                errors.append(error)
        raise NobodyCould(errors) if len(errors) > 1 else errors[0]

    async def _asked(self, errand: Errand, route: Route, speaker: Speaker, bill: _Bill) -> Answer:
        # What a model costs is known once it is warm.
        await self._router.warm(errand.campaign, speaker)
        estimate = self._budgets.estimate(speaker, errand.prompt, rounds=1)
        bill.hold = await self._budgets.reserve(bill.spender, estimate, errand.name, known_cost(bill.attempts))
        begun = len(bill.attempts)
        try:
            return await self._answers.ask(
                speaker,
                errand.prompt,
                errand.purpose,
                bill.attempts,
                guild_id=errand.campaign.guild_id,
                prompt_version=errand.version,
            )
        finally:
            place = route.place_of(speaker)
            bill.attempts[begun:] = [replace(attempt, route=place) for attempt in bill.attempts[begun:]]

    async def _settle(self, errand: Errand, bill: _Bill) -> tuple[SkaldError, ...]:
        """Keep what was tried, and let go of what was held for it."""
        self._tally.count(bill.attempts)
        spender = bill.spender
        try:
            await self._stores.calls.add(
                bill.attempts,
                guild_id=spender.guild_id,
                campaign_id=spender.campaign_id,
                account_id=errand.account_id,
            )
            return await self._budgets.release(bill.hold) if bill.hold else ()
        except OperatorError as error:
            # The hold stays until it lapses, in the place of the costs.
            log.warning("what an errand took is not kept", errand=errand.name, reason=str(error))
            return ()
