from __future__ import annotations

import importlib
import pkgutil
import re
import string
from typing import Any

import discord
import pytest
from babel.messages.catalog import Catalog
from discord import app_commands

import bot
from bot.errors import SkaldError
from bot.i18n import translate
from bot.ui.translator import CatalogueTranslator
from tests.translations import (
    TRANSLATED,
    Words,
    command_strings,
    compiled,
    confirmed,
    english,
    everything_said,
    forms,
    load_commands,
    path_of,
    read,
    typed,
)

RENEW = "run `make locales` and translate what it names"
NAME = re.compile(r"[-_'\w]{1,32}")
DESCRIPTION_LENGTH = 100
MENU_LENGTH = 32


@pytest.fixture(scope="module")
def said() -> Catalog:
    return everything_said()


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def catalogue(language: str) -> Catalog:
    return read(language)


def _ids(catalogue: Catalog) -> set[str]:
    return {english(message) for message in catalogue if message.id}


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _all_errors(kind: type[SkaldError] = SkaldError) -> set[type[SkaldError]]:
    return {kind}.union(*(_all_errors(below) for below in kind.__subclasses__()))


def test_every_sentence_has_a_translation_that_a_person_confirmed(said: Catalog, catalogue: Catalog) -> None:
    good = {english(message) for message in catalogue if message.id and confirmed(message)}
    missing = _ids(said) - good
    assert not missing, f"{RENEW}; without translation: {sorted(missing)}"


def test_no_translation_is_left_of_what_nobody_says_any_more(said: Catalog, catalogue: Catalog) -> None:
    left = _ids(catalogue) - _ids(said)
    assert not left, f"{RENEW}; nobody says these any more: {sorted(left)}"
    assert not catalogue.obsolete


def test_every_translation_has_the_places_of_its_sentence(catalogue: Catalog) -> None:
    wrong = [
        english(message)
        for message in catalogue
        if message.id and any(_places(form) != _places(english(message)) for form in forms(message) if form)
    ]
    assert not wrong, f"these have other {{places}} than their translation: {wrong}"


def test_every_sentence_that_counts_has_all_the_forms_of_its_language(said: Catalog, catalogue: Catalog) -> None:
    counting = {english(message) for message in said if message.pluralizable}
    assert counting == {english(message) for message in catalogue if message.pluralizable}
    wrong = [
        english(message)
        for message in catalogue
        if message.pluralizable and len(forms(message)) != catalogue.num_plurals
    ]
    assert not wrong, f"these want {catalogue.num_plurals} forms: {wrong}"
    assert all("n" in _places(sentence) for sentence in counting)


def test_the_compiled_catalogue_is_what_the_written_one_says(language: str, catalogue: Catalog) -> None:
    assert path_of(language).with_suffix(".mo").read_bytes() == compiled(catalogue), RENEW


def test_every_error_has_a_sentence_that_is_marked_for_translation(said: Catalog) -> None:
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {kind for kind in _all_errors() if kind.__module__.split(".")[0] in ("bot", "cogs")}
    unmarked = {kind.__qualname__: kind.sentence for kind in ours if kind.sentence not in _ids(said)}
    assert len(ours) > 30
    assert not unmarked, f"mark these with N_: {unmarked}"


def test_french_has_its_spaces_before_two_part_punctuation() -> None:
    plain = [
        form
        for message in read("fr")
        if message.id
        for form in forms(message)
        if re.search(r"[^\u00a0\u202f\W][;?!»]|(?<![\u00a0\u202f]) [:;?!»]|« ", form)
    ]
    assert not plain, f"these want a no-break space: {plain}"


async def test_a_sentence_calls_a_command_as_discord_does_in_its_language(language: str, catalogue: Catalog) -> None:
    whole = [command.qualified_name.split() for command in typed(await load_commands())]
    names = {" ".join(words[:length]) for words in whole for length in range(1, len(words) + 1)}
    called = {name: " ".join(translate(word, language) for word in name.split()) for name in names}
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    command = re.compile(rf"(?<![\w/<.}}])/({longest_first})(?![\w-])")
    any_command = re.compile(r"(?<![\w/<.}])/([^\W\d][-\w]*)")
    naming = [message for message in catalogue if message.id and command.search(english(message))]
    assert len(naming) > 100
    wrong = [
        form
        for message in naming
        for form in filter(None, forms(message))
        if any(f"/{called[name]}" not in form for name in command.findall(english(message)))
    ]
    assert not wrong, f"these do not call a command by its translated name: {wrong}"
    heads = {name: {words.split()[0] for words in of} for name, of in (("en", names), (language, called.values()))}
    gone = [
        sentence
        for message in catalogue
        if message.id
        for spoken, said in (("en", [english(message)]), (language, forms(message)))
        for sentence in said
        if not heads[spoken].issuperset(any_command.findall(sentence))
    ]
    assert not gone, f"these name a command that is not there: {gone}"


async def test_every_command_and_option_is_described_and_translated_validly(language: str) -> None:
    commands = await load_commands()
    assert {command.name for command in commands} >= {"campaign", "character", "act", "roll", "help", "Retell"}
    for menu in (command for command in commands if isinstance(command, app_commands.ContextMenu)):
        assert 1 <= len(translate(menu.name, language)) <= MENU_LENGTH, menu.name
    for where, words, is_name in command_strings(commands):
        translated = translate(words, language)
        if is_name:
            assert NAME.fullmatch(translated), f"{where}: {translated!r} cannot be a name on Discord"
            assert translated == translated.lower(), where
        else:
            assert words != "…", f"{where} has no description"
            assert 1 <= len(translated) <= DESCRIPTION_LENGTH, f"{where}: {translated!r} is too long"
            assert translated != words, f"{where} is not translated"


async def test_no_two_commands_or_options_share_a_translated_name(language: str) -> None:
    def check(siblings: list[Words]) -> None:
        names = [translate(command.name, language) for command in siblings]
        assert len(set(names)) == len(names), names
        for command in siblings:
            if isinstance(command, app_commands.Group):
                check(list(command.commands))
            elif isinstance(command, app_commands.Command):
                options = [translate(str(option.display_name), language) for option in command.parameters]
                assert len(set(options)) == len(options), options

    check(await load_commands())


async def test_discord_is_given_the_french_names_and_descriptions() -> None:
    campaign = next(command for command in await load_commands() if command.name == "campaign")
    payload = await _payload(campaign)
    assert payload["name_localizations"] == {"fr": "campagne"}
    create = next(option for option in payload["options"] if option["name"] == "create")
    assert create["name_localizations"] == {"fr": "créer"}
    named = {option["name"]: option.get("name_localizations") for option in create["options"]}
    assert named.items() >= {"name": {"fr": "nom"}, "language": {"fr": "langue"}}.items()
    assert all(option["description_localizations"]["fr"] for option in create["options"])


async def test_a_name_that_is_the_same_in_french_gets_no_localisation() -> None:
    act = next(command for command in await load_commands() if command.name == "act")
    (action,) = (await _payload(act))["options"]
    assert action["name"] == "action"
    assert not action.get("name_localizations")


def test_an_unknown_language_hears_english() -> None:
    assert translate("That did not work.", "tlh") == "That did not work."


async def _payload(command: Words) -> dict[str, Any]:
    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    await tree.set_translator(CatalogueTranslator())
    translator = tree.translator
    assert translator is not None
    return await command.get_translated_payload(tree, translator)
