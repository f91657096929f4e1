"""Each refusal has its sentence, and each sentence what stands in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import playground
from playground.refused import SENTENCES

ROOM = Path(playground.__path__[0])


def calls_of(name: str) -> Iterator[ast.Call]:
    """Find where a method of this name is called in the playground."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield node


def test_whoever_refuses_names_a_sentence_and_all_that_stands_in_it() -> None:
    refusals = [call for call in calls_of("of") if call.args and isinstance(call.args[0], ast.Constant)]
    assert len(refusals) > len(SENTENCES) / 2
    for call in refusals:
        reason = str(ast.literal_eval(call.args[0]))
        places = {name for _, name, _, _ in Formatter().parse(SENTENCES[reason]) if name}
        assert {given.arg for given in call.keywords} == places, reason
