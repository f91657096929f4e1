"""The cantrips and spells that each class usually has, as SRD indexes, in the order in which they are learned."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.character import Ability

SPELL_ABILITY: dict[str, Ability] = {
    "bard": "cha",
    "cleric": "wis",
    "druid": "wis",
    "paladin": "cha",
    "ranger": "wis",
    "sorcerer": "cha",
    "warlock": "cha",
    "wizard": "int",
}
"""The classes that cast spells, and the ability they cast with."""

_KNOWN: Mapping[str, tuple[int, ...]] = {
    "bard": (4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 15, 16, 18, 19, 19, 20, 22, 22, 22),
    "ranger": (0, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11),
    "sorcerer": (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 13, 13, 14, 14, 15, 15, 15, 15),
    "warlock": (2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15),
}
"""How many spells a class that learns them by heart knows at each level."""

_CANTRIPS: Mapping[str, int] = {"bard": 2, "cleric": 3, "druid": 2, "sorcerer": 4, "warlock": 2, "wizard": 3}
"""How many cantrips a class begins with; one more comes at level 4, another at level 10."""

BOOKS: Mapping[str, tuple[str, ...]] = {
    "bard": (
        "vicious-mockery light mage-hand minor-illusion",
        "cure-wounds healing-word thunderwave charm-person sleep",
        "shatter hold-person invisibility lesser-restoration",
        "hypnotic-pattern dispel-magic fear",
        "greater-invisibility confusion",
        "mass-cure-wounds hold-monster raise-dead",
        "irresistible-dance eyebite",
        "regenerate teleport",
        "power-word-stun dominate-monster",
        "power-word-kill foresight",
    ),
    "cleric": (
        "sacred-flame guidance thaumaturgy light spare-the-dying",
        "cure-wounds guiding-bolt bless healing-word shield-of-faith",
        "spiritual-weapon lesser-restoration hold-person aid prayer-of-healing",
        "spirit-guardians revivify mass-healing-word dispel-magic",
        "guardian-of-faith death-ward banishment",
        "flame-strike mass-cure-wounds raise-dead",
        "heal blade-barrier harm",
        "fire-storm resurrection",
        "earthquake holy-aura",
        "mass-heal true-resurrection",
    ),
    "druid": (
        "produce-flame guidance druidcraft shillelagh",
        "cure-wounds entangle thunderwave goodberry faerie-fire healing-word",
        "moonbeam flaming-sphere lesser-restoration barkskin",
        "call-lightning conjure-animals wind-wall",
        "ice-storm blight wall-of-fire",
        "mass-cure-wounds insect-plague greater-restoration",
        "heal sunbeam wall-of-thorns",
        "fire-storm regenerate",
        "sunburst earthquake",
        "storm-of-vengeance foresight",
    ),
    "paladin": (
        "",
        "cure-wounds bless shield-of-faith divine-favor command",
        "aid lesser-restoration branding-smite",
        "revivify dispel-magic remove-curse",
        "death-ward banishment",
        "raise-dead dispel-evil-and-good",
    ),
    "ranger": (
        "",
        "hunters-mark cure-wounds goodberry longstrider",
        "spike-growth pass-without-trace lesser-restoration",
        "conjure-animals wind-wall",
        "stoneskin freedom-of-movement",
        "tree-stride commune-with-nature",
    ),
    "sorcerer": (
        "fire-bolt ray-of-frost light prestidigitation mage-hand minor-illusion",
        "magic-missile burning-hands shield sleep",
        "scorching-ray misty-step hold-person",
        "fireball counterspell fly",
        "greater-invisibility ice-storm",
        "cone-of-cold hold-monster",
        "chain-lightning disintegrate",
        "finger-of-death teleport",
        "power-word-stun sunburst",
        "meteor-swarm wish",
    ),
    "warlock": (
        "eldritch-blast chill-touch minor-illusion mage-hand",
        "hellish-rebuke charm-person expeditious-retreat protection-from-evil-and-good",
        "misty-step hold-person invisibility shatter",
        "counterspell fly vampiric-touch fear",
        "banishment blight dimension-door",
        "hold-monster scrying dream",
    ),
    "wizard": (
        "fire-bolt mage-hand light minor-illusion ray-of-frost",
        "magic-missile mage-armor sleep shield detect-magic burning-hands thunderwave feather-fall",
        "scorching-ray misty-step hold-person invisibility mirror-image",
        "fireball counterspell fly lightning-bolt dispel-magic haste",
        "ice-storm greater-invisibility banishment wall-of-fire blight",
        "cone-of-cold hold-monster wall-of-force telekinesis cloudkill",
        "chain-lightning disintegrate globe-of-invulnerability true-seeing",
        "finger-of-death teleport delayed-blast-fireball forcecage",
        "power-word-stun sunburst maze mind-blank",
        "meteor-swarm wish time-stop power-word-kill",
    ),
}
"""For each class, its cantrips and then its spells of level 1, 2 and so on, the most useful first."""


def usual_spells(class_: str, level: int, most_level: int, ability: int, have: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a class usually has at a level, beside what somebody may `have` already: cantrips first, then spells.

    `most_level` is the highest level of spells it has slots for, `ability` the modifier that a class which prepares
    its spells prepares by.
    """
    if class_ not in BOOKS:
        return have
    cantrips, *pages = (page.split() for page in BOOKS[class_])
    simple = [spell for spell in have if spell in cantrips]
    spells = [spell for spell in have if spell not in cantrips]
    most_simple = cantrips_known(class_, level)
    # The newest magic first: of what is learned with a level, most is of the highest level there is.
    offered = [spell for page in reversed(pages[:most_level]) for spell in page if spell not in spells]
    fresh = [spell for spell in cantrips if spell not in simple]
    simple += fresh[: max(0, most_simple - len(simple))]
    spells += offered[: max(0, spells_known(class_, level, ability) - len(spells))]
    return (*simple, *spells)


def cantrips_known(class_: str, level: int) -> int:
    """Return how many cantrips a class knows at a level."""
    begun = _CANTRIPS.get(class_, 0)
    return begun + (level >= 4) + (level >= 10) if begun else 0


def spells_known(class_: str, level: int, ability: int) -> int:
    """Return how many spells a class has at a level: known by heart, prepared, or written in a wizard's book."""
    if class_ in _KNOWN:
        return _KNOWN[class_][level - 1]
    if class_ == "wizard":
        return 4 + 2 * level
    if class_ == "paladin":
        return max(1, level // 2 + ability) if level > 1 else 0
    return max(1, level + ability)
