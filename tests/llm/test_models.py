"""Which models are offered and chosen, and what the check of the command line says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.config import Settings
from bot.llm.errors import NotOffered
from bot.llm.models import Models
from tests.llm.conftest import GPT, ask

NOWHERE = "http://127.0.0.1:9/v1"
KEY = SecretStr("sk-test-key")

Builder = Callable[..., Models]


@pytest.fixture
async def build() -> AsyncIterator[Builder]:
    """Build models that are closed after the test; no Ollama answers unless the settings name one."""
    built: list[Models] = []

    def make(settings: Settings | None = None, environ: Mapping[str, str] | None = None, **more: object) -> Models:
        models = Models(settings or Settings(ollama_base_url=NOWHERE), environ=environ or {}, **more)  # pyright: ignore[reportArgumentType]
        built.append(models)
        return models

    yield make
    for models in built:
        await models.close()


async def names(models: Models) -> list[str]:
    return [card.name for card in await models.offered()]


async def test_without_keys_the_offline_narrator_alone_is_offered_and_chosen(build: Builder) -> None:
    models = build()
    assert await names(models) == ["offline/chronicler", "offline/narrator"]
    assert (await models.choose(None)).name == "offline/narrator"


async def test_a_key_offers_its_vendors_models_and_makes_the_first_the_default(build: Builder) -> None:
    models = build(Settings(openai_api_key=KEY, ollama_base_url=NOWHERE))
    offered = await names(models)
    assert offered[0] == GPT
    assert {name.split("/")[0] for name in offered} == {"openai", "offline"}
    assert (await models.choose(None)).name == GPT


async def test_ollama_is_offered_while_it_answers_and_has_the_model(vendor: ModelServer, build: Builder) -> None:
    moment = 0.0
    vendor.models = ("mistral:latest",)
    models = build(Settings(ollama_base_url=vendor.url), clock=lambda: moment)
    assert await names(models) == ["ollama/mistral", "offline/chronicler", "offline/narrator"]
    vendor.models = ("llama3:latest",)
    assert "ollama/mistral" in await names(models)
    assert len(vendor.requests) == 1
    moment = 31.0
    assert await names(models) == ["offline/chronicler", "offline/narrator"]


async def test_the_default_of_the_settings_is_chosen(build: Builder) -> None:
    models = build(Settings(openai_api_key=KEY, default_model="openai/gpt-4o", ollama_base_url=NOWHERE))
    assert (await models.choose(None)).name == "openai/gpt-4o"


@pytest.mark.parametrize("name", ["openai/gpt-9", "anthropic/claude-sonnet-5-5", "x" * 5000])
async def test_a_model_nobody_offers_is_refused_with_what_is(build: Builder, name: str) -> None:
    models = build(Settings(deepseek_api_key=KEY, ollama_base_url=NOWHERE))
    with pytest.raises(NotOffered) as caught:
        await models.choose(name)
    said = caught.value.say("en")
    assert (
        "Offered now: deepseek/deepseek-flash, deepseek/deepseek-v4-pro, offline/chronicler, offline/narrator." in said
    )
    assert name[:100] in said
    assert len(said) < 400


async def test_a_retired_model_is_offered_no_longer(build: Builder) -> None:
    settings = Settings(openai_api_key=KEY, ollama_base_url=NOWHERE)
    assert "openai/gpt-4o" in await names(build(settings, today=lambda: date(2027, 1, 13)))
    assert "openai/gpt-4o" not in await names(build(settings, today=lambda: date(2027, 1, 14)))


async def test_an_endpoint_of_the_operators_speaks_with_the_key_of_its_variable(
    vendor: ModelServer, build: Builder, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        f'[[endpoints]]\nname = "studio"\ndialect = "openai"\nbase_url = "{vendor.url}"\napi_key_env = "STUDIO_KEY"\n'
        '[[models]]\nprovider = "studio"\nid = "qwen3"\nlabel = "Qwen 3"\ntools = false\n'
    )
    settings = Settings(model_catalogue=mine, ollama_base_url=NOWHERE)
    assert "studio/qwen3" not in await names(build(settings))
    models = build(settings, {"STUDIO_KEY": "sk-studio-key"})
    await ask(models.speaker(await models.choose("studio/qwen3")))
    (request,) = vendor.requests
    assert request.headers["Authorization"] == "Bearer sk-studio-key"
    assert "tools" not in request.body
    assert request.body["max_tokens"] == 1000


async def test_the_check_calls_each_endpoint_and_says_what_to_do(vendor: ModelServer, build: Builder) -> None:
    vendor.models = ("gpt-6-sol", "gpt-6-luna")
    settings = Settings(
        openai_api_key=KEY,
        openai_base_url=vendor.url,
        anthropic_api_key=KEY,
        anthropic_base_url=NOWHERE.removesuffix("/v1").replace("//", "//skald:pa55@word@"),
        ollama_base_url=NOWHERE,
    )
    lines = {name: (ok, str(told)) for name, ok, told in await build(settings).check()}
    ok, told = lines["openai"]
    assert ok
    assert told.startswith("answers and serves 2 of the 4 models Skald knows there; not gpt-5.6-sol, gpt-4o:")
    assert lines["anthropic"] == (False, "cannot be reached at http://127.0.0.1:9; start it, or set ANTHROPIC_BASE_URL")
    assert lines["deepseek"] == (True, "not used; set DEEPSEEK_API_KEY to offer its models")
    assert not lines["ollama"][0]
    assert vendor.requests[0].headers["Authorization"] == "Bearer sk-test-key"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=401), "refused the key; set OPENAI_API_KEY to a valid key"),
        (Reply(status=503), "is in trouble at the moment (status 503); try again later"),
        (Reply(fault="html"), "is not a model API (status 200); set OPENAI_BASE_URL"),
        (Reply(body='{"data":[{}]}'), "is not a model API (status 200); set OPENAI_BASE_URL"),
        (Reply(status=404, fault="html"), "is not a model API (status 404); set OPENAI_BASE_URL"),
    ],
)
async def test_the_check_names_what_is_wrong_with_an_endpoint(
    vendor: ModelServer, build: Builder, reply: Reply, told: str
) -> None:
    vendor.models_reply = reply
    models = build(Settings(openai_api_key=KEY, openai_base_url=vendor.url, ollama_base_url=NOWHERE))
    (line,) = [line for line in await models.check() if line[0] == "openai"]
    assert line[1] is False
    assert told in str(line[2])
    assert "sk-test-key" not in str(line[2])


async def test_the_check_names_a_default_that_is_not_offered(build: Builder) -> None:
    lines = await build(Settings(default_model="openai/gpt-4o", ollama_base_url=NOWHERE)).check()
    assert lines[-1][:2] == ("DEFAULT_MODEL", False)
    assert "openai/gpt-4o needs a key, and OPENAI_API_KEY is not set" in str(lines[-1][2])
    assert "Offered now: offline/chronicler, offline/narrator" in str(lines[-1][2])


async def test_a_model_is_found_by_its_id_or_label_in_any_case_when_only_one_has_it(build: Builder) -> None:
    models = build(Settings(openai_api_key=KEY, ollama_base_url=NOWHERE))
    for typed in ("gpt-4o", "GPT-4O", " OpenAI/GPT-4o "):
        assert (await models.at_table(typed)).name == "openai/gpt-4o"
    with pytest.raises(NotOffered):
        await models.at_table("gpt")
