"""A leaderboard fits Discord's limits, whoever named its models, and says why a model is not rated."""

from __future__ import annotations

import pytest

from bot.domain.duel import Choice, Decided
from bot.ratings.board import board
from bot.ui.leaderboard_card import A_PAGE, leaderboard_page
from tests.ratings.ballots import decided


def series(one: str, other: str, count: int, choices: tuple[Choice, ...], voters: int = 3) -> list[Decided]:
    tables: list[list[Choice]] = [[choices[number % len(choices)]] * voters for number in range(count)]
    return [decided(one, other, *table, number=number) for number, table in enumerate(tables)]


def shown(duels: list[Decided], language: str = "en", number: int = 1) -> str:
    return str(leaderboard_page(board(duels), language, number).embed.to_dict())


@pytest.mark.parametrize(
    ("duels", "sentence"),
    [
        (series("a", "b", 9, ("a", "b")), "Only counted: a win rate takes 10 duels, a rating 30."),
        (series("a", "b", 29, ("a", "b")), "Preliminary: a rating takes 30 duels, 1 more than there are."),
        (series("a", "b", 40, ("a", "b"), voters=2), "Rated once 3 people voted on it."),
        (series("a", "b", 40, ("a",)), "It never lost a vote"),
        (series("a", "b", 40, ("a",)), "It never won a vote"),
        (series("a", "b", 50, ("a", "b")) + series("c", "d", 40, ("a", "b")), "they share no scale"),
        ([d for other in "bcd" for d in series("a", other, 12, ("a", "b"))], "No other model can be rated with it"),
        (series("a", "b", 40, ("a", "a", "a", "b")), "One side wins oftener than chance would have it"),
        (series("a", "b", 100, ("a", "b")), "Length is taken out"),
    ],
)
def test_what_is_missing_and_what_bends_the_figures_is_said(duels: list[Decided], sentence: str) -> None:
    assert sentence in shown(duels)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["", "x" * 10_000, "@everyone **a**", "‮ملك", "🐉" * 300, "<b>'; DROP TABLE duels"])
def test_two_hundred_models_of_any_name_fit_into_pages(name: str, language: str) -> None:
    duels = [d for n in range(100) for d in series(f"{name}/{n}", f"{n}/{name}", 12, ("a", "b"))]
    found = board(duels)
    first = leaderboard_page(found, language)
    last = leaderboard_page(found, language, 999)
    assert (first.pages, last.number) == (-(-200 // A_PAGE), first.pages)
    for page in (first, last):
        assert len(page.embed) <= 6000
        assert all(
            0 < len(field.name or "") <= 256 and 0 < len(field.value or "") <= 1024 for field in page.embed.fields
        )
        assert len(page.embed.title or "") <= 256
        assert "**a**" not in str(page.embed.to_dict())
