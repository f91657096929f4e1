"""Try a model out with one short real call."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from decimal import Decimal
from time import monotonic
from typing import Final, Literal

from bot.domain import tools
from bot.domain.attempt import Attempt, UsageSource
from bot.domain.budget import Spender
from bot.domain.campaign import Campaign
from bot.domain.conversation import Prompt, ToolCall
from bot.domain.dice import Dice
from bot.domain.state import GameState
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.attempts import tell
from bot.llm.catalogue import ModelCard
from bot.llm.errors import LLMError, TooSlow
from bot.llm.models import Models
from bot.llm.speaker import Speaker
from bot.prompts.audition import AUDITION_VERSION, audition_prompt
from bot.services.budgets import BudgetService
from bot.services.people import PeopleService, Person
from bot.services.tally import Tally
from bot.storage import Stores

SECONDS: Final = 30.0
FIRST_TOKEN_SECONDS: Final = 20.0
MOST: Final = 5
WITHIN: Final = 600.0
"""Seconds: a person can ask for `MOST` auditions in this time."""

ROLL: Final = tuple(tool for tool in tools.TOOLS if tool.name == "roll_dice")

Skill = Literal["called", "wrong", "unused"]
"""What a model did with the tool it was told to use: called it as it should, called it wrongly, or not at all."""


class NotAnAuditor(SkaldError):
    sentence = N_("A test is a real call that costs money. It takes the permission Manage Channels or Manage Server.")


class AuditionRunning(SkaldError):
    sentence = N_("A model is being tested on this server already. Wait until it has answered.")


class TooManyAuditions(SkaldError):
    sentence = N_("Those were {most} tests within {minutes} min. The next is possible in {wait} min.")


@dataclass(frozen=True, slots=True)
class Audition:
    """What a model did with one call; times in milliseconds, money in US dollars.

    `failure` has the reason when it gave no whole reply, and the rest is what was measured until then. `usage` is None
    when nothing was sent. `warnings` are of budgets that are nearly used up.
    """

    card: ModelCard
    failure: SkaldError | None
    skill: Skill
    warnings: tuple[SkaldError, ...] = ()
    first_token: float | None = None
    duration: float | None = None
    usage: UsageSource | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: Decimal | None = None


class AuditionService:
    """Let those who may manage a channel try models, one at a time on each server."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        models: Models,
        budgets: BudgetService,
        tally: Tally,
        dice: Dice,
        *,
        clock: Callable[[], float] = monotonic,
        seconds: float = SECONDS,
    ) -> None:
        self._stores = stores
        self._people = people
        self._models = models
        self._budgets = budgets
        self._tally = tally
        self._dice = dice
        self._clock = clock
        self._seconds = seconds
        self._running: set[int] = set()
        self._asked: dict[int, deque[float]] = {}

    async def audition(
        self, guild_id: int, guild_name: str, person: Person, model: str, *, person_may: bool, language: str
    ) -> Audition:
        """Call a model once and say how it went.

        A provider whose breaker is half-open is probed by it; one that rests is left alone, and the failure says so.
        Raises a sentence for a person without the right, a model that is not offered, a test that is running already,
        too many of them,
        or a budget that does not reach for it.
        """
        if not person_may:
            raise NotAnAuditor
        if guild_id in self._running:
            raise AuditionRunning
        self._running.add(guild_id)
        try:
            card = await self._models.choose(model, guild_id)
            self._count(person)
            return await self._call(guild_id, guild_name, person, card, language)
        finally:
            self._running.discard(guild_id)

    async def _call(self, guild_id: int, guild_name: str, person: Person, card: ModelCard, language: str) -> Audition:
        account_id = await self._people.account_of(person)
        speaker, prompt = self._models.speaker(card, guild_id), audition_prompt(ROLL, language)
        # A test is told in no campaign, so only the budgets of the server and of the person watch it.
        spender = Spender(guild_id, campaign_id=0, account_ids=(account_id,))
        hold = await self._budgets.reserve(
            spender, self._budgets.estimate(speaker, prompt, rounds=1), f"test:{guild_id}"
        )
        attempts: list[Attempt] = []
        calls: list[ToolCall] = []
        failure: LLMError | None = None
        try:
            async with asyncio.timeout(self._seconds):
                await self._listen(speaker, prompt, attempts, calls)
        except TimeoutError:
            failure = TooSlow(model=card.id)
            failure.call_it(card.label)
        except LLMError as error:
            error.call_it(card.label)
            failure = error
        finally:
            # Also what was cut short by the program's end was paid for.
            valid = sum(self._is_right(call, language) for call in calls)
            if attempts:
                attempts[-1] = replace(attempts[-1], tool_calls_valid=valid)
                self._tally.count(attempts)
                await self._stores.guilds.greet(guild_id, guild_name)
                await self._stores.calls.add(attempts, guild_id=guild_id, account_id=account_id)
            warnings = await self._budgets.release(hold)
        skill: Skill = "called" if valid else "wrong" if calls else "unused"
        return _audition(card, failure, skill, attempts, warnings)

    async def _listen(self, speaker: Speaker, prompt: Prompt, attempts: list[Attempt], calls: list[ToolCall]) -> None:
        events = tell(
            speaker,
            prompt,
            purpose="test",
            attempts=attempts,
            prompt_version=AUDITION_VERSION,
            first_token_timeout=min(FIRST_TOKEN_SECONDS, self._seconds),
            # What a model does at the first try is what there is to know.
            tries=1,
        )
        async with aclosing(events):
            async for event in events:
                if isinstance(event, ToolCall):
                    calls.append(event)  # noqa: PERF401 - a failure must not take away what came before it

    def _is_right(self, call: ToolCall, language: str) -> bool:
        """Let the real tool judge a call, at a table where nobody plays."""
        return tools.run(call, GameState(_NO_CAMPAIGN, (), 1), self._dice, language).valid

    def _count(self, person: Person) -> None:
        now = self._clock()
        for discord_id in [who for who, asked in self._asked.items() if asked[-1] <= now - WITHIN]:
            del self._asked[discord_id]
        asked = self._asked.setdefault(person.discord_id, deque(maxlen=MOST))
        if len(asked) == MOST and (wait := asked[0] + WITHIN - now) > 0:
            raise TooManyAuditions(most=MOST, minutes=round(WITHIN / 60), wait=max(1, round(wait / 60)))
        asked.append(now)


_NO_CAMPAIGN: Final = Campaign(
    id=0, guild_id=0, owner_id=0, name="", themes=(), language="en", model=None, secret=b"", commitment=""
)


def _audition(
    card: ModelCard,
    failure: SkaldError | None,
    skill: Skill,
    attempts: list[Attempt],
    warnings: tuple[SkaldError, ...],
) -> Audition:
    if not attempts:
        return Audition(card, failure, skill, warnings)
    last = attempts[-1]
    return Audition(
        card=card,
        failure=failure,
        skill=skill,
        warnings=warnings,
        first_token=last.ttft_ms,
        duration=last.e2e_ms,
        usage=last.usage_source,
        input_tokens=last.input_tokens,
        output_tokens=last.output_tokens,
        cost=last.cost_usd,
    )
