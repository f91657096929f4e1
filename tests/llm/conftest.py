"""A vendor on loopback, the models that speak to it, and prompts."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer
from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.domain.conversation import Brief, Message, Prompt, Tool
from bot.llm.attempts import tell
from bot.llm.breaker import Breaker
from bot.llm.catalogue import ModelCard
from bot.llm.chat import ChatModel, Event
from bot.llm.models import Models
from bot.llm.prices import Price, unknown
from bot.llm.speaker import Speaker
from bot.setting_up.steps import VENDORS

ROLL = Tool("roll_dice", "Roll dice.", {"type": "object", "properties": {"dice": {"type": "string"}}})

GPT = "openai/gpt-6-sol"
CLAUDE = "anthropic/claude-sonnet-5-5"
DEEPSEEK = "deepseek/deepseek-flash"
MISTRAL = "ollama/mistral"


def prompt(*messages: Message, tools: tuple[Tool, ...] = (ROLL,), max_tokens: int = 1000) -> Prompt:
    """Write a prompt; one player's line when no message is given."""
    return Prompt(
        system="You are the game master.",
        messages=messages or (Message("user", "I open the door."),),
        brief=Brief("en", "Vault", (), 1, (), ()),
        tools=tools,
        max_tokens=max_tokens,
    )


@dataclass
class Told:
    """What came of asking a model: events in order, rows, waits between attempts, and what was raised."""

    events: list[Event] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def speaking(chat: ChatModel, *, breaker: Breaker | None = None, price: Price = unknown) -> Speaker:
    """Make any model ready to be asked, of a provider that has never failed."""
    card = ModelCard(chat.provider, chat.model, chat.model)
    return Speaker(card, chat, breaker or Breaker(), price)


async def ask(
    model: ChatModel | Speaker, told: Told | None = None, *, said: Prompt | None = None, patience: float = 30.0
) -> Told:
    """Ask through `tell` without ever waiting between attempts."""
    told = told or Told()

    async def sleep(seconds: float) -> None:
        told.waits.append(seconds)

    events = tell(
        model if isinstance(model, Speaker) else speaking(model),
        said or prompt(),
        purpose="narrate",
        attempts=told.attempts,
        prompt_version="7",
        first_token_timeout=patience,
        stall_timeout=patience,
        sleep=sleep,
        jitter=lambda: 0.5,
    )
    async for event in events:
        told.events.append(event)
    return told


@pytest.fixture(scope="session", autouse=True)
def sdks_are_read_in() -> None:
    """Read the vendors' SDKs in before a test measures how long a model takes: on a new machine that is seconds."""
    for name in ("anthropic", "anthropic.resources.messages", "openai", "openai.resources.chat"):
        importlib.import_module(name)


@pytest.fixture(autouse=True)
def no_keys_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep whatever keys and addresses this machine has out of the tests."""
    for vendor in (*map(str.upper, VENDORS), "OLLAMA"):
        monkeypatch.delenv(f"{vendor}_API_KEY", raising=False)
        monkeypatch.delenv(f"{vendor}_BASE_URL", raising=False)
    for name in ("DEFAULT_MODEL", "MODEL_CATALOGUE", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def vendor() -> AsyncIterator[ModelServer]:
    """Serve both dialects on loopback."""
    async with ModelServer().running() as server:
        yield server


Opener = Callable[[str], ChatModel]


@pytest.fixture
async def models(vendor: ModelServer) -> AsyncIterator[Models]:
    """Give every vendor a key and the loopback address, by their base-URL settings."""
    settings = Settings(
        openai_api_key=SecretStr("sk-openai-test"),
        openai_base_url=vendor.url,
        anthropic_api_key=SecretStr("sk-ant-test"),
        anthropic_base_url=vendor.url.removesuffix("/v1"),
        deepseek_api_key=SecretStr("sk-deepseek-test"),
        deepseek_base_url=vendor.url,
        ollama_base_url=vendor.url,
        api_timeout=5,
    )
    models = Models(settings, environ={})
    yield models
    await models.close()


@pytest.fixture
def open_model(models: Models) -> Opener:
    """Open a model by its name."""

    def opened(name: str) -> ChatModel:
        card = models.card(name)
        assert card is not None
        return models.speaker(card).chat

    return opened
