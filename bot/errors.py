"""Failures that are expected, each with the sentence its reader acts on."""

from __future__ import annotations

from typing import ClassVar, cast

from bot.i18n import DEFAULT_LANGUAGE, N_, Sentence, translate


class SkaldError(Exception):
    """An expected failure that carries the sentence a person reads.

    Subclasses set `sentence` (English, marked with `N_`, with `{named}` places) and pass the values by name; a tuple
    is a list of names that are translated as well, and a `Sentence` is said in the reader's language.
    """

    sentence: ClassVar[str] = N_("That did not work.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.say(DEFAULT_LANGUAGE))

    def say(self, language: str) -> str:
        """Return the sentence in the reader's language."""
        values = {name: _listed(value, language) for name, value in self.values.items()}
        return translate(self.sentence, language).format(**values)


def _listed(value: object, language: str) -> object:
    if isinstance(value, Sentence):
        return value.say(language)
    if not isinstance(value, tuple):
        return value
    return ", ".join(translate(str(name), language) for name in cast("tuple[object, ...]", value))


class OperatorError(SkaldError):
    """A failure that only whoever runs the bot can mend; it ends a command line with status 1."""
