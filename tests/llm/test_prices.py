"""What a request costs: by the operator's word, by the list that comes along, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices import Usage as Counted
from genai_prices import calc_price, wait_prices_updated_sync
from genai_prices.data_snapshot import get_snapshot

from bot.llm import catalogue, errors
from bot.llm.catalogue import BadCatalogue, ModelCard, OwnPrice
from bot.llm.chat import Event, Finished, TextDelta, Usage
from bot.llm.prices import Priced, free, price_of, unknown
from tests.llm.conftest import Told, ask, prompt, speaking
from tests.llm.test_attempts import Clock, Scripted, Silent

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LISTED = [card for card in catalogue.load().models.values() if price_of(card) not in (free, unknown) and not card.price]


def cost(card: ModelCard, usage: Usage, at: datetime = NOON) -> Priced:
    return price_of(card)(usage, at)


@pytest.mark.parametrize("card", LISTED, ids=lambda card: card.name)
@pytest.mark.parametrize(
    "usage",
    [
        Usage(1_000, 200),
        Usage(10_000, 350, cache_read_tokens=9_000, cache_write_tokens=500, reasoning_tokens=40),
        Usage(100_001, 1),
        Usage(272_000, 7, cache_read_tokens=271_999),
        Usage(400_000, 9_999, cache_write_tokens=3),
        Usage(0, 0),
    ],
)
def test_every_model_of_the_catalogue_costs_what_the_price_list_says(card: ModelCard, usage: Usage) -> None:
    counted = Counted(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    expected = calc_price(counted, card.id, provider_id=card.provider, genai_request_timestamp=NOON).total_price
    priced = cost(card, usage)
    assert priced.usd == expected
    assert priced.date is not None
    assert priced.date.startswith("genai-prices ")


@pytest.mark.parametrize(
    ("hour", "minute", "second", "dear"),
    [
        (0, 59, 59, False),
        (1, 0, 0, True),
        (3, 59, 59, True),
        (4, 0, 0, False),
        (6, 0, 0, True),
        (9, 59, 59, True),
        (10, 0, 0, False),
    ],
)
def test_deepseek_costs_twice_as_much_in_its_busy_hours(hour: int, minute: int, second: int, dear: bool) -> None:
    flash = catalogue.load().models["deepseek/deepseek-flash"]
    usage = Usage(10_000, 500, cache_read_tokens=8_000)
    told = cost(flash, usage, datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC)).usd
    quiet = Decimal("0.15") * 2_000 + Decimal("0.003") * 8_000 + Decimal("0.6") * 500
    assert told == (quiet * 2 if dear else quiet) / 1_000_000


def test_what_runs_on_the_operators_machine_costs_nothing() -> None:
    for name in ("ollama/mistral", "offline/narrator"):
        assert cost(catalogue.load().models[name], Usage(9_000, 900)) == Priced(Decimal(0), None)


@pytest.mark.parametrize(
    "card",
    [
        ModelCard("studio", "gpt-4o", "Not OpenAI's"),
        ModelCard("openai", "gpt-9-unheard-of", "New"),
        ModelCard("studio", "sonar", "Charges for requests", priced_as="perplexity/sonar"),
        ModelCard("studio", "x", "X", priced_as="nobody/x"),
    ],
    ids=lambda card: card.id,
)
def test_a_price_nobody_knows_is_unknown_and_never_nothing(card: ModelCard) -> None:
    assert cost(card, Usage(1_000, 10)) == Priced(None, None)


def test_an_operators_endpoint_may_name_its_place_in_the_list() -> None:
    card = ModelCard("studio", "router", "Routed", priced_as="openai/gpt-4o")
    assert cost(card, Usage(1_000_000, 0)).usd == Decimal("2.5")


def test_the_operators_own_price_is_kept_to_the_last_digit_and_wins(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[[models]]\nprovider = "openai"\nid = "gpt-4o"\nlabel = "Ours"\n'
        "price = { input = 0.1, output = 0.7, cache_read = 0.0001, cache_write = 0.3, checked = 2026-11-01 }\n"
    )
    card = catalogue.load(mine).models["openai/gpt-4o"]
    usage = Usage(1_003, 7, cache_read_tokens=1_000, cache_write_tokens=1)
    expected = (Decimal("0.1") * 2 + Decimal("0.0001") * 1_000 + Decimal("0.3") + Decimal("0.7") * 7) / 1_000_000
    assert cost(card, usage) == Priced(expected, "2026-11-01")


def test_cached_tokens_cost_what_others_do_unless_it_is_said() -> None:
    card = ModelCard("studio", "x", "X", price=OwnPrice(input=Decimal(2), output=Decimal(0)))
    assert cost(card, Usage(1_000_000, 5, cache_read_tokens=900_000)) == Priced(Decimal(2), "catalogue")


def test_more_cached_tokens_than_there_were_do_not_make_a_request_cheaper_than_they_are() -> None:
    card = ModelCard("studio", "x", "X", price=OwnPrice(input=Decimal(2), output=Decimal(0), cache_read=Decimal(1)))
    assert cost(card, Usage(10, 0, cache_read_tokens=1_000_000)).usd == Decimal(1)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{ input = -1, output = 1 }", "model 1 (a), price.input: Input should be greater than or equal to 0"),
        ("{ input = nan, output = 1 }", "price.input: Input should be a finite number"),
        ("{ input = 1, output = inf }", "price.output: Input should be a finite number"),
        ("{ input = 1e308, output = 1 }", "price.input: Input should be less than or equal to 10000"),
        ('{ input = "$3", output = 1 }', "price.input: "),
        ("{ input = true, output = 1 }", "price.input: "),
        ("{ input = 1 }", "price.output: Field required"),
        ("{ input = 1, output = 1, yen = 2 }", "price.yen: "),
        ("3", "model 1 (a), price: "),
    ],
)
def test_a_price_that_cannot_be_one_is_refused_by_its_place(tmp_path: Path, written: str, told: str) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'[[models]]\nprovider = "openai"\nid = "a"\nlabel = "A"\nprice = {written}\n')
    with pytest.raises(BadCatalogue) as caught:
        catalogue.load(mine)
    assert told in str(caught.value)


def test_the_price_list_is_the_one_that_came_along_and_nothing_fetches_another() -> None:
    cost(LISTED[0], Usage(1, 1))
    assert get_snapshot().from_auto_update is False
    assert not wait_prices_updated_sync(0), "something fetches prices in the background"


# What an attempt costs.

GPT = ModelCard("openai", "gpt-4o", "GPT-4o")
Steps = list[tuple[float, Event | Exception]]


async def attempted(steps: Steps, card: ModelCard = GPT) -> tuple[Decimal | None, str]:
    """Let a model do this once; return what the attempt cost and where its usage is from."""
    told = Told()
    with suppress(errors.LLMError, IndexError):  # a failure that is tried again meets the end of the script
        await ask(speaking(Scripted(Clock(), steps), price=price_of(card)), told, said=prompt(tools=()))
    return told.attempts[0].cost_usd, told.attempts[0].usage_source


async def test_an_attempt_costs_what_its_reported_usage_does() -> None:
    steps: Steps = [(0, TextDelta("Yes.")), (0, Usage(1_000, 100, 600)), (0, Finished("stop", "gpt-4o"))]
    expected = (Decimal("2.5") * 400 + Decimal("1.25") * 600 + Decimal(10) * 100) / 1_000_000
    assert await attempted(steps) == (expected, "reported")


async def test_half_a_reply_costs_an_estimate_that_says_so() -> None:
    asked = round(len("You are the game master.I open the door.") / 4)
    assert await attempted([(0, TextDelta("y" * 400))]) == (
        (Decimal("2.5") * asked + Decimal(10) * 100) / 1_000_000,
        "estimated",
    )


LOST: list[tuple[Callable[[], Exception], Decimal | None]] = [
    (lambda: errors.KeyRefused(model="gpt-4o", status=401), Decimal(0)),
    (lambda: errors.Overloaded(model="gpt-4o", status=529), Decimal(0)),
    (lambda: errors.NotAnApi(model="gpt-4o", status=200), None),
    (lambda: errors.Interrupted(model="gpt-4o"), None),
    (lambda: errors.TooSlow(model="gpt-4o"), None),
]


@pytest.mark.parametrize(("failure", "usd"), LOST, ids=["key", "busy", "page", "cut", "slow"])
async def test_what_was_refused_costs_nothing_and_what_got_lost_nobody_knows(
    failure: Callable[[], Exception], usd: Decimal | None
) -> None:
    assert await attempted([(0, failure())]) == (usd, "missing")


async def test_what_is_free_stays_free_when_it_gets_lost() -> None:
    told = Told()
    with pytest.raises(errors.TooSlow):
        await ask(speaking(Silent(), price=price_of(ModelCard("ollama", "m", "M"))), told, patience=0.01)
    assert told.attempts[0].cost_usd == 0


async def test_a_model_under_another_name_costs_what_the_one_that_answered_does() -> None:
    chat = Scripted(
        Clock(), [(0, TextDelta("Yes.")), (0, Usage(1_000_000, 0)), (0, Finished("stop", "gpt-4o-2024-08-06"))]
    )
    told = await ask(speaking(chat, price=price_of(ModelCard("openai", "scripted", "S"))))
    assert told.attempts[0].cost_usd == Decimal("2.5")
