"""The catalogue file, Skald's own and an operator's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.llm import catalogue
from bot.llm.catalogue import BadCatalogue


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_origins_models_and_each_vendors_small_and_large_one_are_known() -> None:
    names = list(catalogue.load().models)
    for name in (
        "openai/gpt-4o",
        "openai/gpt-6-sol",
        "openai/gpt-6-luna",
        "anthropic/claude-sonnet-5-5",
        "anthropic/claude-haiku-5-5",
        "anthropic/claude-opus-5-5",
        "deepseek/deepseek-flash",
        "deepseek/deepseek-v4-pro",
        "ollama/mistral",
    ):
        assert name in names
    assert names[-1] == "offline/narrator"


def test_an_operator_adds_models_and_endpoints_and_replaces_what_is_known(tmp_path: Path) -> None:
    mine = written(
        tmp_path,
        """
        [[endpoints]]
        name = "studio"
        dialect = "openai"
        base_url = "http://localhost:1234/v1/"
        api_key_env = "STUDIO_KEY"

        [[models]]
        provider = "studio"
        id = "qwen3-30b"
        label = "Qwen 3"
        tools = false

        [[models]]
        provider = "openai"
        id = "gpt-4o"
        label = "The old one"
        retires = 2027-01-14
        """,
    )
    known = catalogue.load(mine)
    assert known.endpoints["studio"].base_url == "http://localhost:1234/v1"
    assert known.models["studio/qwen3-30b"].tools is False
    assert known.models["studio/qwen3-30b"].family == "qwen3-30b"
    assert known.models["openai/gpt-4o"].label == "The old one"
    assert known.models["openai/gpt-4o"].retires == date(2027, 1, 14)
    assert list(known.models)[-1] == "offline/narrator"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[models]\n", "mine.toml: this is not TOML:"),
        (b"\xff\xfe", "mine.toml: this file is not UTF-8 text"),
        ('[[models]]\nprovider = "openai"\nid = "a"\n', "mine.toml, model 1 (a), label: Field required"),
        (
            '[[models]]\nprovider = "openai"\nid = "a"\nlabel = "A"\ncontext = "big"\n',
            "mine.toml, model 1 (a), context: ",
        ),
        ('[[models]]\nprovider = "openai"\nid = "a"\nlabel = "A"\nprice = 3\n', "mine.toml, model 1 (a), price: "),
        ('[[models]]\nprovider = "moon"\nid = "a"\nlabel = "A"\n', "model 1 (a): there is no endpoint 'moon'"),
        (
            '[[endpoints]]\nname = "x"\ndialect = "klingon"\nbase_url = "http://x"\n',
            "mine.toml, endpoint 1 (x), dialect: ",
        ),
        ('[[endpoints]]\nname = "x"\ndialect = "openai"\nbase_url = "x"\n', "mine.toml, endpoint 1 (x), base_url: "),
        (
            '[[endpoints]]\nname = "openai"\ndialect = "openai"\nbase_url = "http://x"\n',
            "endpoint 1: the name 'openai' is taken",
        ),
        ("models = 3\n", "mine.toml, models: "),
        ("models = [3]\n", "mine.toml, model 1"),
        ("colour = 'red'\n", "mine.toml, colour: "),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(BadCatalogue) as caught:
        catalogue.load(written(tmp_path, text))
    assert told in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"nowhere\.toml: this file cannot be read \(No such file"):
        catalogue.load(tmp_path / "nowhere.toml")
