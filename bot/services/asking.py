"""Understand which figures somebody wants, and whether they may see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, cast

from bot.domain.plaintext import clean, shown
from bot.domain.statistics import SIZES, CampaignFigures, Filters, PlayerFigures, PromptSize, Scope, Window
from bot.domain.windows import MOST_DAYS, borne, window_of
from bot.errors import SkaldError
from bot.i18n import N_, language_names
from bot.llm.models import Models
from bot.services.campaigns import NoSuchCampaign
from bot.services.people import PeopleService, Person
from bot.services.play import NoCampaignHere
from bot.services.statistics import StatisticsService
from bot.storage import Stores
from bot.storage.directory import Listed

_LONGEST_MODEL: Final = 300
_SIZES: Final = (*(size for size, _ in SIZES), "unknown")


class NoSuchSize(SkaldError):
    sentence = N_("“{text}” is no class of prompts. Pick one from the list.")


class NoSuchLanguage(SkaldError):
    sentence = N_("No campaign is played in “{text}”. Pick a language from the list.")


class NoSuchModel(SkaldError):
    sentence = N_("No model here is called “{text}”. Pick one from the list.")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which figures somebody wants, as they typed it, and of which time, unless it is known already as a window.

    `everywhere` is for whoever runs Skald.
    """

    days: int | None = None
    start: str | None = None
    end: str | None = None
    campaign: str | None = None
    model: str | None = None
    language: str | None = None
    size: str | None = None
    everywhere: bool = False
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Which figures somebody gets; `campaign` is the name of the one they asked for."""

    scope: Scope
    filters: Filters
    campaign: str | None = None


class Asking:
    """Turn a wish into a question that its asker may have answered."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        statistics: StatisticsService,
        models: Models,
        campaign_in: Callable[[int], int],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._statistics = statistics
        self._models = models
        self._campaign_in = campaign_in
        self._now = now

    async def question(self, person: Person, guild_id: int, wish: Wish) -> Question:
        """Return what is to be counted; raises a sentence for what nobody may ask, or not this person.

        That somebody who wants to look everywhere runs Skald is checked by whoever knows it.
        """
        window = borne(wish.window) if wish.window else window_of(wish.days, wish.start, wish.end, self._now())
        filters = Filters(window, clean(wish.model or "")[:_LONGEST_MODEL] or None, _language(wish), _size(wish))
        scope = await self._statistics.scope(person, guild_id, operator=wish.everywhere)
        await self._check_model(scope, filters.model)
        if wish.campaign is None:
            return Question(scope, filters)
        found = await self._campaign(scope, wish.campaign)
        return Question(replace(scope, campaigns=(found[0],)), filters, found[1])

    async def campaign(
        self, person: Person, guild_id: int, channel_id: int, wish: Wish
    ) -> tuple[Question, CampaignFigures]:
        """Return what was measured of the campaign somebody names, or else that of their channel."""
        named = wish if wish.campaign is not None else replace(wish, campaign=str(self._campaign_in(channel_id)))
        question = await self.question(person, guild_id, named)
        (campaign_id,) = question.scope.campaigns or (0,)
        return question, await self._statistics.campaign(campaign_id, question.filters.window)

    def here(self, channel_id: int) -> str | None:
        """Return the campaign that is played in a channel, as somebody would name it; None for none."""
        try:
            return str(self._campaign_in(channel_id))
        except NoCampaignHere:
            return None

    async def player(
        self, person: Person, guild_id: int, discord_id: int, wish: Wish
    ) -> tuple[Question, PlayerFigures]:
        """Return what somebody did in the campaigns that a person may look into."""
        question = await self.question(person, guild_id, wish)
        account_id = await self._people.met(discord_id)
        if account_id is None:
            return question, PlayerFigures(0, 0, 0, {}, Decimal(0), 0)
        return question, await self._statistics.player(account_id, question.scope, question.filters.window)

    async def campaigns(self, person: Person, guild_id: int) -> Sequence[Listed]:
        """List the campaigns of a server whose figures a person may see."""
        scope = await self._statistics.scope(person, guild_id)
        listed = await self._stores.directory.of_guild(guild_id, await self._people.account_of(person))
        return [one for one in listed if scope.campaigns is None or one.id in scope.campaigns]

    async def _check_model(self, scope: Scope, model: str | None) -> None:
        """Raise `NoSuchModel` for what neither the catalogue knows nor anything that was measured here."""
        if model is None or self._models.card(model) is not None:
            return
        ever = window_of(MOST_DAYS, None, None, self._now())
        if not await self._statistics.models(scope, Filters(ever, model)):
            raise NoSuchModel(text=shown(model))

    async def _campaign(self, scope: Scope, typed: str) -> tuple[int, str]:
        digits = typed if typed.isascii() and typed.isdecimal() and len(typed) <= 18 else ""
        if not digits or (scope.campaigns is not None and int(digits) not in scope.campaigns):
            raise NoSuchCampaign
        try:
            campaign = await self._stores.campaigns.get(int(digits))
        except LookupError:
            raise NoSuchCampaign from None
        if scope.guild_id is not None and campaign.guild_id != scope.guild_id:
            raise NoSuchCampaign
        return campaign.id, campaign.name


def _size(wish: Wish) -> PromptSize | None:
    if wish.size is None:
        return None
    if wish.size not in _SIZES:
        raise NoSuchSize(text=shown(wish.size))
    return cast("PromptSize", wish.size)


def _language(wish: Wish) -> str | None:
    if wish.language is not None and wish.language not in language_names():
        raise NoSuchLanguage(text=shown(wish.language))
    return wish.language
