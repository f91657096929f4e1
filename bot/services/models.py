"""Show which models are at a table, what they would cost there, and choose a server's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final, Literal

from bot.domain.campaign import Campaign
from bot.domain.statistics import MEDIAN_FROM
from bot.llm.breaker import State
from bot.llm.catalogue import ModelCard
from bot.llm.chat import Usage
from bot.llm.errors import NotOffered
from bot.llm.keyring import KeySealed
from bot.llm.models import Absence, Models
from bot.llm.speaker import Speaker
from bot.services.play import PlayService
from bot.services.routing import NotOfferedHere, Router
from bot.services.servers import NotAServerAdmin, ServerService
from bot.services.tables import Tables
from bot.storage import Stores
from bot.storage.comparison import TurnTokens

WAIT_DAYS: Final = 30
TYPICAL: Final = TurnTokens(
    turns=1, calls=1, input_tokens=4_000, cache_read_tokens=0, cache_write_tokens=0, output_tokens=300
)
"""What a turn is taken for where none was told by a model that counts tokens."""


@dataclass(frozen=True, slots=True)
class Average:
    """What a turn takes at a table, and whose turns say so; of none but a typical one, `turns` is 0."""

    of: Literal["campaign", "server", "typical"]
    tokens: TurnTokens

    @property
    def turns(self) -> int:
        return 0 if self.of == "typical" else self.tokens.turns

    def per_turn(self, total: int) -> float:
        """Return one of the totals for each turn."""
        return total / self.tokens.turns

    @property
    def call(self) -> Usage:
        """Return the tokens of the mean call."""
        tokens = self.tokens
        means = (tokens.input_tokens, tokens.output_tokens, tokens.cache_read_tokens, tokens.cache_write_tokens)
        return Usage(*(round(total / tokens.calls) for total in means))

    def price(self, speaker: Speaker, at: datetime) -> Decimal | None:
        """Return what 1,000 such turns would cost with a model at a moment's prices; None when nobody knows."""
        call = speaker.price(self.call, at).usd
        return None if call is None else call * 1_000 * self.tokens.calls / self.tokens.turns


@dataclass(frozen=True, slots=True)
class Seat:
    """A model at the table, or why it is `absent`.

    `state` is its provider's, which is asked again in `try_after` seconds when it rests. `per_thousand` is what 1,000
    turns would cost in US dollars, None when the price is unknown. `first_word` is the median wait in milliseconds over
    `samples` turns, None where they are too few.
    """

    card: ModelCard
    absent: Absence | None = None
    state: State = "closed"
    try_after: float = 0.0
    own_key: bool = False
    per_thousand: Decimal | None = None
    first_word: float | None = None
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """The labels of the models that tell a campaign: the first, and who does when it fails.

    `missing` says that the first is not offered now.
    """

    tells: str
    fallbacks: tuple[str, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Every model of the catalogue as a table sees it.

    `order` is None where there is no campaign; `server_default` is the label of the server's own, None without one.
    """

    seats: tuple[Seat, ...]
    average: Average
    order: Order | None = None
    server_default: str | None = None


class ModelService:
    """Know the models of a server."""

    def __init__(
        self,
        stores: Stores,
        models: Models,
        servers: ServerService,
        router: Router,
        tables: Tables,
        play: PlayService,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._models = models
        self._servers = servers
        self._router = router
        self._tables = tables
        self._play = play
        self._now = now

    async def offered(self, guild_id: int) -> list[ModelCard]:
        """List the models that a server can pick now."""
        return await self._models.offered(guild_id)

    async def roster(self, guild_id: int, channel_id: int) -> Roster:
        """Tell who is at the table of a channel, whether or not a campaign is played there."""
        now = self._now()
        campaign_id = self._play.bindings.get(channel_id)
        average = await self._average(guild_id, campaign_id)
        waits = await self._stores.comparison.first_words(guild_id, now - timedelta(days=WAIT_DAYS))
        places = await self._models.roster(guild_id)
        speakers = [self._models.speaker(card, guild_id) for card, absent in places if absent is None]
        # Reading the prices for the first time takes longer than a turn should wait for.
        prices = iter(await asyncio.to_thread(lambda: [average.price(speaker, now) for speaker in speakers]))
        present = iter([_seat(speaker, waits.get(speaker.card.name, ()), next(prices)) for speaker in speakers])
        campaign = None if campaign_id is None else (await self._tables.get(campaign_id)).state.campaign
        default = await self._servers.default_model(guild_id)
        return Roster(
            seats=tuple(Seat(card, absent) if absent else next(present) for card, absent in places),
            average=average,
            order=None if campaign is None else await self._order(campaign),
            server_default=None if default is None else self._models.label(default),
        )

    async def set_default(
        self, guild_id: int, guild_name: str, model: str | None, *, person_may: bool
    ) -> ModelCard | None:
        """Let a model tell where a campaign of the server has not picked one; None for the operator's default.

        Returns the model that tells from now on, None when the operator's is not offered. Raises `NotAServerAdmin`
        and `NotOffered`.
        """
        if not person_may:
            raise NotAServerAdmin
        chosen = await self._models.choose(model, guild_id) if model else None
        await self._servers.set_default_model(guild_id, guild_name, person_may, chosen.name if chosen else None)
        try:
            return chosen or await self._models.at_table(None, guild_id)
        except NotOffered:
            return None

    async def _average(self, guild_id: int, campaign_id: int | None) -> Average:
        if campaign_id is not None:
            tokens = await self._stores.comparison.tokens_of_campaign(campaign_id)
            if tokens.turns:
                return Average("campaign", tokens)
        tokens = await self._stores.comparison.tokens_of_guild(guild_id)
        return Average("server", tokens) if tokens.turns else Average("typical", TYPICAL)

    async def _order(self, campaign: Campaign) -> Order:
        try:
            route = await self._router.route(campaign)
        except (NotOfferedHere, KeySealed) as error:
            return Order(str(error.values["model"]), missing=True)
        labels = [speaker.card.label for speaker in route.speakers]
        if route.missing:
            return Order(route.missing, tuple(labels), missing=True)
        return Order(labels[0], tuple(labels[1:]))


def _seat(speaker: Speaker, waits: Sequence[float], per_thousand: Decimal | None) -> Seat:
    return Seat(
        card=speaker.card,
        state=speaker.breaker.state,
        try_after=speaker.breaker.try_after,
        own_key=speaker.own_key,
        per_thousand=per_thousand,
        first_word=median(waits) if len(waits) >= MEDIAN_FROM else None,
        samples=len(waits),
    )
