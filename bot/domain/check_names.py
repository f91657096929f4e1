"""What the checks of tellings are called where there is little room: on charts and above the columns of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.domain.label import Label

CHECK_NAMES: Final[Mapping[str, Label]] = {
    "tools": Label("Broken tool calls", "Appels d’outils ratés"),
    "dice": Label("Wrong dice", "Dés faux"),
    "hit_points": Label("Wrong hit points", "PV faux"),
    "dead": Label("The dead act", "Morts qui agissent"),
    "agency": Label("Plays for players", "Joue à leur place"),
    "language": Label("Other language", "Autre langue"),
    "refusal": Label("Refuses", "Refus"),
    "truncation": Label("Cut short", "Coupé"),
    "repetition": Label("Repeats itself", "Se répète"),
    "length": Label("Too long", "Trop long"),
}
