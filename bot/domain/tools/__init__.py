"""What the game master may ask the rules for, with every argument distrusted."""

from bot.domain.tools.calls import TOOLS, Outcome, entries, heaviest, needs, offered, run, spoken, thrower
from bot.domain.tools.rule import Found, Need

__all__ = ["TOOLS", "Found", "Need", "Outcome", "entries", "heaviest", "needs", "offered", "run", "spoken", "thrower"]
