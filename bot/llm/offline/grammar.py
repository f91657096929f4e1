"""Fill sentence frames: articles, contractions, elision, agreement and typography in English and French."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

_SLOT = re.compile(r"\{(?:(\w+) )?(\w+)(?::([^{}|]*)\|([^{}]*))?\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_BETWEEN_CHOICES = re.compile(r"\|(?![^{}]*\})")
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_ENGLISH_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)

# French articles by gender and number: before a vowel, masculine, feminine, plural.
_FRENCH_ARTICLES = {
    "le": ("l'", "le ", "la ", "les "),
    "un": (None, "un ", "une ", "des "),
    "du": ("de l'", "du ", "de la ", "des "),
    "au": ("à l'", "au ", "à la ", "aux "),
    "ce": (None, "ce ", "cette ", "ces "),
}
_NARROW, _NO_BREAK = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The grammar of one language."""

    language: str

    def fill(self, frame: str, nouns: Mapping[str, str], words: Mapping[str, str]) -> str:
        """Fill a frame: `{the person}` from the nouns with their article, `{name}` from the words as they are.

        A slot that begins with a capital gives a capital; an unknown one is a KeyError.
        """

        def one(slot: re.Match[str]) -> str:
            article, key, masculine, feminine = slot[1], slot[2], slot[3], slot[4]
            if masculine is not None:
                return masculine if "m" in _gender(nouns[key]) else feminine
            if key in nouns:
                return self._noun(article, nouns[key])
            return self._elided(article, words[key]) if article else words[key]

        return self.typeset(_SLOT.sub(one, frame))

    def typeset(self, text: str) -> str:
        """Set apostrophes, and in French the unbreakable spaces, as a printer would."""
        text = text.replace("'", "’")
        if self.language != "fr":
            return text
        text = re.sub(r" ([;!?])", rf"{_NARROW}\1", text)
        return text.replace(" :", f"{_NO_BREAK}:").replace("« ", f"«{_NO_BREAK}").replace(" »", f"{_NO_BREAK}»")

    def listing(self, names: tuple[str, ...], conjunction: str) -> str:
        """Join names as a sentence does: `A, B and C`."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"

    def _noun(self, article: str | None, noun: str) -> str:
        if self.language != "fr":
            if noun.startswith("the ") or article is None:
                return _like(article, noun)
            if article.lower() == "a":
                return _like(article, f"{'an' if _ENGLISH_VOWEL.match(noun) else 'a'} {noun}")
            return _like(article, f"the {noun}")
        bare, _, gender = noun.rpartition(" ")
        if article is None:
            return bare
        before_vowel, masculine, feminine, plural = _FRENCH_ARTICLES[article.lower()]
        if "p" in gender:
            chosen = plural
        elif before_vowel and _VOWEL.match(bare):
            chosen = before_vowel
        elif article.lower() == "ce" and gender == "m" and _VOWEL.match(bare):
            chosen = "cet "
        else:
            chosen = masculine if gender == "m" else feminine
        return _like(article, chosen + bare)

    def _elided(self, particle: str, word: str) -> str:
        """Set `de` or `que` before a word: `de Kira`, `d'Aria`."""
        joined = f"{particle[:-1]}'{word}" if _VOWEL.match(word) else f"{particle} {word}"
        return _like(particle, joined)


def variants(frame: str) -> tuple[str, ...]:
    """Return every frame that comes of taking one of each `[a|b]`; a frame without choices alone."""
    parts = _CHOICE.split(frame)
    choices = [_BETWEEN_CHOICES.split(part) if place % 2 else [part] for place, part in enumerate(parts)]
    return tuple(map("".join, product(*choices)))


def capital(text: str) -> str:
    """Begin the text with a capital."""
    return text[:1].upper() + text[1:]


def _like(model: str | None, text: str) -> str:
    return capital(text) if model and model[0].isupper() else text


def _gender(noun: str) -> str:
    return noun.rpartition(" ")[2]
