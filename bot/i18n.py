"""Say things in the reader's language."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "fr")
DEFAULT_LANGUAGE = "en"


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for a string that is translated later)
    """Mark a sentence for translation and leave it as it is."""
    return message


@cache
def _catalogue(language: str) -> NullTranslations | GNUTranslations:
    return translation("skald", LOCALES, languages=[language], fallback=True)


def language_of(locale: str | None) -> str:
    """Name the language Skald speaks for a Discord or POSIX locale (`fr`, `en-US`); English when unknown."""
    short = (locale or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else DEFAULT_LANGUAGE


def translate(message: str, language: str) -> str:
    """Return the sentence in a language, in English where it is not translated."""
    return _catalogue(language).gettext(message)
