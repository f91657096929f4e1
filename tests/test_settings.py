from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import config
from bot.config import BadSettings, Settings
from bot.storage.engine import parse
from playground.binding import HOST, PHRASE

HOME = Path(__file__).parent.parent
EXAMPLE = (HOME / ".env.example").read_text(encoding="utf-8")
OFFERED = {match[1]: match[2] for match in re.finditer(r"^#? ?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE)}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_the_example_explains_every_setting_and_nothing_else() -> None:
    # The page without a token is a program of its own, with two of its own.
    assert set(OFFERED) == {name.upper() for name in Settings.model_fields} | {HOST, PHRASE}


def test_the_example_shows_the_defaults() -> None:
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
        assert OFFERED[name.upper()] == shown, name


def test_each_setting_of_the_example_has_words_before_it() -> None:
    for block in EXAMPLE.split("\n\n"):
        lines = block.strip().splitlines()
        names = [line for line in lines if re.match(r"#? ?[A-Z_]+=", line)]
        keys = [name for name in names if "_KEY=" in name or "_URL=" in name]
        assert len(names) < len(lines) or names == keys, f"these stand without a word: {names}"


def test_the_example_itself_is_a_good_env_file(env_file: Path) -> None:
    env_file.write_text(EXAMPLE)
    assert config.load(env_file) == Settings()


def test_the_example_with_every_line_in_use_is_good_too(env_file: Path) -> None:
    env_file.write_text("".join(f"{name}={value}\n" for name, value in OFFERED.items()))
    assert config.load(env_file) == Settings()


def test_the_file_is_read_and_the_environment_wins_over_it(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("MAX_TOKENS=200\nAPI_TIMEOUT=7.5\nlog_level=debug\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("MAX_TOKENS", "300")
    settings = config.load(env_file)
    assert (settings.max_tokens, settings.api_timeout, settings.log_level) == (300, 7.5, "DEBUG")


def test_an_empty_value_counts_as_not_set(env_file: Path) -> None:
    env_file.write_text("DISCORD_TOKEN=\nDISCORD_API_URL=\nDATABASE_URL=\nOPENAI_API_KEY=\nMAX_TOKENS=\n")
    assert config.load(env_file) == Settings()


def test_no_file_at_all_is_fine(tmp_path: Path) -> None:
    assert config.load(tmp_path / "nowhere" / ".env") == Settings()


@pytest.mark.parametrize("damage", ["this is not a setting at all", "=value", "NAME='no end", "MAX_TOKENS 200"])
def test_a_damaged_line_is_named(env_file: Path, damage: str) -> None:
    env_file.write_text(f"# a comment\nMAX_TOKENS=200\n{damage}\n")
    with pytest.raises(BadSettings) as caught:
        config.load(env_file)
    assert "line 3" in str(caught.value)
    assert ".env.example" in str(caught.value)


def test_a_file_that_is_not_text_says_so(env_file: Path) -> None:
    env_file.write_bytes(b"DISCORD_TOKEN=\xff\xfe\x00abc\n")
    with pytest.raises(BadSettings, match="not UTF-8 text"):
        config.load(env_file)


def test_a_file_that_is_a_folder_says_that_it_cannot_be_read(env_file: Path) -> None:
    env_file.mkdir()
    with pytest.raises(BadSettings, match="cannot be read"):
        config.load(env_file)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("MAX_TOKENS=a lot", "whole number"),
        ("MAX_TOKENS=10", "50"),
        ("API_TIMEOUT=0", "greater than 0"),
        ("API_TIMEOUT=nan", "API_TIMEOUT"),
        ("PROMPT_CHARS=10", "40000"),
        ("LOG_LEVEL=LOUD", "'WARNING'"),
        ("LOG_FORMAT=xml", "'json'"),
        ("DISCORD_API_URL=discord.com/api", "http:// or https://"),
        ("OPENAI_BASE_URL=localhost:8000", "http:// or https://"),
        ("ANTHROPIC_BASE_URL=ftp://host", "http:// or https://"),
    ],
)
def test_a_wrong_value_names_its_setting_and_what_is_right(env_file: Path, line: str, hint: str) -> None:
    env_file.write_text(f"{line}\n")
    with pytest.raises(BadSettings) as caught:
        config.load(env_file)
    assert str(caught.value).startswith(line.split("=")[0])
    assert hint in str(caught.value)


def test_a_wrong_value_is_not_repeated_because_it_may_be_a_key_in_the_wrong_line(env_file: Path) -> None:
    env_file.write_text("OPENAI_BASE_URL=sk-live-0123456789abcdef\n")
    with pytest.raises(BadSettings) as caught:
        config.load(env_file)
    assert "sk-live" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "sqlite+aiosqlite:///somewhere/skald.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("sqlite:////srv/s.db", "sqlite+aiosqlite:////srv/s.db"),
    ],
)
def test_the_database_has_its_driver_whatever_way_it_was_written(given: str | None, expected: str) -> None:
    url = parse(Settings(database_url=given, data_dir=Path("somewhere")).database)
    assert url.render_as_string(hide_password=False) == expected


def test_a_slash_at_the_end_of_an_address_does_not_matter() -> None:
    assert Settings(discord_api_url="http://127.0.0.1:1/api/v10/").discord_api_url == "http://127.0.0.1:1/api/v10"


def test_every_key_and_token_counts_as_a_secret_and_none_shows_itself() -> None:
    secrets = {
        name: SecretStr(f"hush-hush-hush-{name}")
        for name in Settings.model_fields
        if name.endswith(("_key", "_token")) or name == "redis_url"
    }
    settings = Settings(**secrets)  # pyright: ignore[reportArgumentType]
    assert sorted(settings.secrets()) == sorted(secret.get_secret_value() for secret in secrets.values())
    assert len(secrets) >= 7
    assert "hush" not in repr(settings)
    assert "hush" not in str(settings)
