"""Make a leaderboard of decided duels that says what they carry, and no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.duel import Decided, decide
from bot.domain.standings import (
    ADJUSTED_FROM,
    RATE_FROM,
    RATED_FROM,
    VOTERS_FROM,
    Board,
    Lack,
    LengthEffect,
    Meeting,
    Rating,
    Standing,
    Tier,
)
from bot.domain.statistics import Rate
from bot.ratings.comparable import comparable
from bot.ratings.resampling import Bout, rate


@dataclass(slots=True)
class _Record:
    """What is counted of one model; `score` are the votes for it, a tie is half a vote."""

    won: int = 0
    drawn: int = 0
    lost: int = 0
    votes: int = 0
    score: float = 0.0
    voters: set[int] = field(default_factory=set[int])

    @property
    def duels(self) -> int:
        return self.won + self.drawn + self.lost


def board(decided: Iterable[Decided]) -> Board:
    """Return how the models of these duels stand.

    A duel that nobody voted on says nothing, and is left out, as is one of a model against itself. What the table
    decided counts once for each duel in win rates; ratings take every vote as one observation of its duel's cluster.
    """
    duels = [duel for duel in decided if duel.votes and duel.model_a != duel.model_b]
    records = _records(duels)
    everyone = Counter(account for duel in duels for account in duel.votes)
    votes = everyone.total()
    known = {model for model, record in records.items() if record.duels >= RATE_FROM}
    ground = comparable([duel for duel in duels if {duel.model_a, duel.model_b} <= known])
    standings = {model: _standing(model, record, model in ground) for model, record in records.items()}
    rated = [model for model, standing in standings.items() if standing.lack is None]
    length = None
    if len(rated) > 1:
        ratings, length = _ratings(duels, sorted(ground), rated, by_length=votes >= ADJUSTED_FROM)
        standings |= {model: replace(standings[model], tier="rated", rating=ratings[model]) for model in rated}
    else:
        standings |= {model: replace(standings[model], lack="alone") for model in rated}
    outcomes = Counter(decide(duel.votes) for duel in duels)
    return Board(
        standings=tuple(sorted(standings.values(), key=_order)),
        meetings=_meetings(duels),
        duels=len(duels),
        votes=votes,
        voters=len(everyone),
        servers=len({duel.guild_id for duel in duels}),
        drawn=Rate(outcomes["tie"] + outcomes["bad"], len(duels)),
        busiest=Rate(max(everyone.values(), default=0), votes),
        left=Rate(outcomes["a"], outcomes["a"] + outcomes["b"]),
        first=min((duel.closed_at for duel in duels), default=None),
        last=max((duel.closed_at for duel in duels), default=None),
        length=length,
    )


def _score(duel: Decided) -> float:
    """Return the votes for the left telling; a tie and "both bad" are half a vote for either."""
    return sum(1.0 if choice == "a" else 0.0 if choice == "b" else 0.5 for choice in duel.votes.values())


def _records(duels: Sequence[Decided]) -> dict[str, _Record]:
    records: defaultdict[str, _Record] = defaultdict(_Record)
    for duel in duels:
        outcome, votes, score = decide(duel.votes), len(duel.votes), _score(duel)
        for side, model, mine in (("a", duel.model_a, score), ("b", duel.model_b, votes - score)):
            record = records[model]
            record.won += outcome == side
            record.drawn += outcome in ("tie", "bad")
            record.lost += outcome in ("a", "b") and outcome != side
            record.votes += votes
            record.score += mine
            record.voters.update(duel.votes)
    return dict(records)


def _meetings(duels: Sequence[Decided]) -> Mapping[tuple[str, str], Meeting]:
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for duel in duels:
        outcome = decide(duel.votes)
        mine = {"a": "won", "b": "lost"}.get(outcome, "drawn")
        theirs = {"a": "lost", "b": "won"}.get(outcome, "drawn")
        counts[duel.model_a, duel.model_b][mine] += 1
        counts[duel.model_b, duel.model_a][theirs] += 1
    return {pair: Meeting(count["won"], count["drawn"], count["lost"]) for pair, count in counts.items()}


def _standing(model: str, record: _Record, compared: bool) -> Standing:
    lack: Lack | None = None
    missing = 0
    if record.duels < RATED_FROM:
        lack, missing = "duels", RATED_FROM - record.duels
    elif len(record.voters) < VOTERS_FROM:
        lack, missing = "voters", VOTERS_FROM - len(record.voters)
    elif not compared:
        lack = "never lost" if record.score == record.votes else "apart" if record.score else "never won"
    tier: Tier = "counted" if record.duels < RATE_FROM else "preliminary"
    return Standing(
        model, record.won, record.drawn, record.lost, record.votes, len(record.voters), tier, lack=lack, missing=missing
    )


def _ratings(
    duels: Sequence[Decided], compared: Sequence[str], rated: Collection[str], *, by_length: bool
) -> tuple[dict[str, Rating], LengthEffect | None]:
    """Rate the models that can be compared, by all of their duels with one another, and return those that may be."""
    index = {model: number for number, model in enumerate(compared)}
    bouts = [
        Bout(
            index[duel.model_a],
            index[duel.model_b],
            _score(duel),
            len(duel.votes),
            duel.length_a,
            duel.length_b,
        )
        for duel in duels
        if duel.model_a in index and duel.model_b in index
    ]
    found = rate(bouts, len(index), by_length=by_length, middle=[index[model] for model in rated])
    ratings: dict[str, Rating] = {}
    for model in rated:
        number = index[model]
        ahead = sum(number in found.better[index[other]] for other in rated)
        behind = tuple(other for other in rated if index[other] in found.better[number])
        ratings[model] = Rating(found.points[number], *found.intervals[number], 1 + ahead, behind)
    return ratings, None if found.length is None else LengthEffect(*found.length)


def _order(standing: Standing) -> tuple[float | str, ...]:
    if standing.rating is not None:
        return 0, -standing.rating.points, standing.model
    if standing.tier == "preliminary":
        return 1, -(Rate(standing.won, standing.won + standing.lost).share or 0.0), standing.model
    return 2, -standing.duels, standing.model
