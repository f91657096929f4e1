"""Set a server up: what its admins choose before, and between, its campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.budget import Budget
from bot.domain.campaign import Rating
from bot.domain.server import RATINGS, ServerSettings
from bot.i18n import language_names
from bot.services.campaigns import BadLanguage
from bot.services.models import ModelService, Seat
from bot.services.servers import NotAServerAdmin, ServerService
from bot.services.tongues import Tongues
from bot.services.treasury import Place, Treasury

DEFAULT_RATING: Final[Rating] = "teen"


@dataclass(frozen=True, slots=True)
class SetupView:
    """How a server is set up.

    `seats` are the models it can pick now, best first; `default` is the label of the one it chose and `missing` says
    that this one is not among them. `budget` is what a month may cost it in dollars, None without a limit.
    """

    settings: ServerSettings
    seats: tuple[Seat, ...]
    default: str | None
    missing: bool
    budget: Budget | None

    @property
    def rating(self) -> Rating:
        return self.settings.rating or DEFAULT_RATING


class SetupService:
    """Show and change how a server is set up, for those who manage it: each call checks that they still do."""

    def __init__(self, servers: ServerService, models: ModelService, treasury: Treasury, tongues: Tongues) -> None:
        self._servers = servers
        self._models = models
        self._treasury = treasury
        self._tongues = tongues

    async def show(self, place: Place) -> SetupView:
        """Tell how a server is set up; raises `NotAServerAdmin`, as everything here does."""
        if not place.admin:
            raise NotAServerAdmin
        settings = await self._servers.settings(place.guild_id)
        roster = await self._models.roster(place.guild_id, place.channel_id)
        seats = tuple(seat for seat in roster.seats if seat.absent is None)
        return SetupView(
            settings=settings,
            seats=seats,
            default=roster.server_default,
            missing=settings.default_model not in (None, *(seat.card.name for seat in seats)),
            budget=await self.budget(place),
        )

    async def budget(self, place: Place) -> Budget | None:
        """Tell what a month may cost the server."""
        if not place.admin:
            raise NotAServerAdmin
        budgets = await self._treasury.of_server(place.guild_id)
        return next((one for one in budgets if _is_monthly(one)), None)

    async def choose_language(self, place: Place, language: str) -> None:
        """Speak this language at the server, wherever neither a campaign nor a person has their own."""
        if language not in (names := language_names()):
            raise BadLanguage(languages=", ".join(names.values()))
        await self._choose(place, language=language)
        self._tongues.server_speaks(place.guild_id, language)

    async def choose_model(self, place: Place, model: str | None) -> None:
        """Let this model tell where a campaign has not picked one, None for the operator's; raises `NotOffered`."""
        await self._models.set_default(place.guild_id, place.guild_name, model, person_may=place.admin)

    async def choose_notices(self, place: Place, channel_id: int | None) -> None:
        """Tell what concerns the whole server in this channel; the caller makes sure that it can be written to."""
        await self._choose(place, notices_channel_id=channel_id)

    async def choose_creators(self, place: Place, role_id: int | None) -> None:
        """Let people with this role start campaigns, besides those who manage channels."""
        await self._choose(place, creator_role_id=role_id)

    async def next_rating(self, place: Place) -> None:
        """Begin new campaigns with the next rating, after the last with the first again."""
        now = (await self._servers.settings(place.guild_id)).rating or DEFAULT_RATING
        await self._choose(place, rating=RATINGS[(RATINGS.index(now) + 1) % len(RATINGS)])

    async def set_budget(self, place: Place, amount: str) -> Budget:
        """Limit what a month may cost the server, in dollars; raises a sentence for an amount that is none."""
        if not place.admin:
            raise NotAServerAdmin
        return await self._treasury.set(place, "server", amount, "month", "dollars")

    async def _choose(self, place: Place, **choices: object) -> None:
        await self._servers.change(place.guild_id, place.guild_name, person_may=place.admin, **choices)


def _is_monthly(budget: Budget) -> bool:
    return (budget.scope, budget.period, budget.unit) == ("server", "month", "dollars")
