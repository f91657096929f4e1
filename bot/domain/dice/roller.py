"""Roll an `Expression` with given dice, and write down what fell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from bot.domain.dice.expression import (
    COMPARISONS,
    DICE_LIMIT,
    OPERATORS,
    TOTAL_LIMIT,
    Chain,
    DividedByZero,
    Expression,
    Group,
    Labelled,
    Negative,
    Node,
    Number,
    Operation,
    Pool,
    Selector,
    TooManyDice,
    TotalTooBig,
)
from bot.domain.dice.source import Dice

_DICE_SHOWN = 12
_TEXT_SHOWN = 600
_SIGNS = {"*": "×", "-": "−", "==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}


@dataclass(frozen=True, slots=True)
class Roll:
    """What an expression came to.

    `text` is one line for Discord such as `2d20kh1 (~~4~~, 17) + 5 = **22**`, at most about 700 characters; `drawn`
    lists every die in the order it was thrown, as (sides, face), so that the roll can be recomputed.
    """

    expression: str
    total: int
    text: str
    drawn: tuple[tuple[int, int], ...]


def roll(expression: Expression, dice: Dice) -> Roll:
    """Roll an expression; raises `BadDice` when it takes too many dice, divides by zero or grows out of bounds."""
    roller = _Roller(dice)
    try:
        value = roller.value(expression.root)
    except ZeroDivisionError:
        raise DividedByZero() from None
    if abs(value) > TOTAL_LIMIT:
        raise TotalTooBig()
    total = int(value)
    answer = ("✗", "✓")[total] if _compares(expression.root) else str(total).replace("-", "−")
    text = f"{_shorten(roller.pieces)} = **{answer}**"
    return Roll(str(expression), total, text, tuple(roller.drawn))


def _compares(root: Node) -> bool:
    return isinstance(root, Chain) and root.rest[0][0] in COMPARISONS


@dataclass(slots=True)
class _Die:
    """One die on the table: its face now, the faces it lost, and whether it counts."""

    face: int
    lost: list[int] = field(default_factory=list[int])
    kept: bool = True
    exploded: bool = False

    def turn(self, face: int) -> None:
        self.lost.append(self.face)
        self.face = face

    def __str__(self) -> str:
        past = "".join(f"~~{face}~~ " for face in self.lost[-2:])
        now = f"{self.face}{'!' if self.exploded else ''}"
        return past + (now if self.kept else f"~~{now}~~")


class _Roller:
    """Works an expression from left to right, collecting the dice thrown and the pieces of the line."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.drawn: list[tuple[int, int]] = []
        self.pieces: list[str] = []

    def value(self, node: Node) -> Fraction:
        match node:
            case Number(value, text):
                self.pieces.append(text)
                return value
            case Pool():
                return Fraction(self._pool(node))
            case Group(inner):
                self.pieces.append("(")
                value = self.value(inner)
                self.pieces.append(")")
                return value
            case Negative(inner):
                self.pieces.append("−")
                return -self.value(inner)
            case Labelled(inner, label):
                value = self.value(inner)
                self.pieces.append(f" [{label}]")
                return value
            case Chain(first, rest):
                value = self.value(first)
                for operator, operand in rest:
                    self.pieces.append(f" {_SIGNS.get(operator, operator)} ")
                    value = OPERATORS[operator](value, self.value(operand))
                return value

    def _pool(self, pool: Pool) -> int:
        table = [_Die(self._throw(pool.sides)) for _ in range(pool.count)]
        for operation in pool.operations:
            self._operate(operation, table, pool.sides)
        self.pieces.append(f"{pool} ({_faces(table)})")
        return sum(die.face for die in table if die.kept)

    def _throw(self, sides: int) -> int:
        if len(self.drawn) >= DICE_LIMIT:
            raise TooManyDice(limit=DICE_LIMIT)
        face = self.dice.die(sides)
        self.drawn.append((sides, face))
        return face

    def _operate(self, operation: Operation, table: list[_Die], sides: int) -> None:
        match operation.name:
            case "k":
                chosen = _chosen(operation, table)
                for index, die in enumerate(table):
                    die.kept = index in chosen
            case "p":
                for index in _chosen(operation, table):
                    table[index].kept = False
            case "ro":
                for index in sorted(_chosen(operation, table)):
                    table[index].turn(self._throw(sides))
            case "ra":
                for index in sorted(_chosen(operation, table))[:1]:
                    table[index].exploded = True
                    table.append(_Die(self._throw(sides)))
            case "rr":
                self._reroll(_matcher(operation), table, sides)
            case "e":
                self._explode(_matcher(operation), table, sides)
            case "mi" | "ma":
                bound = operation.selectors[-1].number
                for die in table:
                    wrong = die.face < bound if operation.name == "mi" else die.face > bound
                    if die.kept and wrong:
                        die.turn(bound)

    def _reroll(self, matches: Callable[[int], bool], table: list[_Die], sides: int) -> None:
        for die in table:
            while die.kept and matches(die.face):
                die.turn(self._throw(sides))

    def _explode(self, matches: Callable[[int], bool], table: list[_Die], sides: int) -> None:
        # The list grows while it is walked: a die that was added may explode too. `_throw` bounds it.
        for die in table:
            if die.kept and matches(die.face):
                die.exploded = True
                table.append(_Die(self._throw(sides)))


def _matcher(operation: Operation) -> Callable[[int], bool]:
    return lambda face: any(_matches(selector, face) for selector in operation.selectors)


def _matches(selector: Selector, face: int) -> bool:
    match selector.kind:
        case "<":
            return face < selector.number
        case ">":
            return face > selector.number
        case _:
            return face == selector.number


def _chosen(operation: Operation, table: list[_Die]) -> set[int]:
    """Return the places of the dice still counting that any selector of the operation means."""
    counting = [index for index, die in enumerate(table) if die.kept]
    chosen: set[int] = set()
    for selector in operation.selectors:
        if selector.kind in ("h", "l"):
            ranked = sorted(counting, key=lambda index: table[index].face, reverse=selector.kind == "h")
            chosen.update(ranked[: selector.number])
        else:
            chosen.update(index for index in counting if _matches(selector, table[index].face))
    return chosen


def _faces(table: list[_Die]) -> str:
    if len(table) <= _DICE_SHOWN:
        return ", ".join(map(str, table)) or "0"
    counting = [die for die in table if die.kept] or table
    return ", ".join([*map(str, counting[:_DICE_SHOWN]), "…"])


def _shorten(pieces: list[str]) -> str:
    """Join the pieces of the line, leaving off its tail when it would not be read anyway."""
    shown = ""
    for piece in pieces:
        if len(shown) + len(piece) > _TEXT_SHOWN:
            return shown.rstrip() + " …"
        shown += piece
    return shown
