"""What spells do that SRD 5.1 says in prose only, and what its tables say of another moment than the casting."""

from __future__ import annotations

from typing import Any

CONDITIONS: dict[str, tuple[str, ...]] = {
    "animal-friendship": ("charmed",),
    "black-tentacles": ("restrained",),
    "blindness-deafness": ("blinded",),
    "charm-person": ("charmed",),
    "compulsion": ("charmed",),
    "dominate-beast": ("charmed",),
    "dominate-monster": ("charmed",),
    "dominate-person": ("charmed",),
    "entangle": ("restrained",),
    "fear": ("frightened",),
    "flesh-to-stone": ("restrained",),
    "geas": ("charmed",),
    "grease": ("prone",),
    "greater-invisibility": ("invisible",),
    "hideous-laughter": ("prone", "incapacitated"),
    "hold-monster": ("paralyzed",),
    "hold-person": ("paralyzed",),
    "hypnotic-pattern": ("charmed", "incapacitated"),
    "invisibility": ("invisible",),
    "phantasmal-killer": ("frightened",),
    "sleep": ("unconscious",),
    "sleet-storm": ("prone",),
    "sunbeam": ("blinded",),
    "sunburst": ("blinded",),
    "web": ("restrained",),
    "weird": ("frightened",),
}
"""What befalls a target that fails its save; where there is no save, every target."""


def _more(first: int, dice: int, sides: int, each: int = 1) -> tuple[tuple[int, str], ...]:
    """Return dice that grow by `each` with every level of the slot."""
    return tuple((level, f"{dice + each * (level - first)}d{sides}") for level in range(first, 10))


def _count(first: int, rays: int) -> tuple[tuple[int, int], ...]:
    return tuple((level, rays + level - first) for level in range(first, 10))


TARGETS: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(
        (
            *("animal-friendship", "banishment", "blindness-deafness", "charm-person", "command", "fly", "heroism"),
            *("hold-monster", "hold-person", "invisibility", "longstrider"),
        ),
        (1, True),
    ),
    "acid-splash": (2, False),
    "aid": (3, False),
    "bane": (3, True),
    "bless": (3, True),
    "chain-lightning": (4, True),
    "mass-cure-wounds": (6, False),
    "mass-heal": (20, False),
    "mass-healing-word": (6, False),
    "mass-suggestion": (12, False),
    "prayer-of-healing": (6, False),
    "slow": (6, False),
    "water-breathing": (10, False),
    "water-walk": (10, False),
}
"""How many creatures a spell without an area can be cast on, and whether a higher slot adds one more."""

_LATER: dict[str, Any] = {"damage": (), "damage_type": "", "save": "", "half": False}
"""Damage that comes of a later act, not of the casting."""

CORRECTED: dict[str, dict[str, Any]] = {
    "branding-smite": _LATER,
    "call-lightning": {"save": "dex", "half": True},
    "control-water": _LATER,
    "dimension-door": _LATER,
    "divine-favor": _LATER,
    "dream": _LATER,
    "eldritch-blast": {"rays": ((1, 1), (5, 2), (11, 3), (17, 4))},
    "enlarge-reduce": _LATER,
    "faithful-hound": {**_LATER, "attack": ""},
    "false-life": {"temporary": True},
    "fire-shield": _LATER,
    "flame-blade": {"attack": "melee"},
    "flame-strike": {"damage_type": "fire+radiant"},
    "flaming-sphere": {"save": "dex", "half": True},
    "heat-metal": {"save": "", "half": False},
    "ice-storm": {"damage_type": "bludgeoning+cold"},
    "light": _LATER,
    "magic-missile": {"rays": _count(1, 3)},
    "meteor-swarm": {"damage_type": "fire+bludgeoning"},
    "phantasmal-killer": _LATER | {"save": "wis"},
    "prismatic-spray": {"damage": ()},
    "scorching-ray": {"attack": "ranged", "rays": _count(2, 3)},
    "sleep": {"damage": _more(1, 5, 8, 2)},
    "sleet-storm": {"save": "dex"},
    "spirit-guardians": {"save": "wis", "half": True, "damage_type": "radiant", "damage": _more(3, 3, 8)},
    "web": {"save": "dex"},
}
