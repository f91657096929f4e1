"""Say things in the reader's language: each folder of `bot/locales` with a catalogue in it is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DEFAULT_LANGUAGE = "en"

Forms = tuple[str, str]
"""A sentence about one and about several, as English has them."""


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for a string that is translated later)
    """Mark a sentence for translation and leave it as it is."""
    return message


def NN_(one: str, many: str) -> Forms:  # noqa: N802 (as above)
    """Mark a sentence that counts something as `{n}`: about one, and about several."""
    return one, many


# Translators: the name of this language in itself, as its speakers look for it in a list.
OWN_NAME = N_("English")

# Translators: how your language writes this number; keep its digits, change its two marks.
_NUMBER = N_("1,234.5")
# Translators: a part of a whole, in percent.
_PERCENT = N_("{n}%")
# Translators: an amount of US dollars.
_DOLLARS = N_("${n}")


def languages() -> tuple[str, ...]:
    """List the languages Skald speaks, English first."""
    return _found(LOCALES)


@cache
def _found(folder: Path) -> tuple[str, ...]:
    compiled = folder.glob("*/LC_MESSAGES/skald.mo")
    return (DEFAULT_LANGUAGE, *sorted({path.parts[-3] for path in compiled} - {DEFAULT_LANGUAGE}))


def language_names() -> dict[str, str]:
    """Map each language to the name it has for itself."""
    own = {language: translate(OWN_NAME, language) for language in languages()}
    return {language: language if name == OWN_NAME and language != "en" else name for language, name in own.items()}


@cache
def _catalogue(folder: Path, language: str) -> NullTranslations | GNUTranslations:
    return translation("skald", folder, languages=[language], fallback=True)


def spoken(locale: str | None) -> str | None:
    """Name the language for a Discord or POSIX locale (`fr`, `pt-BR`, `en_US.UTF-8`); None when Skald lacks it."""
    tag = (locale or "").split(".")[0].replace("_", "-").lower()
    known = {language.replace("_", "-").lower(): language for language in languages()}
    return known.get(tag) or known.get(tag.split("-")[0])


def language_of(locale: str | None) -> str:
    """Name the language Skald speaks for a Discord or POSIX locale (`fr`, `en-US`); English when unknown."""
    return spoken(locale) or DEFAULT_LANGUAGE


def translate(message: str, language: str) -> str:
    """Return the sentence in a language, in English where it is not translated."""
    return _catalogue(LOCALES, language).gettext(message)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the values in its `{named}` places, for whoever does not know yet which language is read."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])

    def say(self, language: str) -> str:
        """Return it in a language; a value that is a sentence is said in it too."""
        said = {name: one.say(language) if isinstance(one, Sentence) else one for name, one in self.values.items()}
        told = translate(self.text, language)
        # Without places it is somebody's own text, such as a label, and a brace in it is only a brace.
        return told.format(**said) if said else told

    def __str__(self) -> str:
        return self.say(DEFAULT_LANGUAGE)


def plural(forms: Forms, n: int, language: str) -> str:
    """Return the form of a sentence for a number, by the rules of a language: French counts 0 as one."""
    return _catalogue(LOCALES, language).ngettext(*forms, n)


def written(number: str, language: str) -> str:
    """Return a number as written in English, such as `1,200.5`, with the marks of a language."""
    thousands, decimal = _marks(translate(_NUMBER, language))
    return number.translate({ord(","): thousands, ord("."): decimal})


@cache
def _marks(example: str) -> tuple[str, str]:
    marks = re.fullmatch(r"1(\D?)234(\D)5", example)
    return (marks[1], marks[2]) if marks else (",", ".")


def percent(number: str, language: str) -> str:
    """Write a part of a whole in percent: `83%`."""
    return translate(_PERCENT, language).format(n=written(number, language))


def dollars(number: str, language: str) -> str:
    """Write an amount of US dollars: `$1,200.50`."""
    return translate(_DOLLARS, language).format(n=written(number, language))
