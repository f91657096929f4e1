"""/keys over the wire: a key is pasted into a form, tried at a model server, and arrives there with the turns."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.setting_up.steps import VENDORS
from playground.call import Call
from playground.invoke import Refused
from playground.model import Channel, Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

SECRET_KEY = SecretStr("correct horse battery staple")
THEIRS = "sk-loopback-key-of-this-server-wxyz"
OPERATORS = SecretStr("sk-loopback-key-of-the-operator")
NAMED = {"provider": "openai"}
TOLD = Reply(tokens=("The ", "fog ", "lifts."))


@pytest.fixture
async def vendor() -> AsyncIterator[ModelServer]:
    async with ModelServer(TOLD, models=("gpt-4o",)).running() as server:
        yield server


def settings(vendor: ModelServer, **other: Any) -> dict[str, Any]:
    return {"openai_base_url": vendor.url, "secret_key": SECRET_KEY} | other


async def form(person: Person, channel: Channel, provider: str = "openai") -> Call:
    return await person.slash(channel, "keys set", provider=provider)


async def bring(seat: Seat, key: str = THEIRS) -> Message:
    """Paste a key into the form and return what the person reads in the end."""
    call = await seat.ada.submit(await form(seat.ada, seat.channel), {"key": key})
    return await call.reply()


async def shown(seat: Seat, channel: Channel | None = None) -> Message:
    return await (await seat.ada.slash(channel or seat.channel, "keys list")).reply()


def fields(message: Message) -> dict[str, str]:
    (embed,) = message.embeds
    return {field["name"]: field["value"] for field in embed.get("fields", [])}


def arrived(vendor: ModelServer) -> list[str]:
    """List the key of each completion that arrived."""
    return [
        request.headers["Authorization"].removeprefix("Bearer ")
        for request in vendor.requests
        if request.path.endswith("/completions")
    ]


async def test_a_key_is_tried_kept_and_used_for_the_turns_of_its_server(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor))
    opened = await form(seat.ada, seat.channel)
    # A form that was open through a restart is read all the same.
    await seat.restart()
    told = await (await seat.ada.submit(opened, {"key": f"  {THEIRS}\n"})).reply()
    assert "`…wxyz`" in told.content
    assert told.seen_by == seat.ada.id
    assert arrived(vendor) == [THEIRS]
    await seat.create_campaign(model="openai/gpt-4o")
    await seat.restart()
    await seat.kira.say(seat.channel, "I look around.")
    await seat.told(2)
    assert arrived(vendor) == [THEIRS] * 3


async def test_another_server_uses_the_operators_key_and_never_this_ones(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(start=False, **settings(vendor, openai_api_key=OPERATORS))
    world = seat.playground.world
    elsewhere = world.add_channel(world.add_guild("The Mill", world.user("ada")), "mill")
    await seat.start()
    await bring(seat)
    vendor.requests.clear()
    await seat.create_campaign(elsewhere, model="openai/gpt-4o")
    await seat.create_campaign(model="openai/gpt-4o")
    assert arrived(vendor) == [OPERATORS.get_secret_value(), THEIRS]
    assert fields(await shown(seat, elsewhere)) == {}


async def test_another_server_is_not_offered_what_this_one_brought(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(start=False, **settings(vendor))
    world = seat.playground.world
    elsewhere = world.add_channel(world.add_guild("The Mill", world.user("ada")), "mill")
    await seat.start()
    await bring(seat)
    call = await seat.ada.slash(
        elsewhere, "campaign create", name="Theirs", themes="", language="en", model="openai/gpt-4o"
    )
    assert "Offered now: offline/chronicler, offline/narrator" in (await call.reply()).content
    assert len(arrived(vendor)) == 1


async def test_the_list_shows_the_last_four_characters_and_who_brought_the_key(
    sit: Sitting, vendor: ModelServer
) -> None:
    seat = await sit(**settings(vendor))
    assert "/keys set" in (await shown(seat)).embeds[0]["description"]
    await bring(seat)
    listed = await shown(seat)
    assert listed.seen_by == seat.ada.id
    line = fields(listed)["openai"]
    assert "`…wxyz`" in line
    assert f"<@{seat.ada.id}>" in line
    assert THEIRS not in str(listed.embeds)


async def test_a_removed_key_is_used_no_more(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor, openai_api_key=OPERATORS))
    await bring(seat)
    await seat.create_campaign(model="openai/gpt-4o")
    assert [one["value"] for one in await seat.ada.autocomplete(seat.channel, "keys remove", "provider", "op")] == [
        "openai"
    ]
    removed = await (await seat.ada.slash(seat.channel, "keys remove", provider="openai")).reply()
    assert "openai is gone" in removed.content
    assert await seat.ada.autocomplete(seat.channel, "keys remove", "provider", "") == []
    await seat.kira.say(seat.channel, "I look around.")
    await seat.told(2)
    assert arrived(vendor)[1:] == [THEIRS, OPERATORS.get_secret_value()]
    again = await (await seat.ada.slash(seat.channel, "keys remove", provider="openai")).reply()
    assert "no key of its own" in again.content


async def test_a_key_that_does_not_work_is_not_kept_and_the_vendors_words_are_not_repeated(
    sit: Sitting, vendor: ModelServer
) -> None:
    seat = await sit(**settings(vendor))
    vendor.default = Reply(status=401, body=f'{{"error":{{"message":"Bad key {THEIRS}","code":"invalid_api_key"}}}}')
    told = await bring(seat)
    assert "openai does not know this key" in told.content
    assert told.seen_by == seat.ada.id
    assert "sk-" not in told.content
    assert fields(await shown(seat)) == {}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "sk-short",
        "sk-with a blank inside",
        "sk-with-a-line\nbreak-inside",
        "“sk-quoted-by-a-word-processor”",
        "sk-clé-d-un-serveur",
        "sk-with-a-\x07-control-character",
        "x" * 500 + "é",
    ],
)
async def test_what_is_no_key_is_sent_nowhere(sit: Sitting, vendor: ModelServer, key: str) -> None:
    seat = await sit(**settings(vendor))
    if not 1 <= len(key) <= 500:
        with pytest.raises(Refused):
            await bring(seat, key)
    else:
        assert "That is not a key" in (await bring(seat, key)).content
    assert vendor.requests == []


async def test_a_server_can_try_five_keys_in_ten_minutes(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor))
    vendor.models_reply = Reply(status=401)
    for _ in range(5):
        assert "does not know this key" in (await bring(seat)).content
    assert "several keys" in (await bring(seat)).content
    assert len(vendor.requests) == 5


async def test_without_a_secret_key_every_command_says_what_to_set(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(openai_base_url=vendor.url)
    for command, options in (
        ("keys set", {"provider": "openai"}),
        ("keys list", {}),
        ("keys remove", {"provider": "x"}),
    ):
        told = await (await seat.ada.slash(seat.channel, command, **options)).reply()
        assert "SECRET_KEY" in told.content
        assert told.seen_by == seat.ada.id


async def test_a_provider_skald_does_not_know_is_refused_with_those_it_does(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor))
    offered = await seat.ada.autocomplete(seat.channel, "keys set", "provider", "")
    assert [choice["value"] for choice in offered] == [*VENDORS]
    for wrong in ("ollama", "http://evil.example/v1", "x" * 3000):
        call = await form(seat.ada, seat.channel, wrong)
        assert ", ".join(VENDORS) in (await call.reply()).content


async def test_only_who_may_manage_the_server_reaches_the_keys(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor))
    with pytest.raises(Refused):
        await form(seat.kira, seat.channel)
    # A server can give a command to anybody in its settings; what it shows and does is still for admins.
    for command in seat.playground.world.application.commands.values():
        command["default_member_permissions"] = None
    await bring(seat)
    for command, options in (
        ("keys set", {"provider": "openai"}),
        ("keys list", {}),
        ("keys remove", {"provider": "openai"}),
    ):
        told = await (await seat.kira.slash(seat.channel, command, **options)).reply()
        assert "Manage Server" in told.content
    assert await seat.kira.autocomplete(seat.channel, "keys remove", "provider", "") == []
    assert "openai" in fields(await shown(seat))


async def test_another_secret_key_leaves_the_keys_to_be_brought_again(sit: Sitting, vendor: ModelServer) -> None:
    seat = await sit(**settings(vendor))
    await bring(seat)
    await seat.create_campaign(model="openai/gpt-4o")
    await seat.restart(secret_key=SecretStr("another horse battery staple"))
    assert "can no longer be opened" in fields(await shown(seat))["openai"]
    call = await seat.ada.slash(seat.channel, "campaign model", model="openai/gpt-4o")
    assert "/keys set" in (await call.reply()).content
    listed = await (await seat.ada.slash(seat.channel, "models list")).reply()
    assert "This campaign: **GPT-4o**, not offered now" in listed.embeds[0]["description"]
    await bring(seat)
    assert "can no longer" not in fields(await shown(seat))["openai"]
    await seat.kira.say(seat.channel, "I look around.")
    await seat.told(2)
    assert set(arrived(vendor)) == {THEIRS}


async def test_another_secret_key_leaves_the_operators_key_where_there_is_one(
    sit: Sitting, vendor: ModelServer
) -> None:
    seat = await sit(**settings(vendor, openai_api_key=OPERATORS))
    await bring(seat)
    await seat.restart(secret_key=SecretStr("another horse battery staple"))
    await seat.create_campaign(model="openai/gpt-4o")
    assert arrived(vendor)[-1] == OPERATORS.get_secret_value()


async def test_a_key_stands_in_no_log_and_not_in_the_database(
    sit: Sitting, vendor: ModelServer, logged: io.StringIO, tmp_path: Path
) -> None:
    # Not shaped like a key, so that only having been told of it hides it.
    plain = "correcthorsebatterystapleofaserver"
    seat = await sit(**settings(vendor))
    await bring(seat, plain)
    await seat.restart()
    await seat.create_campaign(model="openai/gpt-4o")
    logging.getLogger("a.library").warning("the key is %s", plain)
    await seat.stop()
    said = logged.getvalue()
    assert "the key is [redacted]" in said
    assert plain not in said
    assert plain.encode() not in _everything_in(tmp_path)


def _everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
