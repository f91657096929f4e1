"""A campaign: what the table agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NAME_LENGTH = 80
THEMES_LENGTH = 300


BudgetPolicy = Literal["refuse", "cheaper", "narrator"]
"""What a turn does that would pass a budget: not happen, or go on with a cheaper model or the offline narrator."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A story and what it is told with; `model` is None for the default.

    `fallbacks` are the models that tell when it fails, in their order; None when nobody chose any.

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
    fallbacks: tuple[str, ...] | None = None
    over_budget: BudgetPolicy = "refuse"
