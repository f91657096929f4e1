"""Pictures of a vendor on loopback: what comes of every answer, what it costs, and whose key it is asked with."""

from __future__ import annotations

import base64
import gzip
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr

from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.llm import errors
from bot.llm.images import Easel, Images, paint
from bot.llm.keyring import Keyring
from tests.llm.image_server import Canvas, ImageServer, answer, painted, picture, refusal

GUILD = 7
KEY = SecretStr("sk-loopback-key-of-the-operator")
THEIRS = SecretStr("sk-loopback-key-of-this-server")
PNG = picture(format="PNG")


@pytest.fixture
async def vendor() -> AsyncIterator[ImageServer]:
    async with ImageServer().running() as server:
        yield server


async def brought(_guild_id: int) -> Keyring:
    return Keyring({"openai": THEIRS})


async def easel_of(images: Images) -> Easel:
    easel = await images.easel(GUILD)
    assert easel is not None
    return easel


async def ask(vendor: ImageServer, prompt: str = "A knight.", **settings: Any) -> tuple[bytes | Exception, Attempt]:
    """Ask once and return what came of it, with its row."""
    given: dict[str, Any] = {"openai_base_url": vendor.url, "openai_api_key": KEY, **settings}
    images, attempts = Images(Settings(**given)), list[Attempt]()
    easel = await easel_of(images)
    came: bytes | Exception
    try:
        came = await paint(easel, prompt, attempts, prompt_version="v")
    except errors.LLMError as error:
        came = error
    finally:
        await easel.maker.close()
        await images.close()
    (row,) = attempts
    assert row.error_class == (type(came).__name__ if isinstance(came, Exception) else None)
    return came, row


async def test_a_picture_is_asked_for_as_the_vendor_wants_it_and_priced_by_its_tokens(vendor: ImageServer) -> None:
    came, row = await ask(vendor)
    assert came == picture()
    (request,) = vendor.requests
    assert request == {
        "model": "gpt-image-2.5-flare", "prompt": "A knight.", "n": 1, "size": "1024x1024", "quality": "low",
        "output_format": "webp",
    }  # fmt: skip
    assert vendor.keys == [KEY.get_secret_value()]
    assert (row.purpose, row.provider, row.model, row.http_status) == ("image", "openai", "gpt-image-2.5-flare", 200)
    assert (row.input_tokens, row.output_tokens, row.usage_source) == (100, 200, "reported")
    # 5 dollars a million read, 30 a million written.
    assert row.cost_usd == Decimal("0.0065")
    assert row.request_id == "req-1"


async def test_another_address_has_a_price_that_nobody_knows_and_never_sees_a_servers_key(vendor: ImageServer) -> None:
    images = Images(Settings(image_base_url=vendor.url), keyrings=brought)
    easel, attempts = await easel_of(images), list[Attempt]()
    assert await paint(easel, "A knight.", attempts) == picture()
    await easel.maker.close()
    await images.close()
    assert attempts[0].cost_usd is None
    assert vendor.keys == ["none"]
    assert easel.estimate("A knight.", datetime.now(UTC)).usd is None


async def test_a_servers_own_key_comes_first_and_without_any_key_there_is_no_easel(vendor: ImageServer) -> None:
    images = Images(Settings(openai_base_url=vendor.url, openai_api_key=KEY), keyrings=brought)
    easel = await easel_of(images)
    await paint(easel, "A knight.", [])
    await easel.maker.close()
    await images.close()
    assert vendor.keys == [THEIRS.get_secret_value()]
    assert await Images(Settings(openai_base_url=vendor.url)).easel(GUILD) is None


async def test_what_it_may_cost_covers_what_it_costs(vendor: ImageServer) -> None:
    images = Images(Settings(openai_base_url=vendor.url, openai_api_key=KEY, image_quality="high"))
    easel = await easel_of(images)
    most = easel.estimate("A knight." * 100, datetime.now(UTC)).usd
    assert most is not None
    # 4,160 tokens is what the vendor itself says of its first model.
    assert Decimal("0.1248") < most < Decimal("0.3")


