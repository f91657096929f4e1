"""Find the models that duels can put on one scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.domain.duel import Decided


def comparable(duels: Sequence[Decided]) -> frozenset[str]:
    """Return the largest group of models with a way of votes from each to each other; by its duels, then its names.

    Only then does a finite strength fit the votes best (Ford, 1957). Islands share no scale; how far ahead of the
    others somebody is who never lost a vote to them, nothing says. A tie is half a vote for either, and so a way both
    ways.
    """
    beaten: defaultdict[str, set[str]] = defaultdict(set)
    beaten_by: defaultdict[str, set[str]] = defaultdict(set)
    for duel in duels:
        for choice in set(duel.votes.values()):
            if choice != "b":
                beaten[duel.model_a].add(duel.model_b)
                beaten_by[duel.model_b].add(duel.model_a)
            if choice != "a":
                beaten[duel.model_b].add(duel.model_a)
                beaten_by[duel.model_a].add(duel.model_b)
    left = {duel.model_a for duel in duels} | {duel.model_b for duel in duels}
    groups: list[frozenset[str]] = []
    while left:
        start = min(left)
        group = frozenset(_reached(start, beaten) & _reached(start, beaten_by))
        groups.append(group)
        left -= group
    together = [group for group in groups if len(group) > 1]
    return max(together, key=lambda group: _rank(group, duels)) if together else frozenset()


def _reached(start: str, ways: Mapping[str, Collection[str]]) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        new = set(ways.get(ahead.pop(), ())) - reached
        reached |= new
        ahead.extend(new)
    return reached


def _rank(group: frozenset[str], duels: Sequence[Decided]) -> tuple[int, list[str]]:
    return sum(duel.model_a in group and duel.model_b in group for duel in duels), sorted(group)
