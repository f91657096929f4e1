"""Who is heard at a table."""

from __future__ import annotations

from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.table import Table


class NotHeard(SkaldError):
    """Somebody who may not act here just now."""

    sentence = N_("You cannot act in this campaign just now.")


class Paused(NotHeard):
    sentence = N_(
        "This campaign is paused: nothing that is written here becomes part of its story. Whoever runs it can go on "
        "with /campaign resume."
    )


class Ended(NotHeard):
    sentence = N_("This campaign has ended. Whoever ran it can bring it back with /campaign restore.")


class Spectating(NotHeard):
    sentence = N_("You watch this campaign. To play in it, use /campaign join.")


class NotInvited(NotHeard):
    sentence = N_("This campaign is for those who were invited. Ask whoever runs it for an invitation.")


class Removed(NotHeard):
    sentence = N_("You were taken out of this campaign. Whoever runs it can invite you again.")


def admit(table: Table, account_id: int) -> None:
    """Check that somebody may act at a table now; raises a `NotHeard` with the reason."""
    campaign = table.state.campaign
    if campaign.status == "paused":
        raise Paused
    if campaign.status != "open":
        raise Ended
    role = table.members.get(account_id)
    if role == "removed":
        raise Removed
    if role == "spectator":
        raise Spectating
    if role is None and campaign.rules.entry == "invited":
        raise NotInvited
