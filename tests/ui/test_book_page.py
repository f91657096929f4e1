"""Pages of the rule book fit into Discord's embeds."""

from __future__ import annotations

from bot.domain.spell import Entry
from bot.storage.srd.rows import rows
from bot.ui.book_page import book_pages


def test_every_page_of_the_book_can_be_shown() -> None:
    for row in rows():
        embeds = book_pages(Entry(row["kind"], row["index"], row["name"], row["text"]), "fr")
        assert 1 <= len(embeds) <= 4
        assert all(len(embed) <= 6000 and len(embed.description or "") <= 4096 for embed in embeds)
        assert "".join("".join(embed.description or "" for embed in embeds).split()) == "".join(row["text"].split())


def test_a_french_reader_sees_both_names_and_whose_words_these_are() -> None:
    (embed,) = book_pages(Entry("spell", "fireball", "Fireball", "Boom."), "fr")
    assert embed.title == "Boule de feu (Fireball)"
    assert "CC-BY-4.0" in (embed.footer.text or "")
