"""What changed between two states, so that it can be told, traced to its turn and taken back."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from bot.domain.state import GameState, content, from_content

Change = tuple[str, list[str], Any, Any]
"""How (`set`, `add` or `drop`), where, what stood there before, and what after; None where nothing did."""


class DoesNotFit(ValueError):
    """A change that is none of this state."""


def changes(before: GameState, after: GameState) -> tuple[Change, ...]:
    """Return what leads from one state to the other; the campaign and the turn's number are no part of it."""
    if before is after:
        return ()
    old, new = content(before), content(after)
    old["turn"] = new["turn"]
    return tuple(_between([], old, new))


def apply(state: GameState, made: Iterable[Sequence[Any]]) -> GameState:
    """Make changes to a state; raises ValueError where they do not fit or nothing readable comes of them."""
    return _put(state, [(how, path, after) for how, path, _, after in made])


def revert(state: GameState, made: Sequence[Sequence[Any]]) -> GameState:
    """Take changes back, the last first; raises ValueError as `apply` does."""
    back = {"set": "set", "add": "drop", "drop": "add"}
    return _put(state, [(back[how], path, before) for how, path, before, _ in reversed(made)])


def fold(start: GameState, turns: Iterable[Iterable[Sequence[Any]]]) -> Iterator[GameState]:
    """Return the state after each turn, from the changes that the ledger keeps of it."""
    state = start
    for made in turns:
        state = apply(state, made)
        yield state


def _between(path: list[str], old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if not (isinstance(old, dict) and isinstance(new, dict)):
        yield ("set", path, old, new)
        return
    old, new = cast("dict[str, Any]", old), cast("dict[str, Any]", new)
    for name in sorted(old.keys() | new.keys()):
        where = [*path, name]
        if name not in new:
            yield ("drop", where, old[name], None)
        elif name not in old:
            yield ("add", where, None, new[name])
        else:
            yield from _between(where, old[name], new[name])


def _put(state: GameState, steps: Sequence[tuple[str, Sequence[str], Any]]) -> GameState:
    written = content(state)
    for how, path, value in steps:
        holder: Any = written
        for name in path[:-1]:
            holder = cast("dict[str, Any]", holder).get(name) if isinstance(holder, dict) else None
        if not path or not isinstance(holder, dict) or (path[-1] in holder) is (how == "add"):
            raise DoesNotFit("/".join(path))
        if how == "drop":
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(value)
    return from_content(written, state.campaign)
