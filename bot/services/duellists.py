"""Know which models can meet in a duel."""

from __future__ import annotations

from collections.abc import Iterable

from bot.llm.catalogue import OFFLINE, ModelCard


def duellists(cards: Iterable[ModelCard]) -> list[ModelCard]:
    """Return those that can meet: the offline narrator has nothing to compare."""
    return [card for card in cards if card.provider != OFFLINE]
