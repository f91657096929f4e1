"""Every way a vendor is known to fail, in both dialects: an error of ours, a row, and the right number of attempts."""

from __future__ import annotations

import asyncio
import gzip
import json
from contextlib import aclosing

import pytest
from aiohttp import web
from pydantic import SecretStr

from benchmarks.model_server import Fault, ModelServer, Reply
from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.llm import errors
from bot.llm.attempts import tell
from bot.llm.chat import Finished, TextDelta
from bot.llm.models import Models
from tests.llm.conftest import CLAUDE, GPT, Opener, Told, ask, prompt, speaking

HUGE = "x" * 10_000_000
BOTH = pytest.mark.parametrize("name", [GPT, CLAUDE])


async def fail(
    told: Told, open_model: Opener, name: str, kind: type[errors.LLMError], patience: float = 30.0
) -> Attempt:
    """Ask, expect exactly this error, and return the row of the last attempt."""
    with pytest.raises(errors.LLMError) as caught:
        await ask(open_model(name), told, patience=patience)
    assert type(caught.value) is kind
    assert told.attempts[-1].error_class == kind.__name__
    return told.attempts[-1]


@BOTH
@pytest.mark.parametrize(
    ("status", "kind", "attempts"),
    [
        (400, errors.RequestRefused, 1),
        (401, errors.KeyRefused, 1),
        (402, errors.OutOfCredit, 1),
        (403, errors.KeyRefused, 1),
        (404, errors.ModelUnknown, 1),
        (429, errors.RateLimited, 3),
        (500, errors.Overloaded, 3),
        (503, errors.Overloaded, 3),
        (529, errors.Overloaded, 3),
    ],
)
async def test_a_status_is_named_and_only_what_may_pass_is_tried_again(
    vendor: ModelServer, open_model: Opener, name: str, status: int, kind: type[errors.LLMError], attempts: int
) -> None:
    vendor.default = Reply(status=status)
    told = Told()
    row = await fail(told, open_model, name, kind)
    assert len(vendor.requests) == len(told.attempts) == attempts
    assert [attempt.attempt for attempt in told.attempts] == list(range(1, attempts + 1))
    assert (row.http_status, row.request_id) == (status, "req_1")
    assert (row.usage_source, row.input_tokens, row.ttft_ms) == ("missing", None, None)


@BOTH
async def test_the_wait_the_vendor_asks_for_is_kept_and_then_it_goes_well(
    vendor: ModelServer, open_model: Opener, name: str
) -> None:
    vendor.script.append(Reply(status=429, headers={"Retry-After": "7"}))
    vendor.script.append(Reply(status=500))
    told = await ask(open_model(name))
    assert told.waits == [7.0, 1.0]
    assert [attempt.error_class for attempt in told.attempts] == ["RateLimited", "Overloaded", None]
    assert isinstance(told.events[-1], Finished)


@BOTH
async def test_a_wait_longer_than_a_table_has_patience_for_ends_it_at_once(
    vendor: ModelServer, open_model: Opener, name: str
) -> None:
    vendor.default = Reply(status=429, headers={"Retry-After": "600"})
    told = Told()
    await fail(told, open_model, name, errors.RateLimited)
    assert told.waits == []
    assert len(vendor.requests) == 1


async def test_an_account_without_credit_is_not_taken_for_a_busy_vendor(
    vendor: ModelServer, open_model: Opener
) -> None:
    vendor.default = Reply(status=429, body='{"error":{"message":"quota","code":"insufficient_quota"}}')
    await fail(Told(), open_model, GPT, errors.OutOfCredit)
    assert len(vendor.requests) == 1


@BOTH
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("drop", errors.Interrupted),
        ("truncate", errors.Interrupted),
        ("malformed", errors.Malformed),
        ("error_event", errors.Overloaded),
        ("huge_line", errors.Malformed),
        ("refusal", errors.Refusal),
    ],
)
async def test_a_reply_that_breaks_after_its_first_word_is_never_begun_again(
    vendor: ModelServer, open_model: Opener, name: str, fault: Fault, kind: type[errors.LLMError]
) -> None:
    vendor.script.append(Reply(fault=fault, after=2))
    told = Told()
    row = await fail(told, open_model, name, kind)
    assert len(vendor.requests) == 1
    assert not any(isinstance(event, Finished) for event in told.events)
    assert any(isinstance(event, TextDelta) for event in told.events)
    assert row.first_text_ms is not None


