"""A server's own key is used for that server alone, before the operator's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.config import Settings
from bot.llm.breaker import FAILURES
from bot.llm.chat import TextDelta
from bot.llm.errors import LLMError, NotOffered
from bot.llm.keyring import NO_KEYS, Keyring, Keyrings, KeySealed
from bot.llm.models import Models
from tests.llm.conftest import CLAUDE, GPT, ask, prompt

NOWHERE = "http://127.0.0.1:9/v1"
OPERATORS = SecretStr("sk-key-of-the-operator")
THEIRS = SecretStr("sk-key-of-the-first-server")
FIRST, SECOND = 1, 2


class Kept:
    """The keys of servers, as a test changes them."""

    def __init__(self) -> None:
        self.of: dict[int, Keyring] = {}
        self.asked = 0

    async def __call__(self, guild_id: int) -> Keyring:
        self.asked += 1
        return self.of.get(guild_id, NO_KEYS)


@pytest.fixture
def kept() -> Kept:
    return Kept()


Builder = Callable[..., Models]


@pytest.fixture
async def build(vendor: ModelServer, kept: Kept) -> AsyncIterator[Builder]:
    """Build models at the loopback vendor, with the operator's key for OpenAI unless a test says otherwise."""
    built: list[Models] = []

    def make(operators: SecretStr | None = OPERATORS) -> Models:
        settings = Settings(
            openai_api_key=operators,
            openai_base_url=vendor.url,
            anthropic_base_url=vendor.url.removesuffix("/v1"),
            ollama_base_url=NOWHERE,
        )
        built.append(Models(settings, keyrings=kept, environ={}))
        return built[-1]

    yield make
    for models in built:
        await models.close()


async def key_that_arrives(vendor: ModelServer, models: Models, guild_id: int | None, name: str = GPT) -> str:
    await ask(models.speaker(await models.choose(name, guild_id), guild_id))
    return vendor.requests[-1].headers["Authorization"].removeprefix("Bearer ")


async def test_each_server_pays_with_its_own_key_and_others_with_the_operators(
    vendor: ModelServer, build: Builder, kept: Kept
) -> None:
    kept.of[FIRST] = Keyring({"openai": THEIRS})
    models = build()
    assert await key_that_arrives(vendor, models, FIRST) == THEIRS.get_secret_value()
    assert await key_that_arrives(vendor, models, SECOND) == OPERATORS.get_secret_value()
    assert await key_that_arrives(vendor, models, None) == OPERATORS.get_secret_value()
    assert await key_that_arrives(vendor, models, FIRST) == THEIRS.get_secret_value()
    card = await models.at_table(GPT)
    assert [models.speaker(card, guild).own_key for guild in (FIRST, SECOND, None)] == [True, False, False]


async def test_what_one_server_brought_is_not_offered_to_another(build: Builder, kept: Kept) -> None:
    kept.of[FIRST] = Keyring({"anthropic": THEIRS})
    models = build(operators=None)
    assert CLAUDE in [card.name for card in await models.offered(FIRST)]
    assert (await models.choose(None, FIRST)).name == CLAUDE
    for guild in (SECOND, None):
        assert [card.name for card in await models.offered(guild)] == ["offline/chronicler", "offline/narrator"]
        assert (await models.choose(None, guild)).name == "offline/narrator"
        with pytest.raises(NotOffered):
            await models.choose(CLAUDE, guild)


async def test_a_key_that_cannot_be_opened_leaves_the_operators(
    vendor: ModelServer, build: Builder, kept: Kept
) -> None:
    kept.of[FIRST] = Keyring(sealed=frozenset({"openai"}))
    assert await key_that_arrives(vendor, build(), FIRST) == OPERATORS.get_secret_value()


async def test_a_key_that_cannot_be_opened_is_asked_for_again_where_there_is_no_other(
    build: Builder, kept: Kept
) -> None:
    kept.of[FIRST] = Keyring(sealed=frozenset({"openai"}))
    models = build(operators=None)
    with pytest.raises(KeySealed, match="/keys set") as caught:
        await models.choose(GPT, FIRST)
    assert caught.value.values == {"model": GPT, "offered": "offline/chronicler, offline/narrator"}
    assert (await models.choose(None, FIRST)).name == "offline/narrator"


