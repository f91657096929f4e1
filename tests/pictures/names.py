"""Names that people try."""

from __future__ import annotations

HOSTILE = (
    "",
    "K",
    "K" * 80,
    "K" * 10_000,
    "a b " * 2_500,
    "מלכה אדומה",
    "أميرة",
    "李小龍",
    "👩‍👩‍👧",
    "\u200b",
    "@everyone",
    "<b>",
    "'; DROP TABLE characters; --",
    "../../etc/passwd",
    "\ud800",
)
