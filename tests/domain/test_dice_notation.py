"""What players write as dice, and what it comes to."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dice import BadDice, SystemDice, parse, roll
from bot.domain.dice.expression import (
    DiceTooBig,
    DiceTooDeep,
    DiceTooLong,
    DiceWithoutSides,
    DividedByZero,
    NoDice,
    NoSingleD20,
    TooManyDice,
    TooManyOperations,
    TotalTooBig,
)
from tests.domain.tables import LoadedDice


@pytest.mark.parametrize(
    ("notation", "faces", "text"),
    [
        ("2d20kh1+5", [4, 17], "2d20kh1 (~~4~~, 17) + 5 = **22**"),
        ("4d6dl1", [3, 1, 6, 2], "4d6pl1 (3, ~~1~~, 6, 2) = **11**"),
        ("4d6pl1", [3, 1, 6, 2], "4d6pl1 (3, ~~1~~, 6, 2) = **11**"),
        ("3d6k6", [6, 2, 6], "3d6k6 (6, ~~2~~, 6) = **12**"),
        ("3d6k>2k1", [1, 2, 3], "3d6k>2k1 (1, ~~2~~, 3) = **4**"),
        ("3d6p=2", [1, 2, 3], "3d6p2 (1, ~~2~~, 3) = **4**"),
        ("2d6ro<3", [2, 5, 1], "2d6ro<3 (~~2~~ 1, 5) = **6**"),
        ("2d6rr1", [1, 5, 1, 4], "2d6rr1 (~~1~~ ~~1~~ 4, 5) = **9**"),
        ("2d6ra6", [6, 6, 3], "2d6ra6 (6!, 6, 3) = **15**"),
        ("2d6e6", [6, 2, 6, 1], "2d6e6 (6!, 2, 6!, 1) = **15**"),
        ("3d6mi2", [1, 3, 1], "3d6mi2 (~~1~~ 2, 3, ~~1~~ 2) = **7**"),
        ("2d6ma4", [6, 1], "2d6ma4 (~~6~~ 4, 1) = **5**"),
        ("d%", [73], "1d100 (73) = **73**"),
        ("1d6+2 [fire]", [4], "1d6 (4) + 2 [fire] = **6**"),
        ("(1d6+2)*3", [4], "(1d6 (4) + 2) × 3 = **18**"),
        ("1d4-3", [1], "1d4 (1) − 3 = **−2**"),
        ("-1d4--3", [1], "−1d4 (1) − −3 = **2**"),
        ("7/2", [], "7 / 2 = **3**"),
        ("7//2", [], "7 // 2 = **3**"),
        ("7%4", [], "7 % 4 = **3**"),
        ("2+3*4", [], "2 + 3 × 4 = **14**"),
        ("1d20+5 adv", [3, 9], "2d20kh1 (~~3~~, 9) + 5 = **14**"),
        ("1D20 + 5 DIS", [3, 9], "2d20kl1 (3, ~~9~~) + 5 = **8**"),
        ("d20ro1+2 désavantage", [1, 9, 5], "2d20ro1kl1 (~~1~~ 5, ~~9~~) + 2 = **7**"),
        ("1d20+3>=15", [12], "1d20 (12) + 3 ≥ 15 = **✓**"),
        ("1d20 < 5", [12], "1d20 (12) < 5 = **✗**"),
        ("2d6×2−1", [1, 2], "2d6 (1, 2) × 2 − 1 = **5**"),
    ],
)
def test_dice_are_rolled_and_written_down_as_players_know_them(notation: str, faces: list[int], text: str) -> None:
    dice = LoadedDice(faces)
    assert roll(parse(notation), dice).text == text
    assert dice.faces == []


@pytest.mark.parametrize(
    ("notation", "kind", "shown"),
    [
        ("", NoDice, "Which dice?"),
        ("  \n", NoDice, "Which dice?"),
        ("2d20khx", BadDice, "`2d20▸khx`"),
        ("d20+", BadDice, "`d20+▸`"),
        ("1d20 hello", BadDice, "`1d20 ▸hello`"),
        ("(1d20", BadDice, "`(1d20▸`"),
        ("1d20)", BadDice, "`1d20▸)`"),
        ("1.5d6", BadDice, "`▸1.5d6`"),
        ("1d6mi<3", BadDice, "`1d6▸mi<3`"),
        ("1d6rrh1", BadDice, "`1d6▸rrh1`"),
        ("1d6 [a](http://evil)", BadDice, "`1d6 [a]▸(http://evil)`"),
        ("`1d20`", BadDice, "`▸ 1d20 `"),
        ("1d0", DiceWithoutSides, "`1d▸0`"),
        ("1d100001", DiceWithoutSides, "100000 sides"),
        ("1001d6", TooManyDice, "1000 dice"),
        ("600d6+600d6", TooManyDice, "1000 dice"),
        ("1d6e>0", TooManyDice, "1000 dice"),
        ("1d6rr<7", TooManyDice, "1000 dice"),
        ("1e9d1e9", BadDice, "`1▸e9d1e9`"),
        ("1000000000d6", DiceTooBig, "`▸1000000000d6`"),
        ("9" * 5000, DiceTooLong, "5000 characters"),
        ("1d6+" * 2500, DiceTooLong, "10000 characters"),
        ("(" * 60 + "1" + ")" * 60, DiceTooDeep, "parentheses"),
        ("1d6" + "k1p2" * 5, TooManyOperations, "more operations"),
        ("1d6" + "k1" * 7, TooManyOperations, "more operations"),
        ("1/0", DividedByZero, "divide by zero"),
        ("1d6//(3-3)", DividedByZero, "divide by zero"),
        ("1%0", DividedByZero, "divide by zero"),
        ("1000000*1000000*10", TotalTooBig, "too big"),
        ("2d20 adv", NoSingleD20, "single d20"),
        ("5+1d20 adv", NoSingleD20, "single d20"),
    ],
)
def test_dice_that_cannot_be_are_refused_with_the_place_and_an_example(
    notation: str, kind: type[BadDice], shown: str
) -> None:
    with pytest.raises(BadDice) as refused:
        roll(parse(notation), SystemDice(random.Random(1)))
    sentence = str(refused.value)
    assert type(refused.value) is kind
    assert shown in sentence
    assert len(sentence) < 300
    assert sentence.count("`") % 2 == 0


def test_the_roll_keeps_every_die_in_the_order_it_fell() -> None:
    rolled = roll(parse("2d6e6+1d4"), LoadedDice([6, 2, 3, 4]))
    assert rolled.drawn == ((6, 6), (6, 2), (6, 3), (4, 4))
    assert (rolled.expression, rolled.total) == ("2d6e6 + 1d4", 15)


def test_a_big_roll_is_abbreviated() -> None:
    text = roll(parse("1000d6"), SystemDice(random.Random(1))).text
    assert text.startswith("1000d6 (")
    assert "…" in text
    assert len(text) < 80


def test_many_terms_are_cut_but_the_total_stays() -> None:
    rolled = roll(parse("+".join(["9d9"] * 50)), SystemDice(random.Random(1)))
    assert rolled.text.endswith(f" … = **{rolled.total}**")
    assert len(rolled.text) < 700


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("**bold**", "[bold]"),
        ("@everyone", "[everyone]"),
        ("<@123>", "[123]"),
        ("http://evil.example", "[httpevilexample]"),
        ("~~`x`~~", "[x]"),
        ("#chan\n# big", "[chan big]"),
        ("Fire & l'eau-forte", "[fire  l'eau-forte]"),
        ("x" * 99, f"[{'x' * 30}]"),
        ("***", ""),
    ],
)
def test_a_label_cannot_carry_markdown_mentions_or_links(label: str, shown: str) -> None:
    assert roll(parse(f"1d6 [{label}]"), LoadedDice([3])).text == f"1d6 (3) {shown}".rstrip() + " = **3**"


def test_dice_on_a_line_are_not_read_as_markdown_emphasis_or_lists() -> None:
    text = roll(parse("-2*3*4"), LoadedDice([])).text
    assert text == "−2 × 3 × 4 = **−24**"


_NOTATION = st.text(alphabet="0123456789d%kphlroraemi<>=()+-*/.[] adv", max_size=60)


@settings(max_examples=400, deadline=None)
@given(_NOTATION | st.text(max_size=40))
def test_any_text_rolls_or_is_refused_in_well_under_50_ms(text: str) -> None:
    began = time.thread_time()
    try:
        rolled = roll(parse(text), SystemDice(random.Random(3)))
    except BadDice as refused:
        said = str(refused)
    else:
        said = rolled.text
        assert said.count("**") == 2
    assert 0 < len(said) < 1000
    assert time.thread_time() - began < 0.05


@pytest.mark.parametrize(
    "worst",
    [
        "999d6e1" + "e2" * 5,
        "1d2" + "e1" * 6,
        "500d6ro1ra2mi3kh99pl9ro4ra5",
        "+".join(["33d9e9"] * 28),
        "-" * 199 + "1",
        "(" * 20 + "1" + ")" * 20 + "*999999" * 20,
        "1" + "/3" * 99,
        "0.1+" * 49 + "1",
        "1d6" + "[x]" * 60,
    ],
)
def test_the_worst_expressions_are_done_in_well_under_50_ms(worst: str) -> None:
    began = time.thread_time()
    try:
        said = roll(parse(worst), SystemDice(random.Random(3))).text
    except BadDice as refused:
        said = str(refused)
    assert 0 < len(said) < 1000
    assert time.thread_time() - began < 0.05