async def test_a_vendors_filter_is_not_taken_for_a_refusal_of_the_model(
    vendor: ModelServer, open_model: Opener
) -> None:
    vendor.script.append(Reply(fault="content_filter", after=2))
    row = await fail(Told(), open_model, GPT, errors.ContentFiltered)
    assert (row.finish_reason, row.http_status) == ("content_filter", 200)


@BOTH
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("drop", errors.Interrupted),
        ("truncate", errors.Interrupted),
        ("malformed", errors.Malformed),
        ("error_event", errors.Overloaded),
        ("empty", errors.Empty),
        ("not_sse", errors.Malformed),
    ],
)
async def test_a_reply_that_breaks_before_its_first_word_is_begun_again(
    vendor: ModelServer, open_model: Opener, name: str, fault: Fault, kind: type[errors.LLMError]
) -> None:
    vendor.script.append(Reply(fault=fault, after=0))
    told = await ask(open_model(name))
    # One that ends before it began may look like nothing at all.
    assert told.attempts[0].error_class in {kind.__name__, "Malformed"}
    assert told.attempts[1].error_class is None
    assert isinstance(told.events[-1], Finished)


@BOTH
async def test_a_stall_ends_when_patience_does(vendor: ModelServer, open_model: Opener, name: str) -> None:
    vendor.script.append(Reply(fault="stall", after=2))
    told = Told()
    row = await fail(told, open_model, name, errors.TooSlow, patience=0.2)
    assert len(told.attempts) == 1
    assert row.ttft_ms is not None
    assert (row.usage_source, row.http_status) == ("estimated", 200)


@BOTH
async def test_a_vendor_that_never_begins_is_left_three_times(
    vendor: ModelServer, open_model: Opener, models: Models, name: str
) -> None:
    await models.choose(name)
    vendor.default = Reply(fault="stall", after=0)
    told = Told()
    await fail(told, open_model, name, errors.TooSlow, patience=0.1)
    assert [attempt.error_class for attempt in told.attempts] == ["TooSlow"] * 3
    assert [attempt.ttft_ms for attempt in told.attempts] == [None] * 3
    assert [attempt.http_status for attempt in told.attempts] == [None] * 3


@BOTH
async def test_a_web_page_instead_of_an_api_is_called_that(vendor: ModelServer, open_model: Opener, name: str) -> None:
    vendor.default = Reply(fault="html")
    await fail(Told(), open_model, name, errors.NotAnApi)
    vendor.default = Reply(fault="html", status=404)
    await fail(Told(), open_model, name, errors.NotAnApi)
    assert len(vendor.requests) == 2


@BOTH
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=500, body=HUGE), errors.Overloaded),
        (Reply(status=401, body=HUGE), errors.KeyRefused),
        (Reply(status=400, body='{"error":{"message":"' + HUGE), errors.NotAnApi),
        (Reply(status=500, body="no gzip", headers={"Content-Encoding": "gzip"}), errors.Overloaded),
        (Reply(status=200, fault="not_sse", body=HUGE), errors.Malformed),
        (Reply(status=200, fault="not_sse", body="<!doctype html><title>Hello</title>"), errors.Malformed),
        (Reply(status=200, fault="not_sse", body=""), errors.Malformed),
    ],
    ids=["500", "401", "400", "not gzip", "200", "html that says it is json", "nothing"],
)
async def test_an_answer_of_any_size_and_shape_is_one_of_our_errors(
    vendor: ModelServer, open_model: Opener, name: str, reply: Reply, kind: type[errors.LLMError]
) -> None:
    vendor.default = reply
    attempt = await fail(Told(), open_model, name, kind)
    assert attempt.error_class == kind.__name__


@BOTH
async def test_the_body_of_an_error_is_read_only_so_far(vendor: ModelServer, open_model: Opener, name: str) -> None:
    vendor.default = Reply(status=400, body='{"error":{"message":"' + HUGE + '"}}')
    with pytest.raises(errors.NotAnApi) as caught:
        await ask(open_model(name))
    body = getattr(caught.value.__cause__, "body")  # noqa: B009
    assert len(body) <= 64 * 1024