@pytest.mark.parametrize(
    ("canvas", "kind"),
    [
        (Canvas(b'{"error": {"message": "no"}}', 401), errors.KeyRefused),
        (Canvas(b'{"error": {"code": "insufficient_quota"}}', 429), errors.OutOfCredit),
        (Canvas(b'{"error": {"message": "slow down"}}', 429), errors.RateLimited),
        (Canvas(b'{"error": {"message": "who?"}}', 404), errors.ModelUnknown),
        (Canvas(b'{"error": {"message": "size?"}}', 400), errors.RequestRefused),
        (Canvas(b"{}", 503), errors.Overloaded),
        (Canvas(b"<html>" + b"x" * 5_000_000, 404, "text/html"), errors.NotAnApi),
        (Canvas(b"<html>" + b"x" * 5_000_000, 502, "text/html"), errors.Overloaded),
        (Canvas(b"<html>" + b"x" * 5_000_000, 200, "text/html"), errors.NotAnApi),
        (Canvas(b"GIF89a", 200, "image/gif"), errors.Malformed),
        (Canvas(b"not json"), errors.Malformed),
        (Canvas(b"[" * 100_000), errors.Malformed),
        (Canvas(b"null"), errors.Malformed),
        (Canvas(answer([])), errors.Empty),
        (Canvas(answer(None)), errors.Empty),
        (Canvas(answer("none")), errors.Malformed),
        (Canvas(answer(["none"])), errors.Malformed),
        (Canvas(answer([{}])), errors.Empty),
        (Canvas(answer([{"b64_json": ""}])), errors.Empty),
        (Canvas(answer([{"b64_json": "===="}])), errors.Malformed),
        (Canvas(answer([{"b64_json": "é" * 8}])), errors.Malformed),
        (Canvas(answer([{"b64_json": 7}])), errors.Malformed),
        (Canvas(answer([{"b64_json": ["aa"]}])), errors.Malformed),
        (Canvas(answer([{"url": "http://169.254.169.254/"}])), errors.LinkInstead),
        (Canvas(painted(PNG), broken=True), errors.Unreachable),
    ],
)
async def test_whatever_a_vendor_answers_is_a_sentence(
    vendor: ImageServer, canvas: Canvas, kind: type[errors.LLMError]
) -> None:
    vendor.default = canvas
    came, row = await ask(vendor)
    assert type(came) is kind
    assert len(str(came)) < 300
    assert len(vendor.requests) == 1
    if canvas.status >= 400:
        assert row.cost_usd == 0
    elif row.usage_source == "missing":
        assert row.cost_usd is None
    else:
        # What came is no use, and was paid for.
        assert row.cost_usd == Decimal("0.0065")


async def test_far_more_than_a_picture_is_not_read_to_its_end(vendor: ImageServer) -> None:
    vendor.default = Canvas(b"x" * 1_000_000, times=300)
    came, _ = await ask(vendor)
    assert isinstance(came, errors.HugePicture)
    assert vendor.sent < 60_000_000


async def test_a_packed_answer_was_not_asked_for_and_is_not_unpacked(vendor: ImageServer) -> None:
    packed = gzip.compress(b"x" * 30_000_000)
    vendor.default = Canvas(packed, headers={"Content-Encoding": "gzip"})
    came, _ = await ask(vendor)
    assert isinstance(came, errors.Malformed)


async def test_a_vendor_that_never_answers_is_left_in_time(
    vendor: ImageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.llm.images.SECONDS", 0.2)
    vendor.default = Canvas(held=True)
    came, row = await ask(vendor)
    assert isinstance(came, errors.TooSlow)
    assert row.cost_usd is None


async def test_nobody_at_the_address_is_a_sentence(vendor: ImageServer) -> None:
    came, _ = await ask(vendor, openai_base_url="http://127.0.0.1:9/v1")
    assert isinstance(came, errors.Unreachable)


@pytest.mark.parametrize("code", ["moderation_blocked", "content_policy_violation"])
async def test_a_refusal_says_why_in_the_vendors_words_and_nothing_of_them_works_in_discord(
    vendor: ImageServer, code: str
) -> None:
    said = f"@everyone **Your request** was rejected <@1> {KEY.get_secret_value()}\n" + "x" * 5_000
    vendor.default = Canvas(refusal(said, code), 400)
    came, row = await ask(vendor)
    assert isinstance(came, errors.PictureRefused)
    assert r"\@everyone \*\*Your request" in str(came)
    assert "<@1>" not in str(came)
    assert len(str(came)) < 500
    assert "Change the prompt" in str(came)
    assert row.cost_usd == 0


async def test_a_refusal_without_words_is_a_sentence_too(vendor: ImageServer) -> None:
    vendor.default = Canvas(b'{"error": {"code": "moderation_blocked", "message": {"a": 1}}}', 400)
    came, _ = await ask(vendor)
    assert str(came) == "gpt-image-2.5-flare does not want to paint this. Change the prompt and try again."


@pytest.mark.parametrize("usage", [None, 3, {}, {"input_tokens": -1, "output_tokens": 2}, {"input_tokens": "7"}])
async def test_a_count_that_cannot_be_one_leaves_the_cost_unknown(vendor: ImageServer, usage: object) -> None:
    vendor.default = Canvas(painted(PNG, usage))
    came, row = await ask(vendor)
    assert came == PNG
    assert (row.usage_source, row.cost_usd) == ("missing", None)


async def test_the_bytes_come_as_they_were_written(vendor: ImageServer) -> None:
    vendor.default = Canvas(answer([{"b64_json": base64.b64encode(b"GIF89a").decode()}]))
    came, _ = await ask(vendor)
    # Whether it is a picture is for somebody else to find out.
    assert came == b"GIF89a"
