"""The names of colours and measures that the page's styles share."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "playground" / "page"


def test_every_colour_a_style_names_is_there_and_none_is_left_over() -> None:
    styles = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.rglob("*.css"))
    named = set(re.findall(r"(--[\w-]+)\s*:", styles))
    # A script may set one as the page lives, such as the colour of somebody's role.
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.rglob("*.js"))
    given = set(re.findall(r"[\"'`](--[\w-]+)", scripts))
    used = set(re.findall(r"var\((--[\w-]+)", styles + scripts))
    assert used - named - given == set()
    assert (named | given) - used == set()
