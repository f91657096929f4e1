"""Let a table ask for duels: its next turn, or every so many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from bot.domain import tools
from bot.domain.duel import least_compared
from bot.domain.plaintext import shorten
from bot.errors import SkaldError
from bot.i18n import N_
from bot.llm.catalogue import ModelCard
from bot.llm.models import Models
from bot.prompts.duel import retelling_prompt
from bot.prompts.turn import turn_prompt
from bot.services.admission import Ended, Paused, admit
from bot.services.budgets import BudgetService
from bot.services.campaigns import CampaignService
from bot.services.characters import NoCharacter
from bot.services.duelling import TOKENS, WORDS
from bot.services.duellists import duellists, no_model
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.retelling import ToldByHand
from bot.services.settings import MOST_EVERY
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores

_NAME_LENGTH: Final = 100


class TooFewModels(SkaldError):
    sentence = N_(
        "A duel takes two models, and {count} can be had here. An admin can bring a provider's key with /keys set."
    )


class SameModel(SkaldError):
    sentence = N_("A model cannot meet itself. Name two, or leave one out.")


@dataclass(frozen=True, slots=True)
class DuelPlan:
    """What was agreed on: `every` so many turns, None for the next turn alone, 0 for none by itself any more.

    `cost` is the most that both tellings of one duel take, in US dollars; None when the price of one is unknown.
    `no_model` says that those who meet are offline narrators.
    """

    every: int | None
    cost: Decimal | None
    no_model: bool = False


class DuelWishes:
    """Keep what a table wants of duels; `Duelling` acts on it."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        campaigns: CampaignService,
        tables: Tables,
        play: PlayService,
        models: Models,
        budgets: BudgetService,
        wished: Callable[[int], None],
        *,
        prompt_chars: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`wished` is told of a campaign that wishes for a duel at its next turn."""
        self._stores = stores
        self._people = people
        self._campaigns = campaigns
        self._tables = tables
        self._play = play
        self._models = models
        self._budgets = budgets
        self._wished = wished
        self._prompt_chars = prompt_chars
        self._now = now

    async def ask(self, channel_id: int, person: Person, first: str | None, second: str | None) -> DuelPlan:
        """Make the next turn a duel, for whoever plays here or may run the campaign.

        Models that are not named are those that met least. Raises a sentence where the table has no turn to tell,
        where two models cannot be had, or for a person without the right.
        """
        table = await self._tables.get(self._play.campaign_in(channel_id))
        await self._check(table, person)
        pair = await self._pair(table, first, second)
        campaign = table.state.campaign
        await self._stores.duels.wish(
            guild_id=campaign.guild_id,
            campaign_id=campaign.id,
            channel_id=channel_id,
            language=campaign.language,
            model_a=pair[0].name,
            model_b=pair[1].name,
            now=self._now(),
        )
        self._wished(campaign.id)
        return _plan(None, await self._cost(table, pair), pair)

    async def repeat(
        self, channel_id: int, person: Person, every: int, first: str | None, second: str | None
    ) -> DuelPlan:
        """Make every so many turns a duel, 0 for none, for whoever may run the campaign.

        Where no model is named, each duel is between those that met least.
        """
        table = await self._campaigns.changeable(channel_id, person)
        every = min(max(every, 0), MOST_EVERY)
        if every:
            _check_open(table)
        pair = await self._pair(table, first, second) if every else ()
        named = tuple(card.name for card in pair) if first or second else ()
        async with table.pen:
            rules = replace(table.state.campaign.rules, duel_every=every, duel_models=named)
            await self._stores.campaigns.set_rules(table.campaign_id, rules)
            table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=rules)))
        # Where none is named, any two of them may meet.
        meeting = pair if named or not every else await self._met_by_chance(table.state.campaign.guild_id)
        return _plan(every, await self._cost(table, meeting), meeting)

    async def offered(self, guild_id: int) -> list[ModelCard]:
        """List the models that can be named for a duel at a server, the offline narrators last."""
        return await self._models.offered(guild_id)

    async def _check(self, table: Table, person: Person) -> None:
        if await self._campaigns.may(table, person, ("owner", "gm")):
            _check_open(table)
            return
        account_id = await self._people.account_of(person)
        admit(table, account_id)
        _check_open(table)
        if table.state.character_of(account_id) is None:
            raise NoCharacter

    async def _pair(self, table: Table, first: str | None, second: str | None) -> tuple[ModelCard, ModelCard]:
        guild_id = table.state.campaign.guild_id
        named = [await self._named(name, guild_id) for name in (first, second) if name]
        if len(named) == 2:
            if named[0].name == named[1].name:
                raise SameModel
            return named[0], named[1]
        cards = {card.name: card for card in await self._met_by_chance(guild_id)}
        met = await self._stores.duels.pairs(guild_id)
        turn = table.state.turn + 1
        if not named:
            if (pair := least_compared(list(cards), met, turn)) is None:
                raise TooFewModels(count=len(cards))
            return cards[pair[0]], cards[pair[1]]
        others = [name for name in cards if name != named[0].name]
        if not others:
            raise TooFewModels(count=len(cards))
        return named[0], cards[min(others, key=lambda name: met[frozenset((named[0].name, name))])]

    async def _met_by_chance(self, guild_id: int) -> list[ModelCard]:
        return duellists(await self._models.offered(guild_id))

    async def _named(self, name: str, guild_id: int) -> ModelCard:
        return await self._models.at_table(shorten(name, _NAME_LENGTH), guild_id)

    async def _cost(self, table: Table, cards: Sequence[ModelCard]) -> Decimal | None:
        """Return the most that both tellings of a duel between two of these models take at this table."""
        guild_id = table.state.campaign.guild_id
        base = turn_prompt(
            table.state,
            table.transcript,
            (),
            tools.offered(table.state),
            limit=self._prompt_chars,
            max_tokens=TOKENS,
            memory=table.memory,
        )
        prompt = retelling_prompt(base, (), words=WORDS, max_tokens=TOKENS)
        speakers = [self._models.speaker(card, guild_id) for card in cards]
        # Reading the prices for the first time takes longer than a turn should wait for.
        costs = await asyncio.to_thread(lambda: [self._budgets.estimate(one, prompt, rounds=1) for one in speakers])
        known = sorted((cost for cost in costs if cost is not None), reverse=True)
        return sum(known[:2], Decimal(0)) if len(known) == len(costs) else None


def _plan(every: int | None, cost: Decimal | None, meeting: Sequence[ModelCard]) -> DuelPlan:
    return DuelPlan(every, cost, no_model=bool(meeting) and no_model(*(card.name for card in meeting)))


def _check_open(table: Table) -> None:
    campaign = table.state.campaign
    if campaign.status == "paused":
        raise Paused
    if campaign.status != "open":
        raise Ended
    if campaign.chair is not None:
        raise ToldByHand