async def test_every_key_has_a_breaker_and_servers_with_the_same_key_share_it(build: Builder, kept: Kept) -> None:
    kept.of |= {FIRST: Keyring({"openai": THEIRS}), SECOND: Keyring({"openai": THEIRS})}
    models = build()
    card = await models.at_table(GPT)
    for guild in (FIRST, SECOND):
        await models.at_table(GPT, guild)
    first, second, nobody = (models.speaker(card, guild).breaker for guild in (FIRST, SECOND, None))
    assert first is second
    assert first is not nobody
    assert [(one.provider, one.own_key) for one in models.breakers()] == [("openai", True), ("openai", False)]


async def test_a_removed_key_is_used_no_more_and_a_reply_in_progress_is_told_to_its_end(
    vendor: ModelServer, build: Builder, kept: Kept
) -> None:
    kept.of[FIRST] = Keyring({"openai": THEIRS})
    models = build()
    card = await models.choose(GPT, FIRST)
    vendor.default = Reply(tokens=("The ", "fog ", "lifts."), rate=50.0)
    told: list[str] = []
    removed = False
    async for event in models.speaker(card, FIRST).chat.stream(prompt()):
        if isinstance(event, TextDelta):
            told.append(event.text)
        if not removed:
            removed = True
            del kept.of[FIRST]
            await models.renew(FIRST)
            assert models.breakers() == []
    assert "".join(told) == "The fog lifts."
    assert await key_that_arrives(vendor, models, FIRST) == OPERATORS.get_secret_value()


async def test_a_key_another_server_still_has_stays_in_use(build: Builder, kept: Kept) -> None:
    kept.of |= {FIRST: Keyring({"openai": THEIRS}), SECOND: Keyring({"openai": THEIRS})}
    models = build()
    card = await models.choose(GPT, FIRST)
    await models.choose(GPT, SECOND)
    before = models.speaker(card, SECOND).breaker
    del kept.of[FIRST]
    await models.renew(FIRST)
    assert models.speaker(card, SECOND).breaker is before


async def test_a_key_that_works_again_is_asked_at_once_when_it_was_tried(
    vendor: ModelServer, build: Builder, kept: Kept
) -> None:
    kept.of[FIRST] = Keyring({"openai": THEIRS})
    models = build()
    card = await models.choose(GPT, FIRST)
    vendor.default = Reply(status=401, body='{"error":{"code":"invalid_api_key"}}')
    for _ in range(FAILURES):
        with pytest.raises(LLMError):
            await ask(models.speaker(card, FIRST))
    assert models.speaker(card, FIRST).breaker.state == "open"
    vendor.default = Reply()
    await models.try_key("openai", THEIRS, [])
    assert models.speaker(card, FIRST).breaker.state == "closed"
    assert await key_that_arrives(vendor, models, FIRST) == THEIRS.get_secret_value()


async def test_a_servers_keys_are_read_once(build: Builder, kept: Kept) -> None:
    models = build()
    for _ in range(3):
        await models.choose(GPT, FIRST)
    assert kept.asked == 1


async def test_an_answer_to_an_older_question_does_not_bring_a_removed_key_back() -> None:
    answers = [asyncio.get_running_loop().create_future() for _ in range(2)]
    waiting = iter(answers)

    async def source(_guild_id: int) -> Keyring:
        return await next(waiting)

    keyrings = Keyrings(source)
    older = asyncio.create_task(keyrings.of(FIRST))
    await asyncio.sleep(0)
    newer = asyncio.create_task(keyrings.renew(FIRST))
    await asyncio.sleep(0)
    answers[1].set_result(NO_KEYS)
    await newer
    answers[0].set_result(Keyring({"openai": THEIRS}))
    assert await older == NO_KEYS
    assert keyrings.known(FIRST) == NO_KEYS


async def test_nothing_that_holds_a_key_shows_it(build: Builder, kept: Kept) -> None:
    kept.of[FIRST] = Keyring({"openai": THEIRS})
    models = build()
    speaker = models.speaker(await models.choose(GPT, FIRST), FIRST)
    shown = f"{speaker!r} {kept.of!r} {vars(models)!r} {vars(models._clients)!r} {vars(models._keyrings)!r}"
    assert "sk-key-of" not in shown
