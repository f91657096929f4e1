"""The week in three sentences: each says a figure, over how many, and nothing that the data do not carry."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.statistics import ModelFigures, Spread
from bot.services.digest import digest


def _figures(model: str = "openai/gpt", turns: int = 60, p50: float | None = 2000.0, **other: object) -> ModelFigures:
    wait = Spread(turns, p50 if turns >= 10 else None, None, 9000.0)
    values = {"calls": turns, "cost": Decimal("1.50"), "first_word": wait, "priced": turns} | other
    return ModelFigures(model, turns, **values)  # type: ignore[arg-type]


def test_the_wait_that_changed_most_is_told_and_the_cost() -> None:
    week = (_figures(turns=1_234, p50=1500.0), _figures("deepseek/flash", 20, 900.0, cost=Decimal(2)))
    before = (_figures(turns=56, p50=1450.0), _figures("deepseek/flash", 12, 2700.0, cost=Decimal(0)))
    assert digest(week, before, "en") == (
        "Turns told: 1,254, after 68 the week before; most of them by openai/gpt (1,234).",
        "Half of the turns of deepseek/flash showed their first word within 0.9 s (n = 20); the week before it was 2.7 "
        "s (n = 12).",
        "Models cost $3.50 (n = 1,254 calls), after $1.50 the week before (n = 68).",
    )


def test_nine_turns_are_no_median() -> None:
    told = digest((_figures(turns=9), _figures("a/b", 40)), (_figures(turns=30), _figures("a/b", 2)), "en")
    assert told[1] == (
        "No model has the 10 turns in each week that it takes to compare waits; openai/gpt comes nearest with 9 and 30."
    )


def test_failures_are_told_only_when_they_changed_for_certain() -> None:
    few = digest((_figures(failed=3),), (_figures(failed=1),), "en")
    assert few[2].startswith("Models cost")
    many = digest((_figures(failed=30),), (_figures(failed=1),), "en")
    assert many[2] == "More calls failed: 50.0% (n = 60), after 1.7% the week before (n = 60)."
    assert digest((_figures(failed=1),), (_figures(failed=30),), "en")[2].startswith("Fewer calls failed: 1.7%")


def test_what_has_no_price_is_named_and_not_counted() -> None:
    told = digest((_figures(unpriced=7),), (_figures(unpriced=3),), "en")
    assert told[2].endswith("the prices of 10 calls are unknown and not in it.")


def test_weeks_without_turns_say_so() -> None:
    assert digest((), (), "en") == ("No turn was told in these two weeks.",)
    assert digest((), (_figures(),), "en") == (
        "Turns told: none, after 60 the week before.",
        "Models cost $0 (n = 0 calls), after $1.50 the week before (n = 60).",
    )
    first = digest((_figures(),), (), "en")
    assert first[0] == "Turns told: 60, after 0 the week before; most of them by openai/gpt (60)."
    assert "comes nearest with 60 and 0" in first[1]


def test_a_hostile_name_cannot_ping_or_grow() -> None:
    told = digest((_figures("x/@everyone **" + "a" * 10_000),), (), "en")
    assert sum(map(len, told)) < 1_000
    assert "**" not in told[0].replace("\\*", "")
