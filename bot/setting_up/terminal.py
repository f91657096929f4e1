"""Ask a person at a terminal; what is secret is not shown while it is typed."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence

from bot.i18n import N_, translate

# Translators: what somebody may type who agrees, in lower case, separated by spaces; the first is the usual one.
_YES = N_("y yes")
_AGAIN = N_("Please type one of the numbers, or press Enter.")
_HIDDEN = N_("it is not shown")


class Terminal:
    """A person who reads a language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def say(self, sentence: str = "", **values: object) -> None:
        """Write a line."""
        sys.stdout.write(f"{translate(sentence, self._language).format(**values) if sentence else ''}\n")
        sys.stdout.flush()

    def ask(self, question: str, default: str = "", **values: object) -> str:
        """Ask for a line; Enter alone gives the default."""
        shown = f" [{default}]" if default else ""
        return input(f"{translate(question, self._language).format(**values)}{shown}: ").strip() or default

    def ask_secret(self, question: str, **values: object) -> str:
        """Ask for a line that is not shown; Enter alone gives nothing."""
        hidden = translate(_HIDDEN, self._language)
        return getpass.getpass(f"{translate(question, self._language).format(**values)} ({hidden}): ").strip()

    def agrees(self, question: str, *, default: bool, **values: object) -> bool:
        """Ask for yes or no; Enter alone gives the default."""
        usual = translate(_YES, self._language).split()
        asked = translate(question, self._language).format(**values)
        answer = input(f"{asked} [{usual[0].upper() if default else usual[0]}/{'n' if default else 'N'}]: ")
        answer = answer.strip().casefold()
        return default if not answer else answer in {*usual, "y", "yes"}

    def choose(self, question: str, options: Sequence[str]) -> str | None:
        """Ask for one of several by its number; Enter alone gives None."""
        for number, option in enumerate(options, start=1):
            sys.stdout.write(f"  {number}  {option}\n")
        while True:
            answer = self.ask(question)
            if not answer:
                return None
            if answer in options:
                return answer
            if answer.isdecimal() and 1 <= int(answer[:4]) <= len(options):
                return options[int(answer[:4]) - 1]
            self.say(_AGAIN)
