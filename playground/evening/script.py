"""What is written at the table of a first evening, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A character as `/character create` makes it at once."""

    race: str
    calling: str


@dataclass(frozen=True, slots=True)
class Script:
    """The words of one language; each line serves again when the evening is longer."""

    language: str
    campaign: str
    themes: str
    deed: str
    onward: str
    attack: str
    duelled: str
    peace: Mapping[str, tuple[str, ...]]
    blows: Mapping[str, tuple[str, ...]]
    healing: str


SHEETS: Mapping[str, Sheet] = {
    "visitor": Sheet("human", "fighter"),
    "kira": Sheet("elf", "rogue"),
    "bruno": Sheet("dwarf", "cleric"),
}

ENGLISH = Script(
    language="en",
    campaign="The Crooked Lantern",
    themes="a tavern, a storm, a sealed letter",
    deed="I ask the innkeeper who is waiting behind the cellar door.",
    onward="I go down to the cellar door.",
    attack="I attack the nearest of them!",
    duelled="I take a good look around me.",
    peace={
        "kira": (
            "I listen to what the others in the room say under their breath.",
            "I look at the seal on the letter.",
            "I examine the floor for tracks.",
        ),
        "bruno": (
            "I ask the innkeeper about the rider.",
            "I keep watch at the window.",
            "I look for something that would hold the door.",
        ),
    },
    blows={
        "kira": ("I attack with my rapier.", "I stab from the side.", "I attack again."),
        "bruno": ("I strike with my mace.", "I attack once more.", "I hit as hard as I can."),
    },
    healing="I cast cure wounds on {name}.",
)
FRENCH = Script(
    language="fr",
    campaign="La Lanterne tordue",
    themes="une taverne, un orage, une lettre scellée",
    deed="Je demande à l’aubergiste qui attend derrière la porte de la cave.",
    onward="Je vais à la porte de la cave.",
    attack="J’attaque le plus proche !",
    duelled="Je regarde bien autour de moi.",
    peace={
        "kira": (
            "J’écoute ce que les autres disent à voix basse.",
            "J’observe le sceau de la lettre.",
            "J’examine le sol, à la recherche de traces.",
        ),
        "bruno": (
            "J’interroge l’aubergiste sur le cavalier.",
            "Je surveille la fenêtre.",
            "Je cherche de quoi bloquer la porte.",
        ),
    },
    blows={
        "kira": ("J’attaque avec ma rapière.", "Je frappe de côté.", "J’attaque encore."),
        "bruno": ("Je frappe avec ma masse.", "J’attaque encore une fois.", "Je frappe de toutes mes forces."),
    },
    healing="Je lance soin des blessures sur {name}.",
)


def script_of(locale: str) -> Script:
    """Return the words of a page's language."""
    return FRENCH if locale.startswith("fr") else ENGLISH
