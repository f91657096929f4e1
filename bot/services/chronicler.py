"""Sum up the older part of a story in the background, so that prompts hold it in little room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.domain.attempt import Attempt
from bot.domain.budget import Spender
from bot.domain.campaign import Campaign
from bot.domain.conversation import Prompt
from bot.domain.plaintext import blank
from bot.domain.turn import TranscriptMessage
from bot.errors import OperatorError, SkaldError
from bot.llm.answers import Answers
from bot.llm.catalogue import NARRATOR, OFFLINE
from bot.llm.speaker import Speaker
from bot.prompts.chapter import CHAPTER_VERSION, chapter_prompt
from bot.prompts.room import weight
from bot.prompts.story import MESSAGE_WEIGHT
from bot.services.budgets import BudgetService, Hold
from bot.services.routing import Router
from bot.services.table import Table
from bot.services.tally import Tally
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

RECENT: Final = 20
"""The newest turns of a story, which no chapter sums up."""
CHAPTER: Final = 30
"""How many turns a chapter tells of at most."""
DUE: Final = 40
"""How many older turns wait for their chapter before it is written."""
SHORTEST: Final = 10
DUE_SHARE, KEPT_SHARE = 2 / 3, 1 / 3
"""Before what no chapter sums up fills so much of its room in a prompt, a chapter is due; so much of it stays."""
PATIENCE: Final = 4
"""How many turns after a failure it is tried again."""
GIVE_UP: Final = 60
"""With so many turns that no model would sum up, the story is quoted instead."""


@dataclass(slots=True)
class _Bill:
    spender: Spender
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    hold: Hold | None = None


class Chronicler:
    """Write chapters, one at a time in each campaign."""

    def __init__(
        self,
        stores: Stores,
        router: Router,
        budgets: BudgetService,
        answers: Answers,
        tally: Tally,
        *,
        prompt_chars: int,
    ) -> None:
        self._stores = stores
        self._router = router
        self._budgets = budgets
        self._answers = answers
        self._tally = tally
        self._prompt_chars = prompt_chars
        self._writing: dict[int, asyncio.Task[None]] = {}
        self._not_before: dict[int, int] = {}

    def look_after(self, table: Table, story_room: int = 0) -> None:
        """Begin a chapter where one is due; called after each turn, it costs next to nothing otherwise.

        `story_room` is how many characters the last prompt had for the story, 0 where that is not known.
        """
        span = due(table, story_room)
        campaign_id = table.campaign_id
        if span is None or campaign_id in self._writing or table.state.turn < self._not_before.get(campaign_id, 0):
            return
        task = asyncio.create_task(self._write(table, *span), name=f"chapter {campaign_id}")
        self._writing[campaign_id] = task
        task.add_done_callback(lambda _: self._writing.pop(campaign_id, None))

    async def settled(self) -> None:
        """Wait for the chapters that are being written."""
        await asyncio.gather(*self._writing.values())

    async def close(self) -> None:
        """Write no more; what was asked of a model until then is kept."""
        tasks = list(self._writing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, table: Table, first: int, last: int) -> None:
        campaign, begun = table.state.campaign, datetime.now(UTC)
        try:
            story = await self._stores.memory.spoken(campaign.id, first, last)
            written = await self._summed_up(campaign, story, table.state.turn - first)
            if written is None:
                self._not_before[campaign.id] = table.state.turn + PATIENCE
                return
            text, model = written
            async with table.pen:
                # Made when it was begun: if turns of it were taken back meanwhile, it is none.
                await self._stores.memory.add_chapter(campaign.id, first, last, text, model, begun)
                table.memory = replace(table.memory, chapters=await self._stores.memory.chapters(campaign.id))
            log.info("chapter written", campaign=campaign.id, first=first, last=last, model=model)
        except SkaldError as error:
            self._not_before[campaign.id] = table.state.turn + PATIENCE
            log.warning("a chapter could not be written; it is tried again later", reason=str(error))
        except Exception:
            self._not_before[campaign.id] = table.state.turn + PATIENCE
            log.exception("a chapter could not be written; it is tried again later", campaign=campaign.id)

    async def _summed_up(
        self, campaign: Campaign, story: Sequence[TranscriptMessage], behind: int
    ) -> tuple[str, str] | None:
        """Return a summary and whose it is; None when no model could, and it is not time to quote yet."""
        route = await self._router.route(campaign)
        models = [speaker for speaker in route.ready if speaker.card.provider != OFFLINE]
        prompt = chapter_prompt(campaign, story, limit=self._prompt_chars)
        for speaker in await self._cheapest_first(campaign, models, prompt):
            try:
                return await self._asked(campaign, speaker, prompt), speaker.card.name
            except SkaldError as error:
                log.info("a model could not write a chapter", model=speaker.card.name, reason=str(error))
        return (_quoted(story), NARRATOR) if not models or behind >= GIVE_UP else None

    async def _cheapest_first(self, campaign: Campaign, models: list[Speaker], prompt: Prompt) -> list[Speaker]:
        for speaker in models:
            # What a model costs is known once it is warm.
            await self._router.warm(campaign, speaker)
        costs = [(self._budgets.estimate(speaker, prompt, rounds=1), speaker) for speaker in models]
        return [speaker for _, speaker in sorted(costs, key=lambda each: (each[0] is None, each[0] or 0))]

    async def _asked(self, campaign: Campaign, speaker: Speaker, prompt: Prompt) -> str:
        bill = _Bill(Spender(campaign.guild_id, campaign.id, ()))
        try:
            estimate = self._budgets.estimate(speaker, prompt, rounds=1)
            bill.hold = await self._budgets.reserve(bill.spender, estimate, f"chapter:{campaign.id}")
            answer = await self._answers.ask(
                speaker,
                prompt,
                "summarise",
                bill.attempts,
                guild_id=campaign.guild_id,
                prompt_version=CHAPTER_VERSION,
            )
        finally:
            # Also what failed or was cut short by the program's end was paid for.
            await self._settle(bill)
        return answer.text

    async def _settle(self, bill: _Bill) -> None:
        self._tally.count(bill.attempts)
        spender = bill.spender
        try:
            await self._stores.calls.add(bill.attempts, guild_id=spender.guild_id, campaign_id=spender.campaign_id)
            if bill.hold is not None:
                await self._budgets.release(bill.hold)
        except OperatorError as error:
            # The hold stays until it lapses, in the place of the costs.
            log.warning("what a chapter took is not kept", reason=str(error))


def due(table: Table, story_room: int = 0) -> tuple[int, int] | None:
    """Return the first and last turn of the chapter that is to be written, None when it can wait."""
    last = table.memory.chapters[-1].last if table.memory.chapters else 0
    crowded = _crowded_out(table, last, story_room)
    if crowded > last:
        return last + 1, crowded
    older = table.state.turn - RECENT - last
    # What fell out of the transcript in memory stands in no prompt until a chapter tells of it.
    fallen = bool(table.transcript) and table.transcript[0].turn > last + 1
    if older < (SHORTEST if fallen else DUE):
        return None
    return last + 1, last + min(older, CHAPTER)


def _crowded_out(table: Table, last: int, room: int) -> int:
    """Return the last turn of those that will soon find no room in a prompt; the last of all can be told again."""
    if not room:
        return last
    sizes: Counter[int] = Counter()
    for message in table.transcript:
        if message.turn > last:
            sizes[message.turn] += weight(message.content) + MESSAGE_WEIGHT
    left, leaving = sizes.total(), last
    if left <= room * DUE_SHARE:
        return last
    for number, size in list(sizes.items())[:-1]:
        if left <= room * KEPT_SHARE or number > last + CHAPTER:
            break
        left, leaving = left - size, number
    return leaving


def _quoted(story: Sequence[TranscriptMessage]) -> str:
    """Let the offline narrator, which understands nothing, say what was told in the words it was told in."""
    from bot.llm.offline.gist import MOST, gist

    told = [message.content for message in story if message.role == "assistant" and not blank(message.content)]
    step = max(len(told) // MOST, 1)
    return gist(told[step - 1 :: step][-MOST:]) or "…"
