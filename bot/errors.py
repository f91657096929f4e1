"""Failures that are expected, each with the sentence its reader acts on."""

from __future__ import annotations

from typing import ClassVar

from bot.i18n import DEFAULT_LANGUAGE, N_, translate


class SkaldError(Exception):
    """An expected failure that carries the sentence a person reads.

    Subclasses set `sentence` (English, marked with `N_`, with `{named}` places) and pass the values by name.
    """

    sentence: ClassVar[str] = N_("That did not work.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.say(DEFAULT_LANGUAGE))

    def say(self, language: str) -> str:
        """Return the sentence in the reader's language."""
        return translate(self.sentence, language).format(**self.values)


class OperatorError(SkaldError):
    """A failure that only whoever runs the bot can mend; it ends a command line with status 1."""
