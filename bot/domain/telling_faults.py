"""Find in a telling what makes any telling a bad one: a model that steps out of the story, and words told before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LOOKS_BACK: Final = 6
"""So many replies before a telling are compared with it."""
_FEWEST_WORDS = 6  # fewer are a turn of phrase
_SHARE = 0.1
_QUOTED = 120

# What people say in a story is theirs: an innkeeper may be sorry that he cannot help.
_SPOKEN = re.compile(r"“[^“”]*”|«[^«»]*»|\"[^\"\n]*\"")
_REFUSES = re.compile(
    r"\bas an? (?:AI|artificial intelligence|(?:large )?language model)\b"
    r"|\bI(?:['’]m| am) (?:just )?an? (?:AI|language model)\b"
    r"|\b(?:I(?:['’]m| am) (?:sorry|unable)|I apologi[sz]e)\b[^.!?\n]{0,60}\b(?:can(?:['’]t|not)|unable|won['’]t)\b"
    r"|\bI (?:can(?:['’]t|not)|won['’]t|am unable to|am not able to) "
    r"(?:assist|help(?: you)? with|continue (?:this|with this|the story)|fulfil+|comply|generate|provide|create"
    r"|write)\b"
    r"|\ben tant qu(?:e modèle de langage|['’](?:IA\b|intelligence artificielle))"
    r"|\bje suis (?:une (?:IA\b|intelligence artificielle)|un modèle de langage)"
    r"|\bje (?:ne peux pas|ne suis pas en mesure de|refuse de) "
    r"(?:vous aider|t['’]aider|continuer (?:cette|l['’])|répondre à (?:cette|votre|ta) (?:demande|requête)"
    r"|générer|écrire)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”»*]*\s+|\n+")


def refused(story: str) -> str:
    """Return the words in which a model speaks of itself, or declines to tell, "" when it does neither."""
    found = _REFUSES.search(_SPOKEN.sub(" ", story))
    return f"“{' '.join(found[0].split())[:_QUOTED]}”" if found else ""


def told_again(story: str, replies: Sequence[str]) -> str:
    """Return a sentence told twice, here or in one of the replies before, when a tenth of the words are of such.

    Sentences of fewer than six words do not count: a question may end every reply.
    """
    before = "\n".join(_plain(reply) for reply in replies[-LOOKS_BACK:])
    met: set[str] = set()
    words = again = 0
    first = ""
    for sentence in _SENTENCES.split(story):
        plain = _plain(sentence)
        count = plain.count(" ") + 1
        words += count
        if count < _FEWEST_WORDS:
            continue
        if plain in met or plain in before:
            again += count
            first = first or plain
        met.add(plain)
    return f"“{first[:_QUOTED]}”" if again and again >= words * _SHARE else ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("*", "").split())
