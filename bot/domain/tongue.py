"""Tell which language a story is in."""

from __future__ import annotations

import re

# The words that no text of the language can do without, and that the other one does not have.
_SMALL_WORDS = {
    "en": re.compile(
        r"\b(?:the|and|of|to|is|are|you|your|with|from|that|this|it|its|his|her|they|as|but|at|into|by|not)\b", re.I
    ),
    "fr": re.compile(
        r"\b(?:le|la|les|des|du|un|une|et|est|sont|vous|votre|vos|tu|avec|dans|qui|que|ne|pas|sur|il|elle|ses|ce|cette"
        r"|au|aux)\b",
        re.I,
    ),
}
_NAMES = {"en": "English", "fr": "français"}
# Fewer are a saying, a song or a name.
_FEWEST = 8


def other_language(story: str, language: str) -> str:
    """Return the name of the language a story is in when it clearly is not the table's, "" otherwise."""
    if language not in _SMALL_WORDS:
        return ""
    own = len(_SMALL_WORDS[language].findall(story))
    for name, words in _SMALL_WORDS.items():
        if name != language and len(words.findall(story)) >= max(_FEWEST, 2 * own + 1):
            return _NAMES[name]
    return ""
