"""The offline narrator: a story from a book of patterns, for when there is no model and no network."""

from bot.llm.offline.narrator import OfflineNarrator

__all__ = ["OfflineNarrator"]
