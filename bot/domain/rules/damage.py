"""Damage, healing and temporary hit points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.dice.source import Dice
from bot.domain.event import Event
from bot.domain.rules.concentration import end_concentration
from bot.domain.rules.creatures import Creature, known, put
from bot.domain.rules.mortality import die, fall, living, rouse, wake
from bot.domain.rules.ruled import Ruled
from bot.domain.rules.saves import saved, saving_throw
from bot.domain.state import GameState

MOST = 10_000
"""No one blow or cure is larger, whatever asks for it."""


@dataclass(frozen=True, slots=True)
class _Suffered:
    """How a creature takes one type of damage: `factor` is resistance, vulnerability, both, immunity or nothing."""

    type: str
    amount: int
    factor: str
    taken: int


def hurt(
    state: GameState, key: str, parts: Sequence[tuple[int, str]], source: str, dice: Dice, critical: bool = False
) -> Ruled:
    """Deal damage from one source, as (amount, SRD damage type); raises `IsDead`.

    `source` is a creature's key or words; the dice are for the save of whoever concentrates. The first event is of kind
    `damage`; its `outcome` is "", `fell`, `suffered` (a blow at 0 hit points, which counts as failed death saves) or
    `died`.
    """
    target = living(state, key)
    suffered = [_suffered(target, type_, amount) for type_, amount in _by_type(parts).items()]
    total = sum(each.taken for each in suffered)
    absorbed = min(total, target.temporary_hit_points)
    rest = total - absorbed
    after = max(0, target.hit_points - rest)
    failures = _failures(target, rest, critical)
    outcome = _outcome(target, rest, failures)
    struck = replace(
        target,
        hit_points=after,
        temporary_hit_points=target.temporary_hit_points - absorbed,
        stable=target.stable and not failures,
        death_failures=failures or target.death_failures,
    )
    detail: dict[str, Any] = {
        "creature": key,
        "source": source,
        "by": source if known(state, source) else "",
        "critical": critical,
        "parts": [{"type": s.type, "amount": s.amount, "factor": s.factor, "taken": s.taken} for s in suffered],
        "total": total,
        "absorbed": absorbed,
        "before": target.hit_points,
        "after": after,
        "max": target.max_hit_points,
        "temporary_before": target.temporary_hit_points,
        "temporary_after": struck.temporary_hit_points,
        "failures_before": target.death_failures,
        "failures_after": struck.death_failures if outcome != "fell" else 0,
        "outcome": outcome,
    }
    event = Event("damage", target.name, detail)
    if outcome == "died":
        state, more = die(state, struck)
    elif outcome == "fell":
        state, more = fall(state, struck)
    else:
        state, more = _endure(put(state, struck), struck, total, dice)
    return state, (event, *more)


def heal(state: GameState, key: str, amount: int, source: str) -> Ruled:
    """Restore hit points up to the maximum; whoever had fallen comes to. Raises `IsDead`."""
    target = living(state, key)
    given = min(max(amount, 0), MOST)
    after = max(target.hit_points, min(target.hit_points + given, target.max_hit_points))
    woke = target.hit_points == 0 and after > 0
    better = replace(target, hit_points=after)
    detail = {
        "creature": key,
        "source": source,
        "amount": given,
        "healed": after - target.hit_points,
        "before": target.hit_points,
        "after": after,
        "max": target.max_hit_points,
        "woke": woke,
    }
    event = Event("heal", target.name, detail)
    return (wake(state, better) if woke else put(state, better)), (event,)


def grant_temporary(state: GameState, key: str, amount: int, source: str) -> Ruled:
    """Give temporary hit points, which do not add up: the larger number stays. Raises `IsDead`."""
    target = living(state, key)
    after = max(target.temporary_hit_points, min(max(amount, 0), MOST))
    detail = {
        "creature": key,
        "source": source,
        "amount": amount,
        "before": target.temporary_hit_points,
        "after": after,
    }
    return put(state, replace(target, temporary_hit_points=after)), (Event("temporary", target.name, detail),)


def _by_type(parts: Sequence[tuple[int, str]]) -> dict[str, int]:
    # Resistance halves what a source deals of a type in all, not each of its dice.
    amounts: dict[str, int] = {}
    for amount, type_ in parts:
        amounts[type_] = min(amounts.get(type_, 0) + max(amount, 0), MOST)
    return amounts


def _suffered(target: Creature, type_: str, amount: int) -> _Suffered:
    if type_ in target.immunities:
        return _Suffered(type_, amount, "immunity", 0)
    resistant = type_ in target.resistances or target.has("petrified")
    vulnerable = type_ in target.vulnerabilities
    taken = (amount // 2 if resistant else amount) * (2 if vulnerable else 1)
    factor = " ".join(name for name, is_so in (("resistance", resistant), ("vulnerability", vulnerable)) if is_so)
    return _Suffered(type_, amount, factor, taken)


def _failures(target: Creature, rest: int, critical: bool) -> int:
    """Return how many death saves a character has failed after a blow at 0 hit points, 0 for any other blow."""
    if target.is_foe or target.hit_points > 0 or not rest:
        return 0
    return min(3, target.death_failures + (2 if critical else 1))


def _outcome(target: Creature, rest: int, failures: int) -> str:
    if rest == 0 or rest < target.hit_points:
        return ""
    # What is left over after 0 hit points kills at once when it is as much as the maximum.
    if target.is_foe or failures >= 3 or rest - target.hit_points >= target.max_hit_points:
        return "died"
    return "suffered" if target.hit_points == 0 else "fell"


def _endure(state: GameState, struck: Creature, total: int, dice: Dice) -> Ruled:
    """Let a blow wake a sleeper, or shake whoever concentrates."""
    if not total:
        return state, ()
    if not struck.concentration:
        return rouse(state, struck)
    state, events = saving_throw(state, struck.key, "con", max(10, total // 2), "none", dice, "")
    (save,) = events
    save = replace(save, detail={**save.detail, "concentration": struck.concentration})
    if saved(events):
        return state, (save,)
    state, more = end_concentration(state, struck.key, "damage")
    return state, (save, *more)
