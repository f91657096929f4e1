"""Choose the places of a story, and know them again."""

from __future__ import annotations

from bot.domain.conversation import Brief
from bot.domain.plaintext import fold
from bot.llm.offline.annals import is_entry
from bot.llm.offline.book import FALLBACK, Book, Palette, open_book
from bot.llm.offline.chance import draw
from bot.llm.offline.heard import Heard


def journey(brief: Brief, book: Book) -> list[Palette]:
    """Order the palettes: those of the campaign's themes first, in the themes' order, the rest by chance."""
    asked = [fold(theme) for theme in brief.themes] or [fold(brief.campaign)]
    rest = sorted(book.palettes, key=lambda palette: draw(brief.campaign, palette.name))
    themed = [palette for theme in asked for palette in rest if _fits(palette, theme)]
    first = themed or [palette for palette in rest if palette.name == FALLBACK]
    return list({palette.name: palette for palette in [*first, *rest]}.values())


def knows(book: Book, heard: Heard) -> bool:
    """Tell whether what was told before came out of a book in this language, or was entered in annals."""
    if any(is_entry(line) for line in heard.text.splitlines()):
        return True
    events = (
        event
        for palette in open_book(book.language).palettes
        for event in (*palette.beats, palette.hook, palette.arrive, palette.tale.plea, palette.tale.lair_text)
    )
    return any(book.grammar.typeset(event) in heard.text for event in events)


def _fits(palette: Palette, theme: str) -> bool:
    words = theme.split()
    pairs = {" ".join(words[start : start + 2]) for start in range(len(words))}
    return bool(palette.themes & {*words, *pairs, *(word.removesuffix("s") for word in words)})
