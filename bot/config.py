"""Read the settings an operator chose, and say in one sentence what is wrong with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final, Literal

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.errors import OperatorError
from bot.i18n import N_, Sentence

SECRET_KEY_LENGTH = 16


class BadSettings(OperatorError):
    sentence = N_("{where}: {what}")


class Settings(BaseModel, frozen=True):
    """Every setting; `.env.example` explains each."""

    discord_token: SecretStr | None = None
    discord_api_url: str | None = None
    database_url: str | None = None
    data_dir: Path = Path("data")
    redis_url: SecretStr | None = None

    openai_api_key: SecretStr | None = None
    openai_base_url: str = "https://api.openai.com/v1"
    anthropic_api_key: SecretStr | None = None
    anthropic_base_url: str = "https://api.anthropic.com"
    deepseek_api_key: SecretStr | None = None
    deepseek_base_url: str = "https://api.deepseek.com"
    ollama_base_url: str = "http://localhost:11434/v1"
    default_model: str | None = None
    model_catalogue: Path | None = None

    secret_key: SecretStr | None = None
    cache_ttl: float = Field(default=300.0, ge=0, le=604_800)
    metrics_port: int | None = Field(default=None, ge=0, le=65_535)
    metrics_host: str = "127.0.0.1"

    api_timeout: float = Field(default=30.0, gt=0, le=600)
    max_tokens: int = Field(default=1000, ge=50, le=32_000)
    narrator_pace: float = Field(default=0.03, ge=0, le=1)
    prompt_chars: int = Field(default=64_000, ge=40_000, le=2_000_000)

    image_model: str = "gpt-image-2.5-flare"
    image_quality: Literal["low", "medium", "high"] = "low"
    image_base_url: str | None = None
    image_api_key: SecretStr | None = None
    images_per_day: int = Field(default=4, ge=0, le=1000)

    session_timeout: int = Field(default=3600, ge=60, le=604_800)
    max_login_attempts: int = Field(default=5, ge=1, le=100)
    lockout_seconds: int = Field(default=900, ge=1, le=604_800)

    turns_per_minute: int = Field(default=20, ge=1, le=10_000)
    server_turns_per_minute: int = Field(default=120, ge=1, le=100_000)

    raw_days: int = Field(default=400, ge=35, le=36_500)
    operator_server: int | None = None
    backups_kept: int = Field(default=7, ge=0, le=365)

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    traces: Path | None = None

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SECRET_KEY_LENGTH:
            raise PydanticCustomError("too_short", "{least}", {"least": SECRET_KEY_LENGTH})
        return value

    @field_validator(
        "discord_api_url",
        "openai_base_url",
        "anthropic_base_url",
        "deepseek_base_url",
        "ollama_base_url",
        "image_base_url",
    )
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise PydanticCustomError("no_address", "no address")
        return value.rstrip("/") if value else value

    @property
    def database(self) -> str:
        """The database's URL: `DATABASE_URL` as it was written, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'skald.db'}"

    def secrets(self) -> list[str]:
        """List every value that must never be written down."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def load(env_file: Path = Path(".env"), **given: str) -> Settings:
    """Read the settings: those `given` (by their names in lower case), the environment's, those in the file.

    Names are of either case, and an empty value is as good as none. Raises `BadSettings` naming what is at fault.
    """
    written: dict[str, str | None] = {}
    if env_file.exists():
        _check_lines(env_file)
        written = dotenv_values(env_file)
    found = {name.lower(): value for source in (written, os.environ) for name, value in source.items() if value}
    try:
        return Settings.model_validate({**found, **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise BadSettings(where=name, what=_explained(first)) from None


def program() -> str:
    """Return what somebody types to start this program again, as it was started."""
    return "skald" if Path(sys.argv[0]).stem == "skald" else "python -m bot"


def secret_names() -> list[str]:
    """Name the settings whose value must never be written down."""
    kinds = Settings.model_fields.items()
    return [name.upper() for name, field in kinds if "SecretStr" in str(field.annotation)]


_FAULTS: Final = {
    "int_parsing": N_("it has to be a whole number"),
    "int_type": N_("it has to be a whole number"),
    "int_from_float": N_("it has to be a whole number"),
    "float_parsing": N_("it has to be a number"),
    "greater_than": N_("it has to be greater than {gt}"),
    "greater_than_equal": N_("it has to be at least {ge}"),
    "less_than_equal": N_("it may be {le} at most"),
    "too_short": N_("it needs at least {least} characters, for example what `openssl rand -hex 32` gives"),
    "no_address": N_("an address begins with http:// or https://"),
    "literal_error": N_("it has to be one of {expected}"),
}


def _explained(error: ErrorDetails) -> Sentence:
    """Say what is wrong with a value in words that are translated; pydantic's own for what is not expected."""
    known = _FAULTS.get(error["type"])
    if known is None:
        return Sentence("{what}", {"what": error["msg"].removeprefix("Value error, ")})
    # pydantic joins the last two with an English word.
    return Sentence(known, {name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()})


def _check_lines(env_file: Path) -> None:
    try:
        with env_file.open(encoding="utf-8") as file:
            for binding in parse_stream(file):
                if binding.error:
                    what = Sentence(N_("this line is not NAME=value; compare it with .env.example"))
                    where = Sentence(N_("{file}, line {line}"), {"file": env_file, "line": binding.original.line})
                    raise BadSettings(where=where, what=what)
    except UnicodeDecodeError:
        what = Sentence(N_("this file is not UTF-8 text; write it anew from .env.example"))
        raise BadSettings(where=env_file, what=what) from None
    except OSError as error:
        what = Sentence(N_("this file cannot be read ({what})"), {"what": error.strerror})
        raise BadSettings(where=env_file, what=what) from None
