"""Cut a long text into Discord messages, at paragraphs where there are any."""

from __future__ import annotations

LIMIT = 2000


def pages(text: str, limit: int = LIMIT) -> list[str]:
    """Split a text into pieces of at most `limit` characters.

    The cut of a page depends only on the text up to it, so a page of a growing text never changes once the next
    one has begun.
    """
    found: list[str] = []
    rest = text
    while len(rest) > limit:
        cut = _cut(rest[:limit])
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*found, rest] if rest else found


def closed(text: str) -> str:
    """Close the markdown that a text in the middle of its telling has opened, so that nobody sees bare asterisks."""
    if text.count("```") % 2:
        return f"{text}\n```"
    ends = [mark for mark in ("**", "||", "~~") if text.count(mark) % 2]
    if text.replace("**", "").count("*") % 2:
        ends.insert(0, "*")
    return text.rstrip() + "".join(ends) if ends else text


def _cut(head: str) -> int:
    for separator in ("\n\n", "\n", ". ", " "):
        place = head.rfind(separator)
        # A very early break would leave a page nearly empty.
        if place >= len(head) // 3:
            return place + (1 if separator == ". " else 0)
    return len(head)
