"""A player changes from one character to another, perhaps one from elsewhere."""

from __future__ import annotations

from bot.domain.character import Character
from bot.domain.rules.arriving import arrive
from bot.domain.rules.departing import depart
from bot.domain.rules.describing import unnamed_twice
from bot.domain.rules.ruled import AgainstTheRules, Ruled
from bot.domain.rules.sheets import called
from bot.domain.state import GameState
from bot.i18n import N_


class DeadStays(AgainstTheRules):
    sentence = N_("{name} is dead, and the dead stay in their campaign. Somebody there can raise them first.")


class NoGuests(AgainstTheRules):
    sentence = N_("No characters from elsewhere play in this campaign. Make one for it with /character create.")


class GuestTooHigh(AgainstTheRules):
    sentence = N_("{name} has level {level}; characters from elsewhere may have level {most} at most here.")


class FightFirst(AgainstTheRules):
    sentence = N_("There is a fight. Characters change when it is over.")


def change_over(state: GameState, coming: Character, *, guest: bool) -> Ruled:
    """Let a character come in the place of whom its player plays; `guest` says that it comes from elsewhere.

    Raises `FightFirst`, `NoGuests`, `GuestTooHigh`, `DeadStays`, `NameTaken`, `PartyFull`.
    """
    if state.combat is not None:
        raise FightFirst()
    if guest:
        _welcome(state, coming)
    current = state.character_of(coming.account_id)
    state, left = (state, ()) if current is None else depart(state, current)
    unnamed_twice(state, coming)
    state, came = arrive(state, coming)
    return state, (*left, *came)


def _welcome(state: GameState, guest: Character) -> None:
    """Check that a table takes a character from elsewhere."""
    if guest.dead:
        raise DeadStays(name=called(guest))
    if state.campaign.rules.guests == "none":
        raise NoGuests()
    most = max((one.level for one in state.party), default=1)
    if state.campaign.rules.guests == "level" and guest.level > most:
        raise GuestTooHigh(name=called(guest), level=guest.level, most=most)
