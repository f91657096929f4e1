"""Who is answered when: which of the actions that wait make the next turn, and for whom it waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.domain.character import Character
from bot.domain.rules.turns import turn_of
from bot.domain.state import GameState
from bot.domain.turn import Action, ActionKind

# What belongs to no character waits for nobody.
_FOR_NOBODY: tuple[ActionKind, ...] = ("opening", "retell", "narration", "xcard")


@dataclass(frozen=True, slots=True)
class Ready:
    """These actions can be answered now; with `acting_for`, they are told as done for that character."""

    actions: tuple[int, ...]
    acting_for: Character | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The table waits for these characters, until then; without a time, for as long as it takes."""

    characters: tuple[Character, ...]
    until: datetime | None


def may_answer(
    state: GameState,
    waiting: Sequence[Action],
    now: datetime,
    first_waited_since: datetime | None,
    strangers: Collection[int] = (),
) -> Ready | Waiting:
    """Decide what the next turn answers, when the table waits since `first_waited_since` (None: it only begins to).

    `strangers` are accounts that have a character here and never played: nobody waits for them.
    """
    loose = tuple(action.id for action in waiting if action.kind in _FOR_NOBODY)
    awaited = awaited_by(state, waiting, strangers)
    if loose and awaited:
        return Ready(loose)
    if not awaited:
        return Ready(_of_the_moment(state, waiting))
    rules = state.campaign.rules
    until = None if first_waited_since is None else first_waited_since + timedelta(seconds=rules.wait)
    if until is not None and now >= until and rules.absent == "friend":
        current = whose_turn(state)
        # What was written before is its author's own, for the turn that they wait for.
        helping = tuple(action.id for action in waiting if current is None or action.received_at >= until)
        if helping:
            return Ready(helping, current)
    return Waiting(awaited, until)


def awaited_by(state: GameState, waiting: Sequence[Action], strangers: Collection[int] = ()) -> tuple[Character, ...]:
    """Return the characters that must act before the table goes on; none where what came in is answered as it is."""
    acted = {action.account_id for action in waiting if action.kind not in _FOR_NOBODY}
    mode = state.campaign.rules.mode
    if mode == "rounds":
        able = [one for one in able_to_act(state, strangers) if one.account_id not in acted]
        return tuple(able) if acted else ()
    current = whose_turn(state)
    return () if current is None or current.account_id in acted else (current,)


def able_to_act(state: GameState, strangers: Collection[int] = ()) -> tuple[Character, ...]:
    """Return the characters that a round waits for: present, on their feet, and played by somebody."""
    return tuple(
        one
        for one in state.present
        if one.hit_points > 0 and not one.dead and one.account_id not in strangers and not _in_chair(state, one)
    )


def whose_turn(state: GameState) -> Character | None:
    """Return the character whose turn decides who is answered, None outside of a fight by initiative."""
    return turn_of(state) if state.campaign.rules.mode == "initiative" else None


def out_of_turn(state: GameState, action: Action) -> Character | None:
    """Return whose turn an action has to wait for, None when it need not."""
    current = whose_turn(state)
    if current is None or action.kind in _FOR_NOBODY or current.account_id == action.account_id:
        return None
    return current


def absent_id(campaign_id: int, turn: int, take: int, character_id: int) -> int:
    """Return what makes the action of an absent character unique: always the same, and negative as no id of Discord is.

    A stop between keeping and answering it cannot make two of it; a turn that was taken back has another take.
    """
    name = f"{campaign_id}:{turn}:{take}:{character_id}".encode()
    return -1 - (int.from_bytes(blake2b(name, digest_size=8).digest(), "big") >> 1)


def _of_the_moment(state: GameState, waiting: Sequence[Action]) -> tuple[int, ...]:
    return tuple(action.id for action in waiting if out_of_turn(state, action) is None)


def _in_chair(state: GameState, character: Character) -> bool:
    return character.account_id == state.campaign.chair
