"""A key is tried by real calls, and each way in which it is no good has its own sentence."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.config import Settings
from bot.domain.attempt import Attempt
from bot.llm import trial
from bot.llm.models import Models

KEY = SecretStr("sk-loopback-key-of-a-server")
NOWHERE = "http://127.0.0.1:9/v1"


def models_at(url: str, timeout: float = 5) -> Models:
    settings = Settings(
        openai_base_url=url,
        anthropic_base_url=url.removesuffix("/v1"),
        ollama_base_url=NOWHERE,
        api_timeout=timeout,
    )
    return Models(settings, environ={})


async def tried(url: str, provider: str = "openai", patience: float = 5) -> list[Attempt]:
    models = models_at(url, patience)
    attempts: list[Attempt] = []
    try:
        await models.try_key(provider, KEY, attempts)
    finally:
        await models.close()
    return attempts


def error(code: str, message: str = "No.") -> str:
    return f'{{"error":{{"message":"{message} {KEY.get_secret_value()[:12]}","type":"{code}","code":"{code}"}}}}'


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
async def test_a_good_key_lists_and_says_a_word_with_the_cheapest_model_that_is_listed(
    vendor: ModelServer, provider: str
) -> None:
    vendor.models = ("gpt-6-sol", "gpt-6-luna", "claude-sonnet-5-5", "claude-haiku-5-5")
    (attempt,) = await tried(vendor.url, provider)
    assert attempt.purpose == "test"
    assert attempt.error_class is None
    listing, completion = vendor.requests
    assert listing.path == "/v1/models"
    assert completion.body["model"] == {"openai": "gpt-6-luna", "anthropic": "claude-haiku-5-5"}[provider]
    assert {request.headers["Authorization"] for request in vendor.requests} == {f"Bearer {KEY.get_secret_value()}"}


async def test_a_server_that_lists_for_everybody_proves_nothing_by_its_list(vendor: ModelServer) -> None:
    vendor.models = ("gpt-4o",)
    vendor.default = Reply(status=401, body=error("invalid_api_key"))
    with pytest.raises(trial.WrongKey):
        await tried(vendor.url)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=401, body=error("invalid_api_key")), trial.WrongKey),
        (Reply(status=401, body=error("invalid_api_key", "This key has expired.")), trial.LapsedKey),
        (Reply(status=403, body=error("permission_error", "The key was revoked.")), trial.LapsedKey),
        (Reply(status=402, body=error("billing_error")), trial.NoCredit),
        (Reply(status=429, body=error("insufficient_quota")), trial.NoCredit),
        (Reply(status=429, body=error("rate_limit_error")), trial.ServerBusy),
        (Reply(status=503, body=error("api_error")), trial.ServerInTrouble),
        (Reply(fault="html"), trial.NotAVendor),
        (Reply(status=404, fault="html"), trial.NotAVendor),
        (Reply(status=307, headers={"Location": "http://127.0.0.1:9/"}, fault="status"), trial.NotAVendor),
        (Reply(body='{"data":[{"id":"' + "x" * 10 * 1024**2 + '"}]}'), trial.HugeAnswer),
    ],
)
async def test_a_list_that_is_refused_is_the_end_of_it(
    vendor: ModelServer, reply: Reply, kind: type[trial.BadKey]
) -> None:
    vendor.models_reply = reply
    with pytest.raises(trial.BadKey) as caught:
        await tried(vendor.url)
    assert type(caught.value) is kind
    assert KEY.get_secret_value()[:12] not in str(caught.value)
    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=401, body=error("invalid_api_key")), trial.WrongKey),
        (Reply(status=403, body=error("permission_error")), trial.ForbiddenKey),
        (Reply(status=404, body=error("model_not_found")), trial.NoModels),
        (Reply(status=429, body=error("insufficient_quota")), trial.NoCredit),
        (Reply(status=429, body=error("rate_limit_error")), trial.ServerBusy),
        (Reply(status=500, body=error("server_error")), trial.ServerInTrouble),
        (Reply(fault="html"), trial.NotAVendor),
        (Reply(fault="drop", after=0), trial.Unclear),
        (Reply(fault="huge_line", after=0), trial.Unclear),
    ],
)
async def test_a_reply_that_fails_says_why_the_key_is_not_kept(
    vendor: ModelServer, reply: Reply, kind: type[trial.BadKey]
) -> None:
    vendor.models = ("gpt-6-luna",)
    vendor.default = reply
    with pytest.raises(trial.BadKey) as caught:
        await tried(vendor.url)
    assert type(caught.value) is kind
    assert KEY.get_secret_value()[:12] not in str(caught.value)


async def test_a_key_that_may_not_list_may_still_speak(vendor: ModelServer) -> None:
    vendor.models_reply = Reply(status=403, body=error("permission_error", "Missing scopes: api.model.read"))
    (attempt,) = await tried(vendor.url)
    assert attempt.error_class is None


async def test_a_key_that_may_neither_list_nor_speak_is_simply_wrong(vendor: ModelServer) -> None:
    vendor.models_reply = vendor.default = Reply(status=403, body=error("permission_error"))
    with pytest.raises(trial.WrongKey):
        await tried(vendor.url)


async def test_a_model_the_key_may_not_use_is_passed_over(vendor: ModelServer) -> None:
    vendor.models = ("gpt-6-sol", "gpt-6-luna")
    vendor.script.append(Reply(status=404, body=error("model_not_found")))
    refused, spoke = await tried(vendor.url)
    assert (refused.error_class, spoke.error_class) == ("ModelUnknown", None)
    assert [request.body.get("model") for request in vendor.requests] == [None, "gpt-6-luna", "gpt-6-sol"]


@pytest.mark.parametrize("reply", [Reply(fault="empty"), Reply(fault="refusal"), Reply(fault="content_filter")])
async def test_a_vendor_that_took_the_key_and_had_nothing_to_say_proves_it(vendor: ModelServer, reply: Reply) -> None:
    vendor.default = reply
    assert len(await tried(vendor.url)) == 1


async def test_a_server_that_is_not_there_is_called_unreachable() -> None:
    with pytest.raises(trial.ServerUnreachable):
        await tried(NOWHERE)


async def test_a_server_that_says_nothing_is_left_after_a_while(vendor: ModelServer) -> None:
    vendor.default = Reply(fault="stall", after=0)
    with pytest.raises(trial.ServerSilent):
        await tried(vendor.url, patience=0.2)


async def test_a_wrong_key_counts_against_no_breaker(vendor: ModelServer) -> None:
    models = models_at(vendor.url)
    vendor.default = Reply(status=401, body=error("invalid_api_key"))
    with pytest.raises(trial.WrongKey):
        await models.try_key("openai", KEY, [])
    assert models.breakers() == []
    await models.close()
