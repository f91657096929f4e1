"""The card of budgets, at its most and at its least."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.domain.budget import Budget, ModelSpending, PlayerSpending, Spending, Spent, Standing
from bot.services.treasury import Purse
from bot.ui.budget_card import bar, purse_card

ENDS = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [
        (0, 0, "░░░░░░░░░░"),
        (0, 10, "░░░░░░░░░░"),
        (Decimal("0.001"), 10, "█░░░░░░░░░"),
        (Decimal("9.99"), 10, "█████████░"),
        (10, 10, "██████████"),
        (Decimal(25), 10, "██████████"),
    ],
)
def test_a_bar_is_empty_or_full_only_when_that_is_so(part: Decimal, whole: Decimal, drawn: str) -> None:
    assert bar(part, whole) == f"`{drawn}`"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_largest_server_fits_what_discord_takes(language: str) -> None:
    amount = Decimal("999999.99")
    standings = [
        Standing(
            Budget(number, 1, "campaign", number, "month", "dollars", amount, "*" * 80),
            Spent(amount, 10**6),
            Decimal(0),
            ENDS,
        )
        for number in range(100)
    ]
    models = [ModelSpending("vendor/" + "_" * 200, Spent(amount, 10**6), 10**6) for _ in range(100)]
    players = [PlayerSpending(n, None, "*" * 500, Spent(amount, 10**6), 10**6) for n in range(100)]
    month = Spending(Spent(amount, 10**6), 10**6, tuple(models), tuple(players), ENDS)
    card = purse_card(Purse(tuple(standings), month, "cheaper"), language)
    assert card.description is not None
    assert len(card.description) <= 4096
    assert [len(field.value or "") <= 1024 for field in card.fields] == [True] * 3
    assert len(card) <= 6000
    assert "88" in card.description
    assert all("95" in (field.value or "").splitlines()[-1] for field in card.fields[1:])


def test_who_is_nobody_on_discord_is_named_as_text() -> None:
    players = (PlayerSpending(1, None, "<@1> *x*", Spent(), 0),)
    card = purse_card(Purse((), Spending(Spent(), 0, (), players, ENDS), None), "en")
    assert card.fields[-1].value == "`░░░░░░░░░░` $0 · 0 turns · \\<\\@1\\> \\*x\\*"
