"""Sum up what was told at a table, for whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from bot.domain.attempt import Attempt, known_cost
from bot.domain.budget import Spender
from bot.domain.campaign import Campaign
from bot.domain.conversation import Prompt
from bot.domain.memory import Chapter
from bot.domain.turn import TranscriptMessage
from bot.errors import OperatorError, SkaldError
from bot.i18n import N_
from bot.llm.answers import Answer, Answers
from bot.llm.catalogue import OFFLINE
from bot.llm.errors import LLMError
from bot.llm.speaker import Speaker
from bot.prompts.recap import RECAP_VERSION, recap_prompt
from bot.services.budgets import BudgetService, Hold
from bot.services.overspending import OverBudget, PriceUnknown
from bot.services.people import PeopleService, Person
from bot.services.relay import NobodyCould
from bot.services.routing import Route, Router
from bot.services.table import Table, Tables
from bot.services.tally import Tally
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

Story = tuple[TranscriptMessage, ...]
Source = Literal["told", "kept", "gist"]
"""Where a recap comes from: a model summed it up now, or before, or the offline narrator quotes the story."""


class NothingToSumUp(SkaldError):
    sentence = N_("Nothing has been told here yet, so there is nothing to sum up.")


@dataclass(frozen=True, slots=True)
class Recap:
    """A story summed up in its own language; `model` is the label of who did it.

    `cut` says that it ended at the limit of its length, `warnings` are of budgets that are nearly used up.
    """

    text: str
    model: str
    source: Source
    cut: bool = False
    warnings: tuple[SkaldError, ...] = ()


@dataclass(frozen=True, slots=True)
class _Writing:
    """A recap in the making and what it is of."""

    campaign: Campaign
    story: Story
    task: asyncio.Task[Recap]


@dataclass(slots=True)
class _Bill:
    """What a recap has taken so far, and who pays for it."""

    spender: Spender
    attempts: list[Attempt]
    hold: Hold | None = None


class RecapService:
    """Have the campaign's model sum its story up, one recap at a time in each campaign."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        campaign_in: Callable[[int], int],
        router: Router,
        budgets: BudgetService,
        answers: Answers,
        tally: Tally,
        *,
        prompt_chars: int,
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._campaign_in = campaign_in
        self._router = router
        self._budgets = budgets
        self._answers = answers
        self._tally = tally
        self._prompt_chars = prompt_chars
        self._writing: dict[int, _Writing] = {}

    async def tell(self, channel_id: int, person: Person) -> Recap:
        """Sum up what is remembered of the story played in a channel; the first who asks pays when it costs anything.

        Who asks while one is written gets the same, or waits for the next when something was told since. Raises a
        sentence where no campaign is played or nothing is told yet, where no model can, or a budget does not reach.
        """
        campaign_id = self._campaign_in(channel_id)
        while True:
            table = await self._tables.get(campaign_id)
            campaign, story = table.state.campaign, tuple(table.transcript)
            if not any(message.role == "assistant" for message in story):
                raise NothingToSumUp
            writing = self._writing.get(campaign_id)
            if writing is None:
                writing = self._begin(campaign, table.memory.chapters, story, person)
            if (writing.campaign, writing.story) == (campaign, story):
                return await asyncio.shield(writing.task)
            await asyncio.wait([writing.task])

    async def of(self, table: Table, account_id: int) -> Recap:
        """Sum up the story of a table as it stands now, for everybody at it, on an account's bill."""
        campaign, story = table.state.campaign, tuple(table.transcript)
        if not any(message.role == "assistant" for message in story):
            raise NothingToSumUp
        writing = self._writing.get(campaign.id) or self._begin(campaign, table.memory.chapters, story, account_id)
        return await asyncio.shield(writing.task)

    async def close(self) -> None:
        """Write no more; what was asked of a model until then is kept."""
        tasks = [writing.task for writing in self._writing.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, campaign: Campaign, chapters: tuple[Chapter, ...], story: Story, payer: Person | int) -> _Writing:
        task = asyncio.create_task(self._sum_up(campaign, chapters, story, payer), name=f"recap {campaign.id}")
        task.add_done_callback(lambda _: self._writing.pop(campaign.id, None))
        writing = self._writing[campaign.id] = _Writing(campaign, story, task)
        return writing

    async def _sum_up(
        self, campaign: Campaign, chapters: tuple[Chapter, ...], story: Story, payer: Person | int
    ) -> Recap:
        route = await self._router.route(campaign)
        prompt = recap_prompt(campaign, story, chapters=chapters, limit=self._prompt_chars)
        for speaker in route.speakers:
            # Whoever of them said it before: nothing was told since.
            if kept := await self._answers.kept(
                speaker, prompt, "summarise", guild_id=campaign.guild_id, prompt_version=RECAP_VERSION
            ):
                return Recap(kept.text, speaker.card.label, "kept")
        account_id = payer if isinstance(payer, int) else await self._people.account_of(payer)
        bill = _Bill(Spender(campaign.guild_id, campaign.id, (account_id,)), [])
        try:
            recap = await self._written(campaign, story, route, prompt, bill)
        finally:
            # Also what failed or was cut short by the program's end was paid for.
            warnings = await self._settle(bill)
        return replace(recap, warnings=warnings)

    async def _written(self, campaign: Campaign, story: Story, route: Route, prompt: Prompt, bill: _Bill) -> Recap:
        """Let the models of a campaign try in their order; raises what each of them said."""
        errors: list[SkaldError] = []
        for speaker in route.ready:
            if speaker.card.provider == OFFLINE:
                return _quoted(speaker, story)
            try:
                answer = await self._asked(campaign, route, speaker, prompt, bill)
            except SkaldError as error:
                log.info("a model could not sum a story up", model=speaker.card.name, reason=str(error))
                if isinstance(error, OverBudget | PriceUnknown):
                    if campaign.over_budget == "narrator":
                        return _quoted(await self._router.narrator(campaign), story)
                    if not errors:
                        # As with a turn: a fallback must not spend what the first model may not.
                        raise
                if isinstance(error, LLMError):
                    error.call_it(speaker.card.label)
                errors.append(error)
            else:
                return Recap(answer.text, speaker.card.label, "kept" if answer.cached else "told", cut=answer.cut)
        raise NobodyCould(errors) if len(errors) > 1 else errors[0]

    async def _asked(self, campaign: Campaign, route: Route, speaker: Speaker, prompt: Prompt, bill: _Bill) -> Answer:
        # What a model costs is known once it is warm.
        await self._router.warm(campaign, speaker)
        estimate = self._budgets.estimate(speaker, prompt, rounds=1)
        bill.hold = await self._budgets.reserve(
            bill.spender, estimate, f"recap:{campaign.id}", known_cost(bill.attempts)
        )
        begun = len(bill.attempts)
        try:
            return await self._answers.ask(
                speaker,
                prompt,
                "summarise",
                bill.attempts,
                guild_id=campaign.guild_id,
                prompt_version=RECAP_VERSION,
            )
        finally:
            place = route.place_of(speaker)
            bill.attempts[begun:] = [replace(attempt, route=place) for attempt in bill.attempts[begun:]]

    async def _settle(self, bill: _Bill) -> tuple[SkaldError, ...]:
        """Keep what was tried, and let go of what was held for it."""
        self._tally.count(bill.attempts)
        spender = bill.spender
        try:
            await self._stores.calls.add(
                bill.attempts,
                guild_id=spender.guild_id,
                campaign_id=spender.campaign_id,
                account_id=spender.account_ids[0],
            )
            return await self._budgets.release(bill.hold) if bill.hold else ()
        except OperatorError as error:
            # The hold stays until it lapses, in the place of the costs.
            log.warning("what a recap took is not kept", reason=str(error))
            return ()


def _quoted(narrator: Speaker, story: Story) -> Recap:
    """Let the offline narrator, which understands nothing, say what was told in the words it was told in."""
    from bot.llm.offline.gist import gist

    told = [message.content for message in story if message.role == "assistant"]
    return Recap(gist(told), narrator.card.label, "gist")
