"""Words in the language of their reader, whichever languages there are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.label import Label
from bot.errors import SkaldError
from bot.i18n import N_, NN_, language_names, language_of, languages, plural, spoken, translate
from bot.ui.figures import count, decimal, dollars, share
from tests.catalogues import speak

APPLES = NN_("{n} apple", "{n} apples")


class _Locked(SkaldError):
    sentence = N_("The door is locked.")


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let Skald speak a little of a language with three plurals."""
    words: dict[str | tuple[str, str], str | tuple[str, ...]] = {
        "English": "Polski",
        "The door is locked.": "Drzwi są zamknięte.",
        "dwarf": "krasnolud",
        APPLES: ("{n} jabłko", "{n} jabłka", "{n} jabłek"),
    }
    monkeypatch.setattr("bot.i18n.LOCALES", speak(tmp_path, "pl", words))
    return "pl"


def test_a_folder_with_a_catalogue_is_a_language_with_a_name_of_its_own(polish: str) -> None:
    assert languages() == ("en", "fr", polish)
    assert language_names()[polish] == "Polski"
    assert language_names()["en"] == "English"


def test_without_the_folder_there_is_no_such_language() -> None:
    assert "pl" not in languages()
    assert language_of("pl") == "en"
    assert spoken("pl") is None


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("en-GB", "en"), ("fr", "fr"), ("fr_CA.UTF-8", "fr"), ("zh-CN", "en"), ("", "en"), (None, "en")],
)
def test_a_locale_of_discord_or_of_the_system_names_a_language(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


def test_a_language_of_one_country_only_is_found_by_its_locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.i18n.LOCALES", speak(tmp_path, "pt_BR", {"English": "Português do Brasil"}))
    assert language_of("pt-BR") == "pt_BR"
    assert language_of("pt-PT") == "en"
    assert language_names()["pt_BR"] == "Português do Brasil"


def test_what_a_language_does_not_say_is_said_in_english(polish: str) -> None:
    assert translate("The door is locked.", polish) == "Drzwi są zamknięte."
    assert _Locked().say(polish) == "Drzwi są zamknięte."
    assert translate("That did not work.", polish) == "That did not work."
    assert Label("dwarf", "nain").say(polish) == "krasnolud"
    assert Label("elf", "elfe").say(polish) == "elf"
    assert [Label("elf", "elfe").say(language) for language in ("en", "fr")] == ["elf", "elfe"]


@pytest.mark.parametrize(("n", "said"), [(1, "1 jabłko"), (3, "3 jabłka"), (5, "5 jabłek"), (0, "0 jabłek")])
def test_a_language_counts_by_its_own_plurals(polish: str, n: int, said: str) -> None:
    assert plural(APPLES, n, polish).format(n=n) == said


def test_numbers_shares_and_dollars_are_written_as_a_language_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: dict[str | tuple[str, str], str | tuple[str, ...]] = {
        "1,234.5": "1.234,5", "{n}%": "{n} %", "${n}": "{n} $",
    }  # fmt: skip
    monkeypatch.setattr("bot.i18n.LOCALES", speak(tmp_path, "de", words))
    assert [count(1_234_567, language) for language in ("de", "en")] == ["1.234.567", "1,234,567"]
    assert [decimal(0.5, language) for language in ("de", "en")] == ["0,5", "0.5"]
    assert [share(1, 3, language) for language in ("de", "en")] == ["33 %", "33%"]
    assert [dollars(Decimal("1234.5"), language) for language in ("de", "en")] == ["1.234,50 $", "$1,234.50"]


def test_a_number_that_is_translated_to_nonsense_is_written_as_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.i18n.LOCALES", speak(tmp_path, "de", {"1,234.5": "viel"}))
    assert count(1_234, "de") == "1,234"


@pytest.mark.parametrize(("n", "said"), [(0, "0 apples"), (1, "1 apple"), (2, "2 apples")])
def test_english_counts_one_as_one(n: int, said: str) -> None:
    assert plural(APPLES, n, "en").format(n=n) == said


def test_french_counts_none_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locales = speak(tmp_path, "fr_CA", {APPLES: ("{n} pomme", "{n} pommes")})
    monkeypatch.setattr("bot.i18n.LOCALES", locales)
    assert [plural(APPLES, n, "fr_CA").format(n=n) for n in (0, 1, 2)] == ["0 pomme", "1 pomme", "2 pommes"]
