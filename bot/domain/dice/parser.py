"""Read Avrae's dice notation into an `Expression`, in one bounded pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import cast

from bot.domain.dice.expression import (
    DEPTH_LIMIT,
    DICE_LIMIT,
    LABEL_LENGTH,
    NUMBER_LIMIT,
    OPERATION_LIMIT,
    SELECTOR_LIMIT,
    SIDES_LIMIT,
    TEXT_LENGTH,
    BadDice,
    Chain,
    DiceTooBig,
    DiceTooDeep,
    DiceTooLong,
    DiceWithoutSides,
    Expression,
    Group,
    Labelled,
    Negative,
    Node,
    NoDice,
    NoSingleD20,
    Number,
    Operation,
    OperationName,
    Operator,
    Pool,
    Selector,
    SelectorKind,
    TooManyDice,
    TooManyOperations,
)

_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]+")
_DIE = re.compile(r"d\s*(?=[0-9%])")
_OPERATION = re.compile(r"(rr|ro|ra|mi|ma|e|k|p|d(?=\s*[hl]))\s*([hl<>=]?)\s*(?=[0-9])")
_LABEL = re.compile(r"\[([^\[\]]*)\]")
_ADVANTAGE = re.compile(r"(advantage|avantage|adv|disadvantage|désavantage|desavantage|disadv|dis)\s*$")
_OPEN = re.compile(r"\(")
_CLOSE = re.compile(r"\)")
_PERCENT = re.compile(r"%")
_COMPARISON = re.compile(r"==|!=|<=|>=|<|>")
_SUM = re.compile(r"[+-]")
_PRODUCT = re.compile(r"//|[*/%]")

_TYPOGRAPHY = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "!="})


def parse(text: str) -> Expression:
    """Read dice such as `2d20kh1+5 [fire]`; raises `BadDice` with a sentence that shows where it went wrong."""
    if len(text) > TEXT_LENGTH:
        raise DiceTooLong(length=len(text), limit=TEXT_LENGTH)
    if not text.strip():
        raise NoDice()
    return _Parser(text.translate(_TYPOGRAPHY).lower()).expression()


class _Parser:
    """A cursor over the text; each method reads one rule of the grammar and leaves the cursor behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def expression(self) -> Expression:
        root = self._comparison()
        if advantage := self._take(_ADVANTAGE):
            root = _with_advantage(root, lowest=advantage[1].startswith("d"))
        self._take(_SPACE)
        if self.at < len(self.text):
            raise self._error(BadDice)
        return Expression(root)

    def _comparison(self) -> Node:
        return self._chain(_COMPARISON, lambda: self._chain(_SUM, lambda: self._chain(_PRODUCT, self._signed)))

    def _chain(self, operators: re.Pattern[str], operand: Callable[[], Node]) -> Node:
        first = operand()
        rest: list[tuple[Operator, Node]] = []
        while sign := self._take(operators):
            rest.append((cast("Operator", sign[0]), operand()))
        return Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        negative = False
        while sign := self._take(_SUM):
            negative ^= sign[0] == "-"
        node = self._labelled()
        return Negative(node) if negative else node

    def _labelled(self) -> Node:
        node = self._atom()
        while label := self._take(_LABEL):
            # What a label may hold is narrow on purpose: it is shown to a whole channel as Discord markdown.
            kept = "".join(c for c in label[1] if c.isalnum() or c in " '-")[:LABEL_LENGTH].strip()
            node = Labelled(node, kept) if kept else node
        return node

    def _atom(self) -> Node:
        if self._take(_OPEN):
            return self._group()
        start = self._here()
        if number := self._take(_NUMBER):
            value = self._bounded(number[0], start)
            if self._take(_DIE):
                if number[1]:
                    raise self._error(BadDice, start)
                return self._pool(int(value))
            return Number(value, number[0])
        if self._take(_DIE):
            return self._pool(1)
        raise self._error(BadDice)

    def _group(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise self._error(DiceTooDeep, limit=DEPTH_LIMIT)
        inner = self._comparison()
        if not self._take(_CLOSE):
            raise self._error(BadDice)
        self.depth -= 1
        return Group(inner)

    def _pool(self, count: int) -> Pool:
        if count > DICE_LIMIT:
            raise TooManyDice(limit=DICE_LIMIT)
        start = self._here()
        sides = 100
        if not self._take(_PERCENT):
            sides = self._whole()
        if not 1 <= sides <= SIDES_LIMIT:
            raise self._error(DiceWithoutSides, start, limit=SIDES_LIMIT)
        return Pool(count, sides, self._operations())

    def _operations(self) -> tuple[Operation, ...]:
        done: list[Operation] = []
        start = self._here()
        while found := self._take(_OPERATION):
            name = cast("OperationName", "p" if found[1] == "d" else found[1])
            selector = Selector(cast("SelectorKind", found[2] or "="), self._whole())
            if name in ("mi", "ma") and selector.kind != "=":
                raise self._error(BadDice, start)
            if name in ("rr", "e") and selector.kind in "hl":
                raise self._error(BadDice, start)
            if done and done[-1].name == name and name not in ("mi", "ma"):
                done[-1] = replace(done[-1], selectors=(*done[-1].selectors, selector))
            else:
                done.append(Operation(name, (selector,)))
            if len(done) > OPERATION_LIMIT or len(done[-1].selectors) > SELECTOR_LIMIT:
                raise self._error(TooManyOperations, start)
            start = self._here()
        return tuple(done)

    def _whole(self) -> int:
        start = self._here()
        number = self._take(_WHOLE)
        if not number:
            raise self._error(BadDice)
        return int(self._bounded(number[0], start))

    def _bounded(self, number: str, start: int) -> Fraction:
        if len(number) > len(str(NUMBER_LIMIT)) or Fraction(number) > NUMBER_LIMIT:
            raise self._error(DiceTooBig, start, limit=NUMBER_LIMIT)
        return Fraction(number)

    def _here(self) -> int:
        space = _SPACE.match(self.text, self.at)
        return space.end() if space else self.at

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self._here())
        if found:
            self.at = found.end()
        return found

    def _error(self, kind: type[BadDice], at: int | None = None, **values: object) -> BadDice:
        place = self._here() if at is None else at
        before, after = self.text[:place], self.text[place:]
        shown = f"{'…' if len(before) > 20 else ''}{before[-20:]}▸{after[:20]}{'…' if len(after) > 20 else ''}"
        return kind(shown="".join(c if c.isprintable() and c != "`" else " " for c in shown), **values)


def _with_advantage(node: Node, *, lowest: bool) -> Node:
    """Double the single d20 that the expression begins with."""
    match node:
        case Pool(1, 20, operations):
            return Pool(2, 20, (*operations, Operation("k", (Selector("l" if lowest else "h", 1),))))
        case Group(inner) | Labelled(inner):
            return replace(node, inner=_with_advantage(inner, lowest=lowest))
        case Chain(first):
            return replace(node, first=_with_advantage(first, lowest=lowest))
        case _:
            raise NoSingleD20()
