"""Amounts as people type them and read them."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.amount import (
    AmountAmbiguous,
    AmountMissing,
    AmountNegative,
    AmountTooLarge,
    AmountTooLong,
    AmountTooSmall,
    AmountZero,
    NotAnAmount,
    NotDollars,
    TurnsNotPaid,
    TurnsNotWhole,
    dollars,
    parse_amount,
    percent,
    turns,
)
from bot.errors import SkaldError


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("5", "5"),
        ("$5", "5"),
        ("5 $", "5"),
        ("5$", "5"),
        ("US$5", "5"),
        ("5 USD", "5"),
        ("2 dollars", "2"),
        (" 5,50 ", "5.50"),
        ("5.50", "5.50"),
        (".5", "0.5"),
        ("0,005", "0.005"),
        ("1 000", "1000"),
        ("1\u202f000,25\u00a0$", "1000.25"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,000,000", "1000000"),
        ("\uff15", "5"),
        ("0.0001", "0.0001"),
        ("1000000", "1000000"),
    ],
)
def test_an_amount_in_dollars_is_read_as_people_write_it(text: str, amount: str) -> None:
    assert parse_amount(text, "dollars") == Decimal(amount)


@pytest.mark.parametrize(("text", "amount"), [("20", 20), ("20 turns", 20), ("1 tour", 1), ("3.0", 3)])
def test_turns_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert parse_amount(text, "turns") == amount


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", AmountMissing),
        (" \u00a0 ", AmountMissing),
        ("0", AmountZero),
        ("0.00 $", AmountZero),
        ("-0", AmountNegative),
        ("-5", AmountNegative),
        ("\u22125", AmountNegative),
        ("$-5", AmountNegative),
        ("-$5", AmountNegative),
        ("1e308", NotAnAmount),
        ("nan", NotAnAmount),
        ("inf", NotAnAmount),
        ("-inf", NotAnAmount),
        ("five", NotAnAmount),
        ("5 5", NotAnAmount),
        ("1 00", NotAnAmount),
        ("5.5.5", NotAnAmount),
        ("$", NotAnAmount),
        ("$$5", NotAnAmount),
        ("\u0665", NotAnAmount),
        ("5_000", NotAnAmount),
        ("€5", NotDollars),
        ("5 £", NotDollars),
        ("5 EUR", NotDollars),
        ("1,000", AmountAmbiguous),
        ("1000000.01", AmountTooLarge),
        ("9" * 40, AmountTooLarge),
        ("9" * 41, AmountTooLong),
        ("0.00001", AmountTooSmall),
    ],
)
def test_an_amount_that_is_none_is_refused_with_its_own_sentence(text: str, refusal: type[SkaldError]) -> None:
    with pytest.raises(refusal) as caught:
        parse_amount(text, "dollars")
    assert type(caught.value) is refusal
    assert "{" not in caught.value.say("en")


@pytest.mark.parametrize(("text", "refusal"), [("2.5", TurnsNotWhole), ("$5", TurnsNotPaid), ("€5", NotDollars)])
def test_turns_are_whole_and_not_paid(text: str, refusal: type[SkaldError]) -> None:
    with pytest.raises(refusal):
        parse_amount(text, "turns")


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [("0.00001", "is $0.0001.", "0,0001\u00a0$"), ("2000000", "is 1,000,000.", "1\u202f000\u202f000")],
)
def test_the_bounds_of_an_amount_are_written_in_the_readers_language(text: str, english: str, french: str) -> None:
    with pytest.raises(SkaldError) as caught:
        parse_amount(text, "dollars")
    assert english in caught.value.say("en")
    assert french in caught.value.say("fr")


def test_a_million_digits_are_refused_at_once() -> None:
    begun = time.thread_time()
    with pytest.raises(AmountTooLong):
        parse_amount("9" * 1_000_000, "dollars")
    assert time.thread_time() - begun < 0.1


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["dollars", "turns"]))
def test_any_text_is_an_amount_within_bounds_or_our_own_error(text: str, unit: str) -> None:
    try:
        amount = parse_amount(text, unit)  # type: ignore[arg-type]
    except SkaldError:
        return
    assert Decimal("0.0001") <= amount <= 1_000_000


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        ("0", "$0", "0\u00a0$"),
        ("5", "$5.00", "5,00\u00a0$"),
        ("1234.5", "$1,234.50", "1\u202f234,50\u00a0$"),
        ("0.5", "$0.50", "0,50\u00a0$"),
        ("0.0123", "$0.0123", "0,0123\u00a0$"),
        ("0.000419", "$0.00042", "0,00042\u00a0$"),
        ("0.0000004", "< $0.000001", "< 0,000001\u00a0$"),
    ],
)
def test_dollars_are_written_with_the_digits_that_matter(amount: str, english: str, french: str) -> None:
    assert (dollars(Decimal(amount), "en"), dollars(Decimal(amount), "fr")) == (english, french)


@settings(deadline=None)
@given(st.decimals(min_value="0.000000001", max_value=1_000_000, places=9))
def test_what_is_not_nothing_never_looks_like_it(amount: Decimal) -> None:
    assert any(digit in dollars(amount, "en") for digit in "123456789")


def test_one_turn_is_not_turns() -> None:
    assert (turns(Decimal(1), "en"), turns(Decimal(0), "en"), turns(Decimal(2000), "en")) == (
        "1 turn", "0 turns", "2,000 turns",
    )  # fmt: skip


def test_a_share_is_whole_only_when_it_is() -> None:
    assert (percent(Decimal("9.999"), Decimal(10), "en"), percent(Decimal(10), Decimal(10), "fr")) == (
        "99%",
        "100\u00a0%",
    )
