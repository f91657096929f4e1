"""What the game master may ask the rules for, with every argument distrusted."""

from bot.domain.tools.calls import TOOLS, Outcome, run

__all__ = ["TOOLS", "Outcome", "run"]
