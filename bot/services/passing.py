"""Who may let the others go on without them."""

from __future__ import annotations

from bot.domain.plaintext import escape
from bot.domain.tempo import able_to_act, whose_turn
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.table import Table

PASSES = N_("I hold back this time and watch.")


class NothingToPass(SkaldError):
    sentence = N_("Nobody waits for you just now, so there is nothing to pass.")


class ActedAlready(SkaldError):
    sentence = N_("You have acted already, or passed. It is answered with the next reply.")


class NotYourTurn(SkaldError):
    sentence = N_("It is {name}’s turn; yours comes after it.")


def check_pass(table: Table, account_id: int) -> None:
    """Raise a sentence when an account has nothing to pass."""
    state = table.state
    if any(action.account_id == account_id and action.kind != "retell" for action in table.waiting):
        raise ActedAlready
    if state.campaign.rules.mode == "rounds":
        if all(one.account_id != account_id for one in able_to_act(state)):
            raise NothingToPass
        return
    current = whose_turn(state)
    if current is None:
        raise NothingToPass
    if current.account_id != account_id:
        raise NotYourTurn(name=escape(current.name))
