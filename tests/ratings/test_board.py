"""A leaderboard says what its duels carry, and no more."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from random import Random

import pytest

from bot.domain.duel import Choice, Decided
from bot.domain.standings import Board, Meeting, Standing
from bot.ratings.board import board
from tests.ratings.ballots import NOON, decided

_CHOICES: Mapping[str, Choice] = {"a": "a", "b": "b", "t": "tie", "x": "bad"}


def _agreed(one: str, other: str, choice: Choice, voters: int = 3, number: int = 1) -> Decided:
    choices: tuple[Choice, ...] = (choice,) * voters
    return decided(one, other, *choices, number=number)


def _series(one: str, other: str, count: int, choices: str = "ab", voters: int = 3, start: int = 0) -> list[Decided]:
    """Build duels, in which each table agrees; `choices` are theirs in turn, t for a tie and x for both bad."""
    turns = itertools.islice(itertools.cycle(choices), count)
    return [_agreed(one, other, _CHOICES[turn], voters, start + n) for n, turn in enumerate(turns)]


def _of(found: Board, model: str) -> Standing:
    return next(standing for standing in found.standings if standing.model == model)


def test_of_no_duels_nothing_is_said() -> None:
    found = board([])
    assert (found.standings, found.duels, found.first, found.rated) == ((), 0, None, ())
    assert (found.drawn.share, found.left.share, found.busiest.share, found.lopsided) == (None, None, None, False)


def test_what_nobody_voted_on_and_who_met_themselves_counts_nothing() -> None:
    assert board([decided("a", "b"), decided("a", "a", "a", "b")]).duels == 0


@pytest.mark.parametrize(
    ("duels", "tier", "lack", "missing"),
    [(9, "counted", "duels", 21), (10, "preliminary", "duels", 20), (29, "preliminary", "duels", 1)],
)
def test_below_thirty_duels_no_model_is_rated(duels: int, tier: str, lack: str, missing: int) -> None:
    found = _of(board(_series("a", "b", duels)), "a")
    assert (found.tier, found.lack, found.missing, found.rating, found.duels) == (tier, lack, missing, None, duels)
    assert (found.rate is None) == (tier == "counted")


def test_from_thirty_duels_and_three_voters_on_models_are_rated() -> None:
    found = board(_series("a", "b", 30, "aab"))
    best, worst = found.standings
    assert (best.model, best.won, best.lost, best.tier, best.voters, best.votes) == ("a", 20, 10, "rated", 3, 90)
    assert best.rating is not None
    assert worst.rating is not None
    assert best.rating.low < best.rating.points < best.rating.high
    assert best.rating.points + worst.rating.points == pytest.approx(2000)
    # 20 of 30 may be chance: neither is better, and both may be the first.
    assert (best.rating.rank, worst.rating.rank, best.rating.better_than) == (1, 1, ())
    assert (found.first, found.last) == (NOON, NOON.replace(minute=29))


def test_two_voters_are_too_few_for_a_rating() -> None:
    found = _of(board(_series("a", "b", 40, voters=2)), "a")
    assert (found.tier, found.lack, found.missing) == ("preliminary", "voters", 1)


def test_better_is_only_who_the_interval_of_the_difference_says() -> None:
    duels = [*_series("a", "b", 60, "aaaab"), *_series("b", "c", 60, "ab"), *_series("a", "c", 60, "aaaab")]
    found = board(duels)
    ranks = {each.model: (each.rating.rank, each.rating.better_than) for each in found.rated if each.rating}
    assert ranks == {"a": (1, ("b", "c")), "b": (2, ()), "c": (2, ())}


def test_how_far_ahead_who_never_lost_is_nobody_can_say() -> None:
    duels = [*_series("a", "b", 40, "a"), *_series("b", "c", 40, "ab"), *_series("c", "d", 40, "a")]
    found = board(duels)
    assert {each.model: each.lack for each in found.standings} == {
        "a": "never lost", "b": None, "c": None, "d": "never won",
    }  # fmt: skip
    assert [each.model for each in found.rated] in (["b", "c"], ["c", "b"])


def test_islands_are_not_put_on_one_scale() -> None:
    found = board([*_series("a", "b", 50), *_series("c", "d", 40)])
    assert {each.model: (each.tier, each.lack) for each in found.standings} == {
        "a": ("rated", None), "b": ("rated", None), "c": ("preliminary", "apart"), "d": ("preliminary", "apart"),
    }  # fmt: skip


def test_ties_alone_rate_everybody_alike() -> None:
    found = board([*_series("a", "b", 30, "t"), *_series("b", "c", 30, "x")])
    assert [(each.rating.points, each.rating.rank) for each in found.rated if each.rating] == [(1000, 1)] * 3
    assert (found.drawn.found, found.drawn.of, found.left.share) == (60, 60, None)


def test_a_model_among_newcomers_waits_for_company() -> None:
    newcomers = [duel for number in range(5) for duel in _series("a", f"new{number}", 10, start=10 * number)]
    found = _of(board(newcomers), "a")
    assert (found.duels, found.lack, found.rating) == (50, "alone", None)


def test_a_table_counts_once_in_win_rates_and_its_busiest_voter_is_known() -> None:
    duels = [
        decided("a", "b", "a", "a", "b", voters=(1, 2, 3)),
        decided("b", "a", "a", voters=(1,), server=2),
        decided("a", "b", "a", "b", voters=(1, 4)),
        decided("a", "b", "bad", voters=(1,)),
    ]
    found = board(duels)
    first = _of(found, "a")
    assert (first.won, first.drawn, first.lost, first.votes, first.voters) == (1, 2, 1, 7, 4)
    assert (found.duels, found.votes, found.voters, found.servers) == (4, 7, 4, 2)
    assert (found.busiest.found, found.busiest.of) == (4, 7)
    assert (found.left.found, found.left.of) == (2, 2)
    models, cells = found.wins()
    assert models == ("a", "b")
    assert cells == ((Meeting(), Meeting(1, 2, 1)), (Meeting(1, 2, 1), Meeting()))


def test_a_table_that_always_takes_the_left_is_noticed() -> None:
    assert board(_series("a", "b", 40, "aaaab")).lopsided
    assert not board(_series("a", "b", 40, "ab")).lopsided


def test_length_is_left_out_from_three_hundred_votes_on() -> None:
    def long_ones(count: int) -> Iterator[Decided]:
        chance = Random(3)
        for number in range(count):
            choice: Choice = "a" if chance.random() < 0.6 else "b"
            lengths = (chance.randint(800, 2000), 1200)
            yield decided("a", "b", choice, choice, choice, number=number, lengths=lengths)

    assert board(long_ones(99)).length is None
    assert board(long_ones(100)).length is not None


def test_ten_thousand_duels_are_rated_within_a_second() -> None:
    chance = Random(1)
    models = [f"vendor/model-{number}" for number in range(20)]
    duels: list[Decided] = []
    for number in range(10_000):
        one, other = chance.sample(models, 2)
        votes: list[Choice] = [_CHOICES[sign] for sign in chance.choices(tuple(_CHOICES), (4, 4, 1, 1), k=3)]
        lengths = (chance.randint(600, 2400), chance.randint(600, 2400))
        duels.append(decided(one, other, *votes, number=number, lengths=lengths))
    begun = time.thread_time()
    found = board(duels)
    assert len(found.rated) == 20
    assert time.thread_time() - begun <= 1.0
