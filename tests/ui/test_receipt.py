"""A receipt says what is known, says of the rest that it is not, and fits Discord's limits whatever it holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import discord
import pytest

from bot.domain.receipt import Receipt
from bot.llm import errors
from bot.services.receipts import ReceiptView
from bot.ui.figures import count, dollars, seconds, share
from bot.ui.outcomes import FAILURES, outcome
from bot.ui.receipt import receipt_card
from tests.storage.builders import attempt

NB, THIN = "\u00a0", "\u202f"


def shown(language: str = "en", labels: dict[str, str] | None = None, **other: Any) -> discord.Embed:
    """Show a receipt, with everything filled in that a test does not change."""
    values: dict[str, Any] = {
        "campaign_id": 1,
        "channel_id": 2,
        "number": 12,
        "take": 1,
        "standing_take": 1,
        "status": "told",
        "model": "openai/gpt",
        "wanted_model": "openai/gpt",
        "first_word_ms": 900.0,
        "last_word_ms": 12_400.0,
        "memories": {"messages": 34, "from_turn": 3, "to_turn": 19},
        "attempts": (attempt(),),
        "summaries": ("Kira · 17 vs DC 15 · success",),
    }
    return receipt_card(ReceiptView(Receipt(**(values | other)), labels or {"openai/gpt": "GPT"}), language)


def field(embed: discord.Embed, name: str) -> str:
    return next(each.value or "" for each in embed.fields if each.name == name)


def test_a_receipt_says_who_told_it_what_it_took_and_what_it_gave() -> None:
    embed = shown()
    assert embed.title == "🧾 Turn 12"
    assert embed.description == (
        "Told by **GPT**.\n\n✅ **GPT** · told\n"
        f"-# 0.3{NB}s to the first token · 2.8{NB}s in all · 1,200 tokens in (83% cached), 150 out · $0.00012"
    )
    assert [(each.name, each.value) for each in embed.fields] == [
        ("What you waited", f"First word after 0.9{NB}s, last word after 12{NB}s."),
        ("Tokens", "1,200 in, 1,000 of them from the cache (83%), 150 out"),
        ("Cost", "$0.00012"),
        ("Dice and changes", "Kira · 17 vs DC 15 · success"),
        ("Memory", "Remembered: 34 messages, turns 3 to 19"),
    ]


def test_a_fallback_is_named_with_the_model_that_should_have_told_it() -> None:
    embed = shown(wanted_model="anthropic/claude", labels={"openai/gpt": "GPT"})
    assert (embed.description or "").startswith("Told by **GPT** in place of **anthropic/claude**.")


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ((None,), "price unknown"),
        ((None, None), "price unknown"),
        ((Decimal(0), None), "price unknown"),
        ((Decimal("0.5"), None, None), "at least $0.50 (price unknown: 2)"),
        ((Decimal("0.5"), Decimal("0.75")), "$1.25"),
        ((Decimal(0),), "$0"),
    ],
)
def test_an_unknown_price_is_said_to_be_unknown_and_never_nothing(costs: tuple[Decimal | None, ...], said: str) -> None:
    embed = shown(attempts=tuple(attempt(cost_usd=cost) for cost in costs))
    assert field(embed, "Cost") == said
    assert ("price unknown" in (embed.description or "")) == (None in costs)


def test_estimated_usage_is_said_to_be_estimated() -> None:
    embed = shown(attempts=(attempt(usage_source="estimated", cache_read_tokens=None),))
    assert field(embed, "Tokens") == "1,200 tokens in, 150 out (estimated)"
    assert field(embed, "Cost") == "$0.00012 (estimated)"
    assert "150 out (estimated)" in (embed.description or "")


def test_an_attempt_that_told_of_no_tokens_is_counted_as_such() -> None:
    nothing = {"input_tokens": None, "output_tokens": None, "cache_read_tokens": None, "usage_source": "missing"}
    slow = attempt(**nothing, cost_usd=None, ttft_ms=None, error_class="TooSlow")
    refused = attempt(**nothing, cost_usd=Decimal(0), ttft_ms=None, error_class="RateLimited", http_status=429)
    embed = shown(attempts=(refused, slow))
    assert field(embed, "Tokens") == "not reported: 1"
    assert "too slow\n-# 2.8" in (embed.description or "")
    assert field(shown(attempts=(refused, slow, attempt())), "Tokens").endswith("150 out · not reported: 1")


def test_a_telling_that_the_story_left_says_so() -> None:
    assert "goes on from take 2" in (shown(standing_take=2).description or "")
    assert "does not go on" in (shown(standing_take=None).description or "")
    assert shown(take=2, standing_take=2).title == "🧾 Turn 12, take 2"


def test_what_did_not_arrive_has_no_time() -> None:
    assert "not arrived" in field(shown(last_word_ms=None), "What you waited")
    assert field(shown(first_word_ms=None, last_word_ms=None), "What you waited") == "It has not arrived yet."


@pytest.mark.parametrize("memories", [None, {}, {"messages": 0, "from_turn": 0, "to_turn": 0}, {"messages": "34"}])
def test_a_turn_that_remembers_nothing_says_nothing_of_it(memories: dict[str, Any] | None) -> None:
    assert "Memory" not in [each.name for each in shown(memories=memories).fields]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["x" * 5000, "*" * 5000, "`@everyone`" * 99], ids=["long", "stars", "mentions"])
def test_a_receipt_of_any_size_fits_and_says_how_much_it_left_out(language: str, name: str) -> None:
    calls = tuple(attempt(model=name, attempt=number, error_class="Interrupted") for number in range(1, 60))
    embed = shown(
        language,
        attempts=calls,
        model=name,
        wanted_model=name + "!",
        summaries=tuple(f"roll {number} " + "\\*" * 60 for number in range(99)),
        number=2**31 - 1,
        take=2**31 - 1,
    )
    assert len(embed) <= 6000
    assert len(embed.title or "") <= 256
    assert len(embed.description or "") <= 4096
    assert all(len(each.value or "") <= 1024 for each in embed.fields)
    assert (embed.description or "").split("\n")[-1].startswith("…")
    assert "@everyone" not in (embed.description or "").replace("\\@everyone", "")


def test_what_is_left_out_is_counted_exactly() -> None:
    lines = tuple(f"{number:03} " + "x" * 96 for number in range(30))
    dice = field(shown(summaries=lines), "Dice and changes").split("\n")
    assert dice[-1] == f"… and {30 - (len(dice) - 1)} more"
    assert len(dice) == 11


def test_every_way_a_model_fails_has_words_of_its_own() -> None:
    def kinds(kind: type[errors.LLMError]) -> set[str]:
        return {kind.__name__}.union(*(kinds(below) for below in kind.__subclasses__()))

    assert kinds(errors.LLMError) - {"LLMError"} <= set(FAILURES)
    assert outcome(attempt(error_class="LLMError"), "en") == ("❌", "failed")
    assert outcome(attempt(error_class="Overflow"), "en") == ("❌", "failed")


def test_an_attempt_is_called_by_what_became_of_it() -> None:
    assert outcome(attempt(finish_reason="tool_calls"), "en")[1] == "asked the rules"
    assert outcome(attempt(finish_reason="length"), "en")[1] == "cut at its length limit"
    assert outcome(attempt(purpose="summarise"), "en")[1] == "summed the story up"
    assert outcome(attempt(error_class="TooSlow"), "en")[1] == "fell silent in the middle"
    assert outcome(attempt(error_class="TooSlow", ttft_ms=None), "en")[1] == "too slow"
    assert outcome(attempt(error_class="Refusal", withdrawn=True), "en") == ("↩️", "refused to tell this, taken back")


def test_figures_are_written_as_the_reader_writes_them() -> None:
    assert [seconds(ms, "en") for ms in (0, 40, 300, 9_940, 9_960, 12_400, 2_000_000)] == [
        f"{text}{NB}s" for text in ("<0.1", "<0.1", "0.3", "9.9", "10", "12", "2,000")
    ]
    assert (seconds(300, "fr"), seconds(2_000_000, "fr")) == (f"0,3{NB}s", f"2{THIN}000{NB}s")
    assert (count(1234567, "en"), count(1234567, "fr")) == ("1,234,567", f"1{THIN}234{THIN}567")
    assert (share(5, 6, "en"), share(5, 6, "fr"), share(0, 0, "en")) == ("83%", f"83{NB}%", "0%")
    assert (dollars(Decimal("0.0042"), "en"), dollars(Decimal("0.0042"), "fr")) == ("$0.0042", f"0,0042{NB}$")


def test_what_did_not_agree_is_shown_without_what_players_must_not_know() -> None:
    findings = (
        {"kind": "hit_points", "worst": True, "detail": "“the goblin has *3* HP” ≠ Goblin 1: 7", "mended": True},
        {"kind": "agency", "worst": False, "detail": "“You decide”", "mended": False},
        {"kind": "strange", "detail": None},
    )
    embed = shown(findings=findings)
    assert field(embed, "What did not agree").splitlines() == [
        "🩹 a number that the rules do not know · “the goblin has \\*3\\* HP” · told again, right",
        "⚠️ words or a decision of a player's character · “You decide”",
        "⚠️ ? · None",
    ]
    assert len(field(shown(findings=findings * 40), "What did not agree")) <= 1024
    assert all(each.name != "What did not agree" for each in shown().fields)
