"""A file is a room with one purpose; what outgrows its walls is found here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).parent.parent
ROOMS = ("bot", "cogs", "playground", "migrations", "benchmarks", "tests")
CODE = (".py", ".js", ".css")
MOST_LINES = 400
# A migration is a list of columns, and a test's bot is a list of commands; what thinks must fit on a screen.
MOST_LINES_OF_A_FUNCTION = 70
THINKING = ("bot", "cogs", "playground", "benchmarks")


def _files(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in sorted((HOME / room).rglob("*")) if path.suffix in CODE)


def test_no_file_has_more_than_400_lines() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in _files(*ROOMS)}
    assert len(lengths) > 200
    assert {str(path.relative_to(HOME)): lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_has_more_than_70_lines() -> None:
    found = {
        f"{path.relative_to(HOME)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in _files(*THINKING)
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert len(found) > 500
    assert {name: lines for name, lines in found.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}
