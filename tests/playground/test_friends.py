"""Friends at one table: the address that is shown to them, the pass phrase, and seats of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from playground import ManualClock, Playground
from playground.binding import NotBound, binding
from playground.web.keys import HEADER, TRIES, TRIES_SECONDS

PHRASE = "a lantern in the fog"


@pytest.fixture
async def table(clock: ManualClock) -> AsyncIterator[Playground]:
    started = await Playground.start(clock=clock, phrase=PHRASE)
    yield started
    await started.close()


@pytest.fixture
async def session(table: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(table.url) as opened:
        yield opened


async def enter(session: aiohttp.ClientSession, **body: str) -> tuple[int, Any]:
    async with session.post("/page/enter", json=body) as answer:
        return answer.status, await answer.json()


async def act(session: aiohttp.ClientSession, key: str, person: str, **body: str) -> tuple[int, Any]:
    async with session.post("/page/say", json={"person": person, **body}, headers={HEADER: key}) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize(
    ("host", "phrase", "sentence"),
    [
        ("0.0.0.0", None, "PLAY_PASS_PHRASE"),
        ("192.168.1.20", "", "PLAY_PASS_PHRASE"),
        ("0.0.0.0", "short", "too short"),
        ("my-house.example", PHRASE, "no address of this machine"),
        ("", "short", "too short"),
    ],
)
def test_a_page_for_a_network_needs_an_address_and_a_pass_phrase(host: str, phrase: str | None, sentence: str) -> None:
    with pytest.raises(NotBound, match=sentence):
        binding(None, {"PLAY_HOST": host, "PLAY_PASS_PHRASE": phrase})


def test_without_any_wish_the_page_is_for_this_machine_alone() -> None:
    assert binding(None, {}).host == "127.0.0.1"
    assert [*binding(None, {}).told("http://127.0.0.1:8420", "secret")] == ["Skald plays at http://127.0.0.1:8420"]


def test_friends_are_told_where_to_come_and_only_the_host_is_told_the_hosts_key() -> None:
    own, friends = binding("192.168.1.20", {"PLAY_PASS_PHRASE": PHRASE}).told("http://127.0.0.1:8420", "secret")
    assert "http://127.0.0.1:8420/#key=secret" in own
    assert "http://192.168.1.20:8420" in friends
    assert "secret" not in friends


async def test_a_friend_enters_with_the_pass_phrase_and_is_one_person_only(
    table: Playground, session: aiohttp.ClientSession
) -> None:
    status, refused = await enter(session)
    assert (status, "pass phrase" in refused["error"]) == (401, True)
    _, entered = await enter(session, phrase=PHRASE, name="Dora")
    assert (entered["person"], entered["host"]) == ("dora", False)
    place = str(table.channel("general").id)
    assert (await act(session, entered["key"], "dora", channel=place, content="Here I am"))[0] == 200
    status, refused = await act(session, entered["key"], "ada", channel=place, content="I am Ada")
    assert (status, refused["error"]) == (401, "This seat is somebody else's.")
    assert [(one.author.name, one.content) for one in table.channel("general").messages] == [("dora", "Here I am")]
    async with session.get("/page/seats", params={"person": "dora", "key": entered["key"]}) as answer:
        assert answer.status == 400


async def test_a_link_to_a_seat_needs_no_phrase_and_outlives_the_program(
    table: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get("/page/seats", params={"person": "ada", "key": table.keys.host}) as answer:
        seats = {one["name"]: one["key"] for one in await answer.json()}
    assert (await enter(session, key=seats["kira"]))[1]["person"] == "kira"
    status, refused = await enter(session, key="no-such-seat")
    assert (status, "no seat any more" in refused["error"]) == (401, True)


@pytest.mark.parametrize(
    "name", ["", " ", "x" * 33, "Ada", "KIRA", "skald", "\u202e", "ａｄａ", "ſkald", "ada\u3164", "\u2800"]
)
async def test_a_friend_needs_a_name_that_nobody_has(session: aiohttp.ClientSession, name: str) -> None:
    assert (await enter(session, phrase=PHRASE, name=name))[0] == 401


async def test_the_phrase_cannot_be_guessed_by_trying(
    table: Playground, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    for number in range(TRIES):
        assert (await enter(session, phrase=f"guess {number}", name="Mallory"))[0] == 401
    _, told = await enter(session, phrase=PHRASE, name="Dora")
    assert "Too many tries" in told["error"]
    clock.advance(TRIES_SECONDS)
    assert (await enter(session, phrase=PHRASE, name="Dora"))[0] == 200


async def test_without_a_key_nothing_is_told(table: Playground, session: aiohttp.ClientSession) -> None:
    for what in ("state", "messages", "commands", "seats", "ws"):
        async with session.get(f"/page/{what}", params={"person": "ada"}) as answer:
            assert answer.status == 401
    assert (await act(session, "", "ada", channel=str(table.channel("general").id), content="x"))[0] == 401


async def test_only_the_page_is_shown_to_what_does_not_come_from_this_machine(
    table: Playground, tmp_path: Path
) -> None:
    # A socket that is no address of this machine's stands for a network.
    assert table._runner is not None
    await web.UnixSite(table._runner, str(tmp_path / "network")).start()
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(tmp_path / "network"))) as outside:
        for path, status in (("/", 200), ("/api/v10/gateway", 404), ("/gateway", 404), ("/api/users/@me", 404)):
            async with outside.get(f"http://127.0.0.1{path}") as answer:
                assert (path, answer.status) == (path, status)
