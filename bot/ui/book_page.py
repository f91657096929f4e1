"""Show a page of the rule book."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.domain.spell import Entry
from bot.domain.srd_french import french_name
from bot.i18n import N_, translate
from bot.ui.cards import COLOUR

SOURCE = N_("System Reference Document 5.1 © Wizards of the Coast LLC, licensed CC-BY-4.0; in English.")
LONGEST = 4000
MOST = 4


def book_pages(entry: Entry, language: str) -> list[discord.Embed]:
    """Return what the book says of something, in as many embeds as it takes; the longest tables are cut."""
    french = french_name(entry.kind, entry.index) if language == "fr" else None
    title = f"{french} ({entry.name})" if french else entry.name
    pieces = list(_pieces(entry.text))[:MOST]
    embeds = [discord.Embed(colour=COLOUR, description=piece) for piece in pieces] or [discord.Embed(colour=COLOUR)]
    embeds[0].title = title
    embeds[-1].set_footer(text=translate(SOURCE, language))
    return embeds


def _pieces(text: str) -> Iterator[str]:
    while len(text) > LONGEST:
        cut = text.rfind("\n", 1, LONGEST)
        cut = cut if cut > 0 else LONGEST
        yield text[:cut]
        text = text[cut:].lstrip("\n")
    yield text
