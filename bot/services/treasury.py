"""Set, show and remove budgets, and choose what a turn does that would pass one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.amount import parse_amount
from bot.domain.budget import Budget, Period, Scope, Spending, Standing, Unit
from bot.domain.campaign import BudgetPolicy
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.budgets import BudgetService
from bot.services.campaigns import NotYours
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.servers import NotAServerAdmin
from bot.services.table import Table
from bot.services.tables import Tables
from bot.storage import Stores


class WhichPlayer(SkaldError):
    sentence = N_("Say whose budget it is: fill in the option for the player, too.")


class PlayerTooMany(SkaldError):
    sentence = N_("A player is named only for the budget of a player; choose that, or leave the player out.")


class NoSuchBudget(SkaldError):
    sentence = N_("There is no such budget here. Pick one from the list, or look at them with /budget show.")


@dataclass(frozen=True, slots=True)
class Place:
    """The server and the channel a person is in; `admin` says that they may manage the server."""

    guild_id: int
    guild_name: str
    channel_id: int
    person: Person
    admin: bool


@dataclass(frozen=True, slots=True)
class Purse:
    """How every budget at a server stands, and what it spent this month; `policy` is that of the channel's campaign."""

    standings: tuple[Standing, ...]
    month: Spending
    policy: BudgetPolicy | None


class Treasury:
    """Let those who may decide what turns may cost."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        tables: Tables,
        play: PlayService,
        budgets: BudgetService,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._budgets = budgets
        self._now = now

    async def set(
        self, place: Place, scope: Scope, amount: str, period: Period, unit: Unit, player: Person | None = None
    ) -> Budget:
        """Set a budget, in place of one of the same kind; `amount` is as it was typed.

        Raises a sentence for someone without the right, an amount that is none, or a player too many or too few.
        """
        wanted = parse_amount(amount, unit)
        if player is not None and scope != "player":
            raise PlayerTooMany
        subject, name, discord_id = place.guild_id, None, None
        if scope == "campaign":
            campaign = (await self._changeable(place)).state.campaign
            subject, name = campaign.id, campaign.name
        elif not place.admin:
            raise NotAServerAdmin
        elif scope == "player":
            if player is None:
                raise WhichPlayer
            subject, name, discord_id = await self._people.account_of(player), player.name, player.discord_id
        budget = await self._stores.budgets.set(
            Budget(0, place.guild_id, scope, subject, period, unit, wanted, name, discord_id),
            guild_name=place.guild_name,
            set_by=await self._people.account_of(place.person),
            now=self._now(),
        )
        self._budgets.changed(place.guild_id)
        return budget

    async def show(self, guild_id: int, channel_id: int, *, everything: bool) -> Purse:
        """Tell how the budgets of a server stand and what it spent.

        Of campaigns only the channel's own, unless the person may see `everything`: the others may be told in private.
        """
        now = self._now()
        campaign_id = self._play.bindings.get(channel_id)
        table = await self._tables.get(campaign_id) if campaign_id is not None else None
        return Purse(
            standings=tuple(
                each
                for each in await self._stores.budgets.standings(guild_id, now)
                if everything or each.budget.scope != "campaign" or each.budget.subject == campaign_id
            ),
            month=await self._stores.budgets.spending(guild_id, "month", now),
            policy=table.state.campaign.over_budget if table else None,
        )

    async def of_server(self, guild_id: int) -> list[Budget]:
        """List the budgets of a server."""
        return await self._stores.budgets.of_guild(guild_id)

    async def offered(self, place: Place) -> list[Budget]:
        """List the budgets of a server without those of campaigns that are none of a person's: not even the names."""
        found = await self.of_server(place.guild_id)
        return [each for each in found if each.scope != "campaign" or await self._may_remove(place, each)]

    async def remove(self, place: Place, budget_id: str) -> Budget:
        """Remove a budget by what was picked from the list, and return what it was."""
        found = next((each for each in await self.of_server(place.guild_id) if str(each.id) == budget_id), None)
        if found is None:
            raise NoSuchBudget
        if not await self._may_remove(place, found):
            here = found.scope == "campaign" and self._play.bindings.get(place.channel_id) == found.subject
            # Of a campaign that is told elsewhere, whoever counts through the ids learns nothing.
            raise NotYours if here else NoSuchBudget if found.scope == "campaign" else NotAServerAdmin
        if not await self._stores.budgets.remove(place.guild_id, found.id):
            raise NoSuchBudget
        self._budgets.changed(place.guild_id)
        return found

    async def set_policy(self, place: Place, policy: BudgetPolicy) -> None:
        """Choose what a turn of the channel's campaign does that would pass a budget."""
        table = await self._changeable(place)
        await self._stores.campaigns.set_over_budget(table.campaign_id, policy)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, over_budget=policy)))

    async def _may_remove(self, place: Place, budget: Budget) -> bool:
        """Tell whether somebody may: a campaign's owner wherever they are, and who manages its channel, there."""
        if place.admin:
            return True
        if budget.scope != "campaign":
            return False
        if place.person.steward and self._play.bindings.get(place.channel_id) == budget.subject:
            return True
        try:
            campaign = await self._stores.campaigns.get(budget.subject)
        except LookupError:
            return False
        return campaign.owner_id == await self._people.account_of(place.person)

    async def _changeable(self, place: Place) -> Table:
        """Return what is played in a channel to someone who may change it."""
        table = await self._tables.get(self._play.campaign_in(place.channel_id))
        owner_id = table.state.campaign.owner_id
        if place.admin or place.person.steward or owner_id == await self._people.account_of(place.person):
            return table
        raise NotYours
