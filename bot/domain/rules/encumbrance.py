"""What a character can carry, and how fast they walk under it; weights in hundredths of a pound."""

from __future__ import annotations

from bot.domain.character import Character
from bot.domain.gear import Coins, Item
from bot.domain.rules.ruled import AgainstTheRules
from bot.domain.rules.sheets import called
from bot.domain.srd import RACES
from bot.i18n import N_

_COIN = 2
_HUNDREDTHS = 100


class TooHeavy(AgainstTheRules):
    sentence = N_("That is too heavy for {name}, who can carry {capacity} lb and would carry {load} lb.")


def load(character: Character) -> int:
    """Return the weight of all that a character carries; fifty coins weigh a pound."""
    return _load(character.items, character.coins)


def capacity(character: Character) -> int:
    """Return the most a character can carry: fifteen pounds for each point of Strength."""
    return 15 * _HUNDREDTHS * character.scores[0]


def speed(character: Character) -> int:
    """Return how many feet a character walks in a turn, in what they wear."""
    feet = RACES[character.race].speed if character.race in RACES else 30
    wanted = max((item.armour.strength for item in character.items if item.equipped and item.armour), default=0)
    # Dwarves walk in heavy armour as they always do.
    return feet - 10 if character.scores[0] < wanted and character.race != "dwarf" else feet


def carried(character: Character, items: tuple[Item, ...], coins: Coins) -> None:
    """Check that a character can carry what they would have then; raises `TooHeavy`.

    What is lighter than before is always allowed: a weakened character may put things down one by one.
    """
    would = _load(items, coins)
    if would > max(capacity(character), load(character)):
        raise TooHeavy(
            name=called(character), capacity=capacity(character) // _HUNDREDTHS, load=-(-would // _HUNDREDTHS)
        )


def _load(items: tuple[Item, ...], coins: Coins) -> int:
    pieces = coins.cp + coins.sp + coins.ep + coins.gp + coins.pp
    return sum(item.weight * item.quantity for item in items) + _COIN * pieces
