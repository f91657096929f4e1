"""Sum up what was told at a table, for whoever asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.campaign import Campaign
from bot.domain.memory import Chapter
from bot.domain.turn import TranscriptMessage
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.speaker import Speaker
from bot.prompts.recap import RECAP_VERSION, recap_prompt
from bot.services.admission import Removed
from bot.services.errands import Errand, Errands
from bot.services.people import PeopleService, Person
from bot.services.table import Table
from bot.services.tables import Tables

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


class RecapService:
    """Have the campaign's model sum its story up, one recap at a time in each campaign."""

    def __init__(
        self,
        people: PeopleService,
        tables: Tables,
        campaign_in: Callable[[int], int],
        errands: Errands,
        *,
        prompt_chars: int,
    ) -> None:
        self._people = people
        self._tables = tables
        self._campaign_in = campaign_in
        self._errands = errands
        self._prompt_chars = prompt_chars
        self._writing: dict[int, _Writing] = {}

    async def tell(self, channel_id: int, person: Person) -> Recap:
        """Sum up what is remembered of the story played in a channel; the first who asks pays when it costs anything.

        Who asks while one is written gets the same, or waits for the next when something was told since. Raises a
        sentence where no campaign is played or nothing is told yet, where no model can, or a budget does not reach.
        """
        campaign_id = self._campaign_in(channel_id)
        members = (await self._tables.get(campaign_id)).members
        # It may cost the table something.
        if members.get(await self._people.account_of(person)) == "removed":
            raise Removed
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
        prompt = recap_prompt(campaign, story, chapters=chapters, limit=self._prompt_chars)
        account_id = payer if isinstance(payer, int) else await self._people.account_of(payer)
        done = await self._errands.run(
            Errand(campaign, account_id, prompt, "summarise", RECAP_VERSION, f"recap:{campaign.id}")
        )
        answer = done.answer
        if answer is None:
            return replace(_quoted(done.speaker, story), warnings=done.warnings)
        source: Source = "kept" if answer.cached else "told"
        return Recap(answer.text, done.speaker.card.label, source, cut=answer.cut, warnings=done.warnings)


def _quoted(narrator: Speaker, story: Story) -> Recap:
    """Let the offline narrator, which understands nothing, say what was told in the words it was told in."""
    from bot.llm.offline.gist import gist

    told = [message.content for message in story if message.role == "assistant"]
    return Recap(gist(told), narrator.card.label, "gist")
