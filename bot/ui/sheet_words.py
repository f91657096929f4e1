"""How a sheet's values are written for whoever reads it."""

from __future__ import annotations

from bot.domain.character import Character
from bot.domain.harms import CONDITION_NAMES
from bot.domain.plaintext import escape
from bot.domain.rules.creatures import most_hit_points
from bot.domain.srd_french import french_name
from bot.i18n import N_, translate


def health(character: Character, language: str) -> str:
    """Write hit points as in `7/12 (+5)`, with the word for those who are at 0."""
    written = f"{character.hit_points}/{most_hit_points(character)}"
    if character.temporary_hit_points:
        written += f" (+{character.temporary_hit_points})"
    if character.dead:
        return written + " · " + translate(N_("dead"), language)
    if character.hit_points == 0:
        word = translate(N_("stable") if character.stable else N_("dying"), language)
        return f"{written} · {word} · ✓{character.death_successes} ✗{character.death_failures}"
    return written


def conditions(character: Character, language: str) -> str:
    """List what a character is under: conditions, exhaustion, and the spell they concentrate on."""
    names = dict.fromkeys(affliction.condition for affliction in character.conditions)
    told = [CONDITION_NAMES[name].say(language) if name in CONDITION_NAMES else escape(name) for name in names]
    if character.exhaustion:
        told.append(f"{CONDITION_NAMES['exhaustion'].say(language)} {character.exhaustion}")
    if character.concentration:
        spell = spell_name(character.concentration, language)
        told.append(translate(N_("concentrates on {spell}"), language).format(spell=spell))
    return ", ".join(told)


def spell_name(index: str, language: str) -> str:
    """Name a spell for the table by its index."""
    french = french_name("spell", index) if language == "fr" else None
    return french or escape(index.replace("-", " ").capitalize())
