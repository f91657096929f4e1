"""Read a page as a person does, and find sentences in it that stand in a language they did not choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tests.page.driver import Seat

# Every text a person sees or hears: what stands there, what a screen reader says, what appears on hovering.
_TEXTS = """
() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest("script, style, noscript"))
      texts.push(walker.currentNode.textContent);
  for (const node of document.querySelectorAll("[aria-label], [alt], [title], [placeholder]"))
    for (const name of ["aria-label", "alt", "title", "placeholder"]) texts.push(node.getAttribute(name) ?? "");
  return texts.map((text) => text.trim()).filter(Boolean);
}
"""
_NAMELESS = """
(fallback) => [...document.querySelectorAll("img:not(.embed-icon)")]
  .filter((one) => !one.alt.trim() || fallback.includes(one.alt)).map((one) => one.src)
"""
# Where a sentence is filled in.
_PLACE = re.compile(r"\{\w*(?::[^}]*)?\}")
# Sentences of fewer letters are words that other languages, names and numbers share.
_SHORTEST = 4


async def texts_of(seat: Seat) -> set[str]:
    """Return everything that can be read on the page, each piece of text by itself."""
    return set(await seat.page.evaluate(_TEXTS))


async def pictures_without_words(seat: Seat) -> list[str]:
    """List the pictures that say nothing to who does not see them."""
    return await seat.page.evaluate(_NAMELESS, ["Image"])


class Untranslated:
    """Sentences of one language that have another wording in the language that is read."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        own = set(sentences.values())
        foreign = [one for one, said in sentences.items() if said and said != one and one not in own]
        foreign = [one for one in foreign if _letters(one) >= _SHORTEST]
        # A sentence with nothing to fill in is found at once; a pattern is tried on every text.
        self._whole = {_plain(one): one for one in foreign if not _PLACE.search(one)}
        self._patterns = [(one, _pattern(one)) for one in foreign if _PLACE.search(one)]

    def found_in(self, texts: Iterable[str]) -> dict[str, str]:
        """Map each text that is such a sentence to it."""
        texts = list(texts)
        whole = {text: self._whole[text] for text in texts if text in self._whole}
        return whole | {text: one for text in texts for one, pattern in self._patterns if pattern.fullmatch(text)}


def _letters(sentence: str) -> int:
    return len(re.findall(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", sentence)))


def _plain(sentence: str) -> str:
    """Return a sentence as the page shows it, without its markdown."""
    return re.sub(r"[*`]|^-# ", "", sentence)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Match a sentence as the page shows it, with anything in its places."""
    parts = _PLACE.split(_plain(sentence))
    return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)
