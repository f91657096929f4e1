"""Know which models can meet in a duel."""

from __future__ import annotations

from collections.abc import Iterable

from bot.llm.catalogue import OFFLINE, ModelCard


def duellists(cards: Iterable[ModelCard]) -> list[ModelCard]:
    """Return those that meet where nobody names them: models, and the offline narrators where there is no model."""
    known = list(cards)
    return [card for card in known if card.provider != OFFLINE] or known


def no_model(*names: str) -> bool:
    """Tell whether these, by their names, are all offline narrators, and none of them a model."""
    return all(name.startswith(f"{OFFLINE}/") for name in names)