async def _packed(body: bytes, name: str) -> errors.LLMError:
    """Return the error that a model meets whose vendor answers with 400 and this, gzipped."""

    async def answer(_request: web.Request) -> web.Response:
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        return web.Response(status=400, body=gzip.compress(body), headers=headers)

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url, key = f"http://127.0.0.1:{runner.addresses[0][1]}", SecretStr("sk-test-key")
    models = Models(
        Settings(openai_api_key=key, openai_base_url=url, anthropic_api_key=key, anthropic_base_url=url), environ={}
    )
    try:
        with pytest.raises(errors.LLMError) as caught:
            await ask(models.speaker(await models.choose(name)))
        return caught.value
    finally:
        await models.close()
        await runner.cleanup()


@BOTH
async def test_a_packed_error_is_unpacked_only_so_far(name: str) -> None:
    understood = await _packed(b'{"error":{"code":"content_filter"}}', name)
    assert isinstance(understood, errors.ContentFiltered)
    bomb = await _packed(b'{"error":{"message":"' + bytes(50 * 1024**2), name)
    assert len(getattr(bomb.__cause__, "body")) <= 64 * 1024  # noqa: B009


@BOTH
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "content_filter", "message": "filtered"}, errors.ContentFiltered),
        ({"type": "invalid_request_error", "message": "Content Exists Risk"}, errors.ContentFiltered),
        ({"type": "invalid_request_error", "message": "Your credit balance is too low."}, errors.OutOfCredit),
        ({"type": "invalid_request_error", "code": "model_not_found"}, errors.ModelUnknown),
        ({"type": "invalid_request_error", "message": ["odd"]}, errors.RequestRefused),
    ],
)
async def test_what_a_vendor_says_of_a_refused_request_is_understood(
    vendor: ModelServer, open_model: Opener, name: str, error: object, kind: type[errors.LLMError]
) -> None:
    vendor.default = Reply(status=400, body=json.dumps({"type": "error", "error": error}))
    await fail(Told(), open_model, name, kind)
    assert len(vendor.requests) == 1


@BOTH
async def test_an_address_nobody_listens_at_is_unreachable(name: str) -> None:
    async with ModelServer().running() as gone:
        url = gone.url
    key = SecretStr("sk-test-key")
    settings = Settings(openai_api_key=key, openai_base_url=url, anthropic_api_key=key, anthropic_base_url=url)
    models = Models(settings, environ={})
    told = Told()
    with pytest.raises(errors.Unreachable):
        await ask(models.speaker(await models.choose(name)), told)
    assert [attempt.error_class for attempt in told.attempts] == ["Unreachable"] * 3
    await models.close()


@BOTH
async def test_usage_that_was_not_reported_is_estimated_and_says_so(
    vendor: ModelServer, open_model: Opener, name: str
) -> None:
    vendor.script.append(Reply(tokens=("x" * 40,), fault="no_usage", after=99))
    (row,) = (await ask(open_model(name), said=prompt(tools=()))).attempts
    assert row.usage_source == "estimated"
    assert row.output_tokens == 10
    assert row.input_tokens == round(len("You are the game master.I open the door.") / 4)
    assert row.cache_read_tokens is None


@BOTH
async def test_whoever_stops_listening_leaves_a_row_that_says_cancelled(
    vendor: ModelServer, open_model: Opener, name: str
) -> None:
    vendor.script.append(Reply(fault="stall", after=2))
    rows: list[Attempt] = []
    async with aclosing(tell(speaking(open_model(name)), prompt(), purpose="narrate", attempts=rows)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
    (row,) = rows
    assert (row.error_class, row.finish_reason) == ("Cancelled", None)
    assert row.first_text_ms is not None


@BOTH
async def test_a_cancelled_turn_leaves_a_row_and_stays_cancelled(
    vendor: ModelServer, open_model: Opener, name: str
) -> None:
    vendor.script.append(Reply(fault="stall", after=2))
    told = Told()
    begun = asyncio.Event()

    async def turn() -> None:
        async for event in tell(speaking(open_model(name)), prompt(), purpose="narrate", attempts=told.attempts):
            if isinstance(event, TextDelta):
                begun.set()

    task = asyncio.create_task(turn())
    await asyncio.wait_for(begun.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.attempts[0].error_class == "Cancelled"


async def test_no_key_shows_in_an_error_or_in_what_represents_the_models(
    vendor: ModelServer, open_model: Opener, models: Models
) -> None:
    vendor.default = Reply(status=401, body='{"error":{"message":"Incorrect API key provided: sk-openai-test"}}')
    with pytest.raises(errors.KeyRefused) as caught:
        await ask(open_model(GPT))
    assert "sk-" not in f"{caught.value!r} {caught.value} {vars(caught.value)} {models._addresses!r}"
