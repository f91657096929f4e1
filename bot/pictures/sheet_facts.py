"""What a sheet card says, in words and numbers: all of it from the character, as the rules count it now."""

from __future__ import annotations

from bot.domain.backgrounds import background_name
from bot.domain.character import ABILITIES, Character
from bot.domain.equipment import item_name
from bot.domain.gear import COIN_VALUES
from bot.domain.harms import CONDITION_NAMES, condition_name
from bot.domain.plaintext import clean, shorten
from bot.domain.rules.armour import UNARMED, weapons
from bot.domain.rules.levels import EXPERIENCE, HIGHEST_LEVEL
from bot.domain.rules.strikes import of_weapon
from bot.domain.sheet import check_modifier, class_name, modifier, proficiency, race_name
from bot.domain.skills import ABILITY_SHORT, SKILL_ABILITY, SKILL_NAMES
from bot.domain.srd import CLASSES
from bot.domain.srd_french import french_name
from bot.i18n import N_, translate, written

_WORD = 40
_COINS = {"cp": "pc", "sp": "pa", "ep": "pe", "gp": "po", "pp": "pp"}


def number(value: int, language: str) -> str:
    """Write a number with its thousands apart, as the language does."""
    return written(f"{value:,}", language)


def signed(value: int) -> str:
    """Write a modifier with its sign, a true minus for what is below 0."""
    return f"{value:+d}".replace("-", "−")


def lineage(character: Character, language: str) -> str:
    """Write who somebody is, as in `Half-elf · Wizard 3 · Sage`."""
    parts = [race_name(character.race, language), f"{class_name(character.class_, language)} {character.level}"]
    if character.background:
        parts.append(background_name(character.background, language))
    return " · ".join(shorten(clean(part), _WORD) for part in parts)


def saves(character: Character, language: str) -> str:
    """List the saving throws somebody is proficient in, with what they add."""
    trained = CLASSES[character.class_].saves if character.class_ in CLASSES else ()
    bonus = proficiency(character.level)
    told = (
        f"{ABILITY_SHORT[ability].say(language)} {signed(modifier(score) + bonus)}"
        for ability, score in zip(ABILITIES, character.scores, strict=True)
        if ability in trained
    )
    return "   ".join(told) or "–"


def skills(character: Character, language: str) -> list[str]:
    """List the skills somebody is proficient in, each with what it adds."""
    known = [skill for skill in character.skills if skill in SKILL_ABILITY]
    return [f"{SKILL_NAMES[skill].say(language)} {signed(check_modifier(character, skill))}" for skill in known]


def blows(character: Character, language: str) -> list[tuple[str, str]]:
    """List what somebody attacks with: (name, `+5 · 1d8+3`); bare hands only where there is nothing else."""
    told: list[tuple[str, str]] = []
    at_hand = weapons(character)
    for item in at_hand[:-1] or at_hand:
        strike = of_weapon(character, item)
        dice = " ".join(f"{dice}{signed(bonus) if bonus else ''}" for dice, bonus, _ in strike.damage)
        fists = item.index == UNARMED.index
        name = translate(N_("Unarmed strike"), language) if fists else clean(item_name(item, language))
        told.append((shorten(name, _WORD), f"{signed(strike.to_hit)} · {shorten(clean(dice), 14)}"))
    return told


def troubles(character: Character, language: str) -> list[str]:
    """List what somebody is under: conditions, exhaustion, and the spell they concentrate on."""
    names = dict.fromkeys(affliction.condition for affliction in character.conditions)
    told = [shorten(clean(condition_name(name, language)), _WORD) for name in names]
    if character.exhaustion:
        told.append(f"{CONDITION_NAMES['exhaustion'].say(language)} {character.exhaustion}")
    if character.concentration:
        index = character.concentration
        french = french_name("spell", index) if language == "fr" else None
        spell = shorten(clean(french or index.replace("-", " ").capitalize()), _WORD)
        told.append(translate(N_("concentrates on {spell}"), language).format(spell=spell))
    return told


def purse(character: Character, language: str) -> list[tuple[str, str]]:
    """List the coins as (coin, `12 gp`), the most precious first."""
    told: list[tuple[str, str]] = []
    for coin in reversed(COIN_VALUES):
        count: int = getattr(character.coins, coin)
        if count:
            told.append((coin, f"{number(count, language)} {_COINS[coin] if language == 'fr' else coin}"))
    return told or [("gp", f"0 {_COINS['gp'] if language == 'fr' else 'gp'}")]


def progress(character: Character, language: str) -> tuple[float, str]:
    """Return how much of the way to the next level is gone, from 0 to 1, and the points as written."""
    have = number(character.experience, language)
    unit = translate(N_("XP"), language)
    if character.level >= HIGHEST_LEVEL:
        return 1.0, f"{have} {unit}"
    # Whoever has a level without the points for it stands at its beginning.
    before, after = EXPERIENCE[max(0, character.level - 1)], EXPERIENCE[character.level]
    share = min(1.0, max(0.0, (character.experience - before) / (after - before)))
    return share, f"{have} / {number(after, language)} {unit}"
