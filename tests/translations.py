"""Collect everything Skald says from its sources and its commands, and keep the catalogues of translations current.

`python -m tests.translations` (`make locales`) writes new sentences into each catalogue, takes those that nobody says
any more out, compiles it, and names what has to be translated by hand.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import discord
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from discord import app_commands

from bot import __version__
from bot.bootstrap import Services
from bot.client import EXTENSIONS, SkaldBot
from bot.config import Settings
from bot.i18n import DEFAULT_LANGUAGE, LOCALES
from bot.llm.catalogue import load
from bot.output import while_read

HOME = Path(__file__).parent.parent
SOURCES = ("bot", "cogs")
# A Label holds its French itself; its English stands in the catalogues for every other language.
KEYWORDS = {"N_": None, "translate": None, "NN_": (1, 2), "Label": (1,)}
LABELS = {"Label": (1, 2)}
COMMENTS = ("Translators:",)
TRANSLATED = tuple(sorted({path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/skald.po")} - {DEFAULT_LANGUAGE}))

Words = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


class _NoServices:
    """Stands where the cogs keep their services; nothing is asked of them here."""

    def __getattr__(self, name: str) -> _NoServices:
        return self


async def load_commands() -> list[Words]:
    """Load every extension as the bot does, and return the top of its command tree."""
    bot = SkaldBot(Settings(discord_token=None))
    bot.services = cast("Services", _NoServices())
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    return [
        command
        for kind in (discord.AppCommandType.chat_input, discord.AppCommandType.message, discord.AppCommandType.user)
        for command in bot.tree.get_commands(type=kind)
    ]


def typed(commands: list[Words]) -> Iterator[app_commands.Command[Any, ..., Any]]:
    """Walk over the commands that a person can type."""
    for command in commands:
        if isinstance(command, app_commands.Group):
            yield from typed(cast("list[Words]", command.commands))
        elif isinstance(command, app_commands.Command):
            yield command


def command_strings(commands: list[Words]) -> Iterator[tuple[str, str, bool]]:
    """Walk over (where, string, whether it is a name) of commands, their groups and their options."""
    for command in commands:
        if isinstance(command, app_commands.ContextMenu):
            yield f"the menu {command.name!r}", command.name, False
            continue
        where = f"/{command.qualified_name}"
        yield where, command.name, True
        yield where, command.description, False
        if isinstance(command, app_commands.Group):
            yield from command_strings(cast("list[Words]", command.commands))
            continue
        for parameter in command.parameters:
            yield f"{where} {parameter.display_name}", str(parameter.display_name), True
            yield f"{where} {parameter.display_name}", str(parameter.description), False


def everything_said() -> Catalog:
    """Return a template with every sentence marked in the sources, and every name and description of a command."""
    template = Catalog(project="Skald", charset="utf-8")
    for folder in SOURCES:
        found = extract_from_dir(
            HOME / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=COMMENTS, strip_comment_tags=True
        )
        for file, line, message, comments, _context in found:
            template.add(message, locations=[(f"{folder}/{file}", line)], auto_comments=comments)
    for card in load().models.values():
        # A name is the same in every language; what is not only a name has words in brackets.
        if "(" in card.label:
            template.add(card.label, auto_comments=[f"the model {card.name}"])
    for where, string, _ in command_strings(asyncio.run(load_commands())):
        template.add(string, auto_comments=[where])
    return template


def labels() -> dict[str, str]:
    """Map the English of every term of the rules to the French that stands beside it in the sources."""
    # Taking a file apart costs far more than looking into it.
    files = [file for folder in SOURCES for file in (HOME / folder).rglob("*.py") if b"Label(" in file.read_bytes()]
    found = [message for file in files for _, message, _, _ in extract_from_file("python", file, keywords=LABELS)]
    return {message[0]: message[1] for message in found if isinstance(message, tuple)}


def path_of(language: str) -> Path:
    """Return where a language's catalogue is kept."""
    return LOCALES / language / "LC_MESSAGES" / "skald.po"


def read(language: str) -> Catalog:
    """Read a language's catalogue."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def compiled(catalogue: Catalog) -> bytes:
    """Return what `gettext` reads of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def renew(language: str, template: Catalog) -> list[str]:
    """Bring a catalogue in line with what is said now; returns what has no translation yet."""
    catalogue = read(language)
    # A date that changes with every run would be noise in every review.
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    if language == "fr":
        _fill_in(catalogue, labels())
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "Skald", __version__, ""
    path = path_of(language)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return [english(message) for message in catalogue if message.id and not confirmed(message)]


def _fill_in(catalogue: Catalog, known: dict[str, str]) -> None:
    """Take what is known already for what nobody translated by hand."""
    for message in catalogue:
        if message.id in known and not message.string:
            message.string = known[english(message)]


def english(message: Message) -> str:
    """Return a sentence as it stands in the source; of one that counts, the form for one."""
    return str(message.id) if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """Return the forms of a translation: one, or as many as the language has plurals."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def confirmed(message: Message) -> bool:
    """Tell whether a person translated a sentence, in all of its forms."""
    return not message.fuzzy and bool(message.string) and all(forms(message))


@while_read()
def main() -> int:
    template = everything_said()
    missing = {language: renew(language, template) for language in TRANSLATED}
    for language, sentences in missing.items():
        for sentence in sentences:
            sys.stdout.write(f"{path_of(language).relative_to(HOME)}: not translated: {sentence}\n")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
