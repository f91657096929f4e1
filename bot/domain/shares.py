"""Charge what was asked of models to whom it belongs: the server, the campaign, those whose actions a turn answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.domain.budget import Scope, Spent

Subject = tuple[Scope, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What was spent for one subject: money, and told turns."""

    spent: Spent = field(default_factory=Spent)
    turns: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.spent + other.spent, self.turns + other.turns)


Shares = Mapping[Subject, Share]


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at a model; `cost` in US dollars, None when nobody knows it."""

    id: int
    started_at: datetime
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Bill:
    """The calls of one turn, or one call outside of any; the accounts share what they cost.

    `over` says that neither calls nor accounts will change any more.
    """

    guild_id: int
    campaign_id: int | None
    account_ids: frozenset[int]
    told: bool
    over: bool
    calls: tuple[Call, ...]

    def within(self, begins: datetime, ends: datetime) -> Share | None:
        """Return what of it was asked in a period (the end is exclusive); None for nothing."""
        calls = [call for call in self.calls if begins <= call.started_at < ends]
        if not calls:
            return None
        known = [call.cost for call in calls if call.cost is not None]
        return Share(Spent(sum(known, Decimal(0)), len(calls) - len(known)), int(self.told))


def charge(shares: dict[Subject, Share], bill: Bill, begins: datetime, ends: datetime, *, by_player: bool) -> None:
    """Add what of a bill was asked in a period, to the server and the campaign or to each player's part."""
    share = bill.within(begins, ends)
    if share is None:
        return
    if not by_player:
        owed: list[Subject] = [("server", bill.guild_id)]
        if bill.campaign_id is not None:
            owed.append(("campaign", bill.campaign_id))
    else:
        owed = [("player", account_id) for account_id in bill.account_ids]
        if owed:
            share = Share(Spent(share.spent.amount / len(owed), share.spent.unknown), share.turns)
    for subject in owed:
        shares[subject] = shares.get(subject, Share()) + share
