"""Tell which language a story is in."""

from __future__ import annotations

# The words that no text of the language can do without, and that the other one does not have.
_ENGLISH = "the and of to is are you your with from that this it its his her they as but at into by not"
_FRENCH = "le la les des du un une et est sont vous votre vos tu avec dans qui que ne pas sur il elle ses ce cette au"
_SMALL_WORDS = {"en": frozenset(_ENGLISH.split()), "fr": frozenset(_FRENCH.split())}
_NAMES = {"en": "English", "fr": "français"}
# Fewer are a saying, a song or a name.
_FEWEST = 8


def known(language: str) -> bool:
    """Say whether a story in this language can be told from one in another."""
    return language in _SMALL_WORDS


def other_language(story: str, language: str) -> str:
    """Return the name of the language a story is in when it clearly is not the table's, "" otherwise."""
    own = _SMALL_WORDS.get(language)
    if own is None:
        return ""
    words = story.casefold().split()
    mine = sum(map(own.__contains__, words))
    for name, others in _SMALL_WORDS.items():
        if name != language and sum(map(others.__contains__, words)) >= max(_FEWEST, 2 * mine + 1):
            return _NAMES[name]
    return ""
