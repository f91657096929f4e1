"""Every model of the catalogue, and why it is not at a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from benchmarks.model_server import ModelServer
from bot.config import Settings
from bot.llm.keyring import Keyring
from bot.llm.models import Models

SILENT = "http://127.0.0.1:9/v1"
OWN = """
[[models]]
provider = "openai"
id = "gpt-of-old"
label = "GPT of old"
retires = 2020-01-01

[[models]]
provider = "ollama"
id = "llama-9"
label = "Llama 9"
"""


def settings(tmp_path: Path, **other: Any) -> Settings:
    own = tmp_path / "models.toml"
    own.write_text(OWN, encoding="utf-8")
    values: dict[str, Any] = {
        "model_catalogue": own,
        "ollama_base_url": SILENT,
        "openai_api_key": SecretStr("sk-loopback-key"),
    }
    return Settings.model_construct(**(values | other))


async def reasons(models: Models, guild_id: int | None = None) -> dict[str, str | None]:
    try:
        return {card.name: absent for card, absent in await models.roster(guild_id)}
    finally:
        await models.close()


async def test_each_model_is_there_or_says_why_not(tmp_path: Path) -> None:
    found = await reasons(Models(settings(tmp_path), environ={}, today=lambda: date(2026, 11, 20)))
    assert found["openai/gpt-4o"] is None
    assert found["offline/narrator"] is None
    assert found["openai/gpt-of-old"] == "retired"
    assert found["anthropic/claude-sonnet-5-5"] == "no key"
    assert found["ollama/mistral"] == "not running"


async def test_a_server_that_runs_without_the_model_says_so(tmp_path: Path) -> None:
    async with ModelServer(models=("mistral",)).running() as ollama:
        found = await reasons(Models(settings(tmp_path, ollama_base_url=ollama.url), environ={}))
    assert found["ollama/mistral"] is None
    assert found["ollama/llama-9"] == "not pulled"


async def test_a_servers_own_key_seats_a_vendors_models_and_a_sealed_one_says_so(tmp_path: Path) -> None:
    async def keyrings(guild_id: int) -> Keyring:
        brought = {"anthropic": SecretStr("sk-of-the-server")} if guild_id == 1 else {}
        return Keyring(brought, frozenset({"deepseek"}))

    def models() -> Models:
        return Models(settings(tmp_path), keyrings=keyrings, environ={})

    found, elsewhere = await reasons(models(), 1), await reasons(models(), 2)
    assert found["anthropic/claude-sonnet-5-5"] is None
    assert elsewhere["anthropic/claude-sonnet-5-5"] == "no key"
    assert found["deepseek/deepseek-flash"] == "sealed key"
