"""A game term in the languages of the table."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import translate


@dataclass(frozen=True, slots=True)
class Label:
    """A term of the rules as the published translations have it."""

    en: str
    fr: str

    def say(self, language: str) -> str:
        """Return the term in a language, in English where it is not known."""
        if language == "en":
            return self.en
        return self.fr if language == "fr" else translate(self.en, language)
