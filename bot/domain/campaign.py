"""A campaign: what the table agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NAME_LENGTH = 80
THEMES_LENGTH = 300


BudgetPolicy = Literal["refuse", "cheaper", "narrator"]
"""What a turn does that would pass a budget: not happen, or go on with a cheaper model or the offline narrator."""

TurnMode = Literal["free", "rounds", "initiative"]
"""Who is answered when: whatever came in, everyone present at once, or in a fight only whose turn it is."""

AbsentPolicy = Literal["wait", "nudge", "dodge", "friend"]
"""What happens to a player who does not act: nothing, a call, their character dodges, or anyone may act for them."""

Rating = Literal["everyone", "teen", "mature"]
Difficulty = Literal["gentle", "fair", "deadly"]
ReplyLength = Literal["short", "medium", "long"]

Entry = Literal["open", "invited"]
"""Who may play: whoever can write in the channel, or whoever was invited."""

Levels = Literal["automatic", "players"]
"""Who takes the steps of a new level: the usual choices come by themselves, or players choose when they like."""

Guests = Literal["none", "level", "any"]
"""Which characters may come from elsewhere: none, those not above the party's level, or any."""

Status = Literal["open", "paused", "archived", "deleted"]
"""A paused campaign hears nobody; an archived one has no channel; a deleted one is gone after a day."""

Role = Literal["owner", "gm", "player", "spectator", "invited", "removed"]
"""What somebody is in a campaign; `gm` helps its owner to run it, `invited` has not come yet."""


@dataclass(frozen=True, slots=True)
class TableRules:
    """How a table wants to play; times in seconds, `recap_after` in days (0: never by itself).

    `lines` never come up, `veils` only behind a closed door; both are in every prompt of every model.
    """

    mode: TurnMode = "free"
    rolls: Literal["engine", "players"] = "engine"
    absent: AbsentPolicy = "dodge"
    wait: int = 300
    roll_wait: int = 120
    tone: str = ""
    difficulty: Difficulty = "fair"
    length: ReplyLength = "medium"
    house_rules: str = ""
    lines: tuple[str, ...] = ()
    veils: tuple[str, ...] = ()
    rating: Rating = "teen"
    recap_after: int = 3
    entry: Entry = "open"
    levels: Levels = "automatic"
    guests: Guests = "level"
    story_language: str = ""
    """A language that Skald does not speak and the model may; empty for the campaign's own."""
    duel_every: int = 0
    """Every so many turns two hidden models tell it, and the table votes; 0 for never by itself."""
    duel_models: tuple[str, ...] = ()
    """The two who meet; empty for those who were compared least."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A story and what it is told with; `model` is None for the default.

    `fallbacks` are the models that tell when it fails, in their order; None when nobody chose any.

    `secret` seeds every roll; `commitment` is its SHA-256 in hex, public from the start. `chair` is the account of the
    person who is the game master for now, None while a model is.
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
    rules: TableRules = TableRules()
    chair: int | None = None
    status: Status = "open"
    theme: str | None = None
    """A theme of the catalogue; None for the table's own words."""
