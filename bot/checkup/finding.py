"""What was found about one thing, in a line a person acts on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.i18n import N_, Sentence, translate

Verdict = Literal["well", "note", "wrong"]
MARKS: dict[Verdict, str] = {"well": "✓", "note": "–", "wrong": "✗"}
_LINE = N_("{mark} {name}: {sentence}")


class Sayable(Protocol):
    """A sentence that is said once the reader's language is known: a `Sentence` or a `SkaldError`."""

    def say(self, language: str) -> str:
        """Return it in a language."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing; a `note` is fine as it is, though one may want it otherwise.

    `name` is an English word that is translated, or the name of a setting or a provider, which is not.
    """

    name: str
    verdict: Verdict
    sentence: Sayable

    def say(self, language: str) -> str:
        """Return the line in a language."""
        name, mark = translate(self.name, language), MARKS[self.verdict]
        return translate(_LINE, language).format(mark=mark, name=name, sentence=self.sentence.say(language))


def well(name: str, sentence: str, /, **values: object) -> Finding:
    """Find that nothing is to be done."""
    return Finding(name, "well", Sentence(sentence, values))


def note(name: str, sentence: str, /, **values: object) -> Finding:
    """Find something that works and that one may want otherwise."""
    return Finding(name, "note", Sentence(sentence, values))


def wrong(name: str, sentence: str, /, **values: object) -> Finding:
    """Find something that has to be mended."""
    return Finding(name, "wrong", Sentence(sentence, values))
