"""What is said when a person is the game master."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain.dice import Roll
from bot.domain.plaintext import shown
from bot.domain.rules.by_hand import Value
from bot.i18n import N_, translate
from bot.services.chair import Seated
from bot.ui.notices import rolled as thrown

TAKEN: Final = N_(
    "🪑 **{name}** is the game master now, and no model is asked. Write on as before: {name} answers, and /whisper "
    "reaches {name} alone."
)
HANDED_BACK: Final = N_("🪑 **{name}** leaves the chair. From now on the model tells the story again.")
WAITING: Final = N_("What was written meanwhile gets its answer now.")
NARRATED: Final = N_("Kept. The table reads it as the answer to what was done.")
NOTHING: Final = N_("It is like that already, so nothing was changed.")

VALUE_NAMES: Final[Mapping[Value, str]] = {
    "hit_points": N_("hit points"),
    "temporary": N_("temporary hit points"),
    "experience": N_("experience points"),
    "level": N_("level"),
    "cp": N_("copper pieces"),
    "sp": N_("silver pieces"),
    "ep": N_("electrum pieces"),
    "gp": N_("gold pieces"),
    "pp": N_("platinum pieces"),
    "begins": N_("a condition begins"),
    "ends": N_("a condition ends"),
    "place": N_("the place of the scene"),
}


def taken(seated: Seated) -> str:
    """Tell the table, in its campaign's language, who is the game master."""
    return translate(TAKEN, seated.language).format(name=seated.name)


def handed_back(seated: Seated) -> str:
    """Tell the table, in its campaign's language, that the model is the game master again."""
    said = translate(HANDED_BACK, seated.language).format(name=seated.name)
    return f"{said} {translate(WAITING, seated.language)}" if seated.waiting else said


def rolled(name: str, roll: Roll, reason: str) -> str:
    """Show a roll of the game master, and what it is for."""
    what = shown(reason, 200)
    return f"{thrown(name, roll)} · {what}" if what else thrown(name, roll)


def changed(lines: Sequence[str], language: str) -> str:
    """Show the table what was changed by hand."""
    return "\n".join(f"-# ✍️ {line}" for line in lines)[:2000] or translate(NOTHING, language)
