"""Every row of the rule book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any

from bot.domain.plaintext import fold
from bot.storage.srd import equipment, monsters, spells, texts

Source = Mapping[str, Any]
Row = dict[str, Any]

_TEXTS: tuple[tuple[str, str], ...] = (
    ("condition", "Conditions"),
    ("magic-item", "MagicItems"),
    ("feature", "Features"),
    ("trait", "Traits"),
    ("feat", "Feats"),
    ("skill", "Skills"),
    ("ability", "AbilityScores"),
    ("damage-type", "DamageTypes"),
    ("weapon-property", "WeaponProperties"),
    ("subclass", "Subclasses"),
)


def rows() -> Iterator[Row]:
    """Read everything there is; needs tinys-srd, and some 60 MB."""
    yield from _ruled("monster", "Monsters", monsters.stat_block, monsters.text)
    yield from _ruled("spell", "Spells", spells.spell, spells.text)
    yield from _ruled("item", "Equipment", equipment.item, equipment.text)
    for kind, module in _TEXTS:
        for source in _entries(module):
            yield _row(kind, source["index"], texts.name(source), {}, texts.text(source))
    for module in ("Rules", "RuleSections"):
        for source in _entries(module):
            for index, name, said in texts.sections(source):
                yield _row("rule", index, name, {}, said)


def _ruled(kind: str, module: str, rule: Callable[[Source], Any], text: Callable[[Source], str]) -> Iterator[Row]:
    for source in _entries(module):
        yield _row(kind, source["index"], source["name"], asdict(rule(source)), text(source))


def _row(kind: str, index: str, name: str, rules: Row, text: str) -> Row:
    return {"kind": kind, "index": index, "name": name, "folded": fold(name), "rules": rules, "text": text}


def _entries(name: str) -> Iterator[Source]:
    module = import_module(f"tinys_srd.{name}")
    for entry in module.entries:
        yield vars(getattr(module, entry))
