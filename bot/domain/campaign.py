"""A campaign: what the table agreed on."""

from __future__ import annotations

from dataclasses import dataclass

NAME_LENGTH = 80
THEMES_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Campaign:
    """A story and what it is told with; `model` is None for the default.

    `secret` seeds every roll; `commitment` is its SHA-256 in hex, public from the start.
    """

    id: int
    guild_id: int
    owner_id: int
    name: str
    themes: tuple[str, ...]
    language: str
    model: str | None
    secret: bytes
    commitment: str
