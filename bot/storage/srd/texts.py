"""What is only read: conditions, rules, magic items, features."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.plaintext import fold

Source = Mapping[str, Any]

_HEADING = re.compile(r"^#{2,3} +(.+)$", re.MULTILINE)
_DEEPER = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def name(source: Source) -> str:
    """Return what an entry is called."""
    return source.get("full_name", source["name"])


def text(source: Source) -> str:
    """Return what an entry says."""
    said = source.get("desc", "")
    paragraphs = "\n".join(said) if isinstance(said, list) else str(said)  # pyright: ignore[reportUnknownArgumentType]
    if "class_" in source:
        level = f", level {source['level']}" if "level" in source else ""
        return f"*{source['class_']['name']}{level}*\n{paragraphs}"
    return paragraphs


def sections(source: Source) -> Iterator[tuple[str, str, str]]:
    """Cut a chapter at its headings; each part is an index, a name and a text."""
    said, index, title = source["desc"], source["index"], source["name"]
    headings = list(_HEADING.finditer(said))
    starts = [0, *(heading.start() for heading in headings)]
    ends = [*starts[1:], len(said)]
    names = [title, *(heading[1].strip() for heading in headings)]
    seen = set[str]()
    for start, end, called in zip(starts, ends, names, strict=True):
        part = fold(called).replace(" ", "-")
        own = index if called == title else f"{index}/{part}"
        body = _DEEPER.sub(r"**\1**", _HEADING.sub("", said[start:end])).strip()
        if body and fold(body) != fold(called) and own not in seen:
            seen.add(own)
            yield own, called, body
