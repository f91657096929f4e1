"""The conditions and damage types of SRD 5.1, and what people call them."""

from __future__ import annotations

from bot.domain.label import Label
from bot.domain.plaintext import fold

CONDITION_NAMES: dict[str, Label] = {
    "blinded": Label("blinded", "aveuglé"),
    "charmed": Label("charmed", "charmé"),
    "deafened": Label("deafened", "assourdi"),
    "exhaustion": Label("exhaustion", "épuisement"),
    "frightened": Label("frightened", "effrayé"),
    "grappled": Label("grappled", "agrippé"),
    "incapacitated": Label("incapacitated", "neutralisé"),
    "invisible": Label("invisible", "invisible"),
    "paralyzed": Label("paralyzed", "paralysé"),
    "petrified": Label("petrified", "pétrifié"),
    "poisoned": Label("poisoned", "empoisonné"),
    "prone": Label("prone", "à terre"),
    "restrained": Label("restrained", "entravé"),
    "stunned": Label("stunned", "étourdi"),
    "unconscious": Label("unconscious", "inconscient"),
}

DAMAGE_NAMES: dict[str, Label] = {
    "acid": Label("acid", "acide"),
    "bludgeoning": Label("bludgeoning", "contondant"),
    "cold": Label("cold", "froid"),
    "fire": Label("fire", "feu"),
    "force": Label("force", "force"),
    "lightning": Label("lightning", "foudre"),
    "necrotic": Label("necrotic", "nécrotique"),
    "piercing": Label("piercing", "perforant"),
    "poison": Label("poison", "poison"),
    "psychic": Label("psychic", "psychique"),
    "radiant": Label("radiant", "radiant"),
    "slashing": Label("slashing", "tranchant"),
    "thunder": Label("thunder", "tonnerre"),
}

_OTHER_CONDITIONS = {
    "exhausted": "exhaustion",
    "épuisé": "exhaustion",
    "paralysed": "paralyzed",
    "asleep": "unconscious",
    "sleeping": "unconscious",
    "endormi": "unconscious",
    "blind": "blinded",
    "aveugle": "blinded",
    "deaf": "deafened",
    "sourd": "deafened",
    "scared": "frightened",
    "terrorisé": "frightened",
    "terrified": "frightened",
    "empêtré": "restrained",
    "entangled": "restrained",
    "grabbed": "grappled",
    "knocked prone": "prone",
    "au sol": "prone",
    "renversé": "prone",
}
_OTHER_DAMAGE = {"electric": "lightning", "électricité": "lightning", "éclair": "lightning", "ice": "cold"}

CONDITIONS_MEANT: dict[str, str] = {
    **_OTHER_CONDITIONS,
    **{label.fr: index for index, label in CONDITION_NAMES.items()},
}
"""What people call a condition, beside its index, and which one they mean."""

DAMAGE_MEANT: dict[str, str] = {**_OTHER_DAMAGE, **{label.fr: index for index, label in DAMAGE_NAMES.items()}}
"""What people call a type of damage, beside its index, and which one they mean."""

_CONDITIONS = {fold(name): index for name, index in CONDITIONS_MEANT.items()} | {fold(i): i for i in CONDITION_NAMES}


def find_condition(text: str) -> str | None:
    """Return the index of the condition people mean; None when there is no such condition."""
    return _CONDITIONS.get(fold(text[:40]))


def condition_name(index: str, language: str) -> str:
    """Name a condition in a language; the index itself where the book does not have it."""
    return CONDITION_NAMES[index].say(language) if index in CONDITION_NAMES else index


def damage_name(index: str, language: str) -> str:
    """Name a type of damage in a language; the index itself where the book does not have it."""
    return DAMAGE_NAMES[index].say(language) if index in DAMAGE_NAMES else index
