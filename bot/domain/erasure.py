"""Take a person out of a story that others go on playing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, cast

from bot.domain.label import Label

SOMEBODY = Label("Somebody", "Quelqu’un")
GONE = "…"
"""What stands in the place of somebody's words."""

_SHORTEST_PART = 3
_OWN_WORDS = ("name", "description", "history")
# What stands there is a term of the rules, whoever bears its name: a sheet that lost it could not be played on.
_TERMS = frozenset(
    {
        *("race", "class_", "background", "skills", "spells", "concentration", "resistances", "vulnerabilities"),
        *("immunities", "condition", "index", "key", "weapon", "armour", "block", "order"),
    }
)


class Eraser:
    """Replace a person's names, ids and words; what is not theirs stays letter for letter.

    Names count as whole words, whatever their case; the first word of a longer name counts alone where it is written
    as in the name. A name of one or two letters is only replaced where it is all of a text. A name that others in the
    story bear stays: it is theirs, and nobody takes it from them by bearing it, too. So do the terms of the rules.
    """

    def __init__(
        self,
        account_id: int,
        characters: Collection[int],
        names: Iterable[str],
        ids: Iterable[int],
        alias: str,
        others: Iterable[str] = (),
    ) -> None:
        self._account_id = account_id
        self._characters = frozenset(map(str, characters))
        theirs = {other.casefold() for other in others}
        theirs |= {word for other in theirs for word in other.split()}
        self._names = frozenset(name for name in names if name and name != alias and name.casefold() not in theirs)
        self._alias = alias
        whole = sorted((name for name in self._names if len(name) >= _SHORTEST_PART), key=len, reverse=True)
        parts = {name.split()[0] for name in whole if " " in name and name.split()[0].casefold() not in theirs}
        firsts = sorted((part for part in parts if len(part) >= _SHORTEST_PART), key=len, reverse=True)
        self._patterns = [
            *([re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, whole))})(?!\w)", re.IGNORECASE)] if whole else []),
            *([re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, firsts))})(?!\w)")] if firsts else []),
        ]
        numbers = "|".join(map(str, sorted(ids)))
        self._ids = re.compile(rf"(?<!\d)(?:{numbers})(?!\d)") if numbers else None

    def text(self, text: str, words: Iterable[str] = ()) -> str:
        """Return a text without the person, and without these words of theirs."""
        for said in words:
            if len(said) >= _SHORTEST_PART and said in text:
                text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", GONE, text)
        if text in self._names:
            return self._alias
        for pattern in self._patterns:
            text = pattern.sub(self._alias, text)
        return text if self._ids is None else self._ids.sub("0", text)

    def value(self, value: Any, words: Sequence[str] = ()) -> Any:
        """Return what JSON gave without the person; their sheet loses what they wrote on it."""
        if isinstance(value, str):
            return self.text(value, words)
        if isinstance(value, list):
            return [self.value(each, words) for each in cast("list[Any]", value)]
        if not isinstance(value, dict):
            return value
        given = cast("dict[str, Any]", value)
        kept = _TERMS | {"name"} if self._is_anothers(given) else _TERMS
        cleaned = {key: each if key in kept else self.value(each, words) for key, each in given.items()}
        if cleaned.get("account_id") == self._account_id and "name" in cleaned:
            cleaned |= {"name": self._alias, **{field: "" for field in ("description", "history") if field in cleaned}}
        return cleaned

    def _is_anothers(self, given: dict[str, Any]) -> bool:
        """Tell whether a name stands there that cannot be this person's: another's sheet, or a thing of the rules."""
        return bool(given.get("index")) or given.get("account_id", self._account_id) != self._account_id

    def document(self, text: str, words: Sequence[str] = ()) -> str:
        """Return a document of JSON, such as a state, without the person."""
        return json.dumps(self.value(json.loads(text), words), ensure_ascii=False, separators=(",", ":"))

    def changes(self, made: Sequence[Sequence[Any]], words: Sequence[str] = ()) -> list[list[Any]]:
        """Return a ledger's changes without the person: what they wrote on a sheet is no part of them any more."""
        return [self._change(how, list(path), before, after, words) for how, path, before, after in made]

    def _change(self, how: str, path: list[str], before: Any, after: Any, words: Sequence[str]) -> list[Any]:
        mine = len(path) == 3 and path[0] == "party" and path[1] in self._characters and path[2] in _OWN_WORDS
        if mine:
            blank = self._alias if path[2] == "name" else ""
            return [how, path, None if before is None else blank, None if after is None else blank]
        if not _TERMS.isdisjoint(path):
            return [how, path, before, after]
        return [how, path, self.value(before, words), self.value(after, words)]
