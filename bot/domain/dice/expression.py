"""Dice expressions as values, their bounds, and how they can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bot.errors import SkaldError
from bot.i18n import N_

TEXT_LENGTH = 200
NUMBER_LIMIT = 1_000_000
DICE_LIMIT = 1000
SIDES_LIMIT = 100_000
DEPTH_LIMIT = 20
OPERATION_LIMIT = 8
SELECTOR_LIMIT = 6
TOTAL_LIMIT = 10**12
LABEL_LENGTH = 30

EXAMPLES = "`1d20+5`, `2d20kh1+3`, `4d6dl1`, `2d6ro<3+2 [fire]`"


class BadDice(SkaldError):
    """Dice that cannot be read or rolled; the sentence shows where and how to write them."""

    sentence = N_("I cannot read these dice from the ▸ on: `{shown}`. Write them like {examples}.")

    def __init__(self, **values: object) -> None:
        super().__init__(**values, examples=EXAMPLES)


class NoDice(BadDice):
    sentence = N_("Which dice? Write them like {examples}.")


class DiceTooLong(BadDice):
    sentence = N_("These dice are {length} characters long, {limit} is the most I read. Write them like {examples}.")


class DiceTooDeep(BadDice):
    sentence = N_("There are more than {limit} parentheses inside one another at the ▸: `{shown}`. Leave some out.")


class DiceTooBig(BadDice):
    sentence = N_("The number at the ▸ is too big, {limit} is the most: `{shown}`.")


class DiceWithoutSides(BadDice):
    sentence = N_("The die at the ▸ needs 1 to {limit} sides: `{shown}`. Write dice like {examples}.")


class TooManyDice(BadDice):
    sentence = N_("That takes more than {limit} dice, rerolls and explosions included. Roll fewer, as in {examples}.")


class TooManyOperations(BadDice):
    sentence = N_("There are more operations on one set of dice than I follow at the ▸: `{shown}`. Leave some out.")


class DividedByZero(BadDice):
    sentence = N_("Somewhere these dice divide by zero. Divide by something else, as in `3d6/2`.")


class TotalTooBig(BadDice):
    sentence = N_("The result is too big to be told. Write smaller numbers, as in {examples}.")


class NoSingleD20(BadDice):
    sentence = N_("Advantage and disadvantage need a single d20 in front, as in `1d20+5 adv`.")


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number."""

    value: Fraction
    text: str

    def __str__(self) -> str:
        return self.text


SelectorKind = Literal["=", "<", ">", "h", "l"]


@dataclass(frozen=True, slots=True)
class Selector:
    """Which dice an operation means: equal to, under or over a number, or the n highest or lowest."""

    kind: SelectorKind
    number: int

    def __str__(self) -> str:
        return f"{'' if self.kind == '=' else self.kind}{self.number}"


OperationName = Literal["k", "p", "rr", "ro", "ra", "e", "mi", "ma"]


@dataclass(frozen=True, slots=True)
class Operation:
    """What happens to the selected dice: keep, drop, reroll, reroll once, one more, explode, at least, at most."""

    name: OperationName
    selectors: tuple[Selector, ...]

    def __str__(self) -> str:
        return "".join(f"{self.name}{selector}" for selector in self.selectors)


@dataclass(frozen=True, slots=True)
class Pool:
    """Dice of one kind with what is done to them, in order."""

    count: int
    sides: int
    operations: tuple[Operation, ...] = ()

    def __str__(self) -> str:
        return f"{self.count}d{self.sides}{''.join(map(str, self.operations))}"


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses."""

    inner: Node

    def __str__(self) -> str:
        return f"({self.inner})"


@dataclass(frozen=True, slots=True)
class Negative:
    """A sign in front."""

    inner: Node

    def __str__(self) -> str:
        return f"-{self.inner}"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value with a note, `2d6 [fire]`."""

    inner: Node
    label: str

    def __str__(self) -> str:
        return f"{self.inner} [{self.label}]"


Operator = Literal["+", "-", "*", "/", "//", "%", "==", "!=", "<=", ">=", "<", ">"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Values joined by operators of one precedence, worked from the left."""

    first: Node
    rest: tuple[tuple[Operator, Node], ...]

    def __str__(self) -> str:
        return str(self.first) + "".join(f" {operator} {node}" for operator, node in self.rest)


COMPARISONS = frozenset[Operator](("==", "!=", "<=", ">=", "<", ">"))

Node = Number | Pool | Group | Negative | Labelled | Chain


@dataclass(frozen=True, slots=True)
class Expression:
    """Dice that were read and can be rolled; its text is the expression written plainly."""

    root: Node

    def __str__(self) -> str:
        return str(self.root)


OPERATORS: dict[Operator, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: Fraction(left // right),
    "%": lambda left, right: left % right,
    "==": lambda left, right: Fraction(left == right),
    "!=": lambda left, right: Fraction(left != right),
    "<=": lambda left, right: Fraction(left <= right),
    ">=": lambda left, right: Fraction(left >= right),
    "<": lambda left, right: Fraction(left < right),
    ">": lambda left, right: Fraction(left > right),
}
