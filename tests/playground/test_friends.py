"""Friends at one table: the address that is shown to them, the pass phrase, and seats of their own."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from string import Formatter
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web

from playground import ManualClock, Playground
from playground.binding import NotBound, binding
from playground.refused import SENTENCES
from playground.web import asker
from playground.web.door import TRIES, TRIES_OF_ALL, TRIES_SECONDS
from playground.web.keys import HEADER
from playground.web.pace import HOSTS_SHARE, PACES
from playground.web.page import FILES

PHRASE = "a lantern in the fog"


@pytest.fixture
async def table(clock: ManualClock) -> AsyncIterator[Playground]:
    started = await Playground.start(clock=clock, phrase=PHRASE)
    yield started
    await started.close()


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


NAMES = {
    "name": ["", " ", "x" * 33, "\u202e", "\u2800", "\ufe0f", "\u17b4", "\u0301", "\ufffc"],
    "taken": ["Ada", "KIRA", "skald", "ａｄａ", "ſkald", "ada\u3164"],
    # Cyrillic, Greek and Coptic between Latin letters.
    "script": ["\u0410da", "Kir\u0430", "Brun\u03bf", "D\u2c9fra"],
    "everybody": ["everyone", "@everyone", "@ Everyone", "every one", "Here", "h\u00e8re"],
    # Cyrillic, Lisu and Cherokee throughout; a digit, a dot below, a bar for a letter; letters in boxes and on flags.
    "alike": [
        *("\u0410\u0501\u0430", "\ua4d7\ua4f2\ua4e3\ua4ee", "\u13e6\u13a5\u13a1\u13aa"),
        *("Brun0", "\u1e62kald", "K1ra", "K|ra", "Bru no", "\U0001f170\U0001f173\U0001f170"),
        "\U0001f1e6\U0001f1e9\U0001f1e6",
        # Marks of other alphabets and variants of a letter, most of which nobody sees.
        *("Ada\ufe0f", "Ada\u180b", "Ada\u17b4", "Ada\U000e0100", "Kira\u064e", "Kira\u0e47"),
    ],
    None: [
        *("Dora", "Ren\u00e9e", "\u0414\u043e\u0440\u0430", "\u96ea\u3072\u3081", "\u0921\u094b\u0930\u093e"),
        *("Ka\u02bbiu", "Dora 2", "🐉"),
    ],
}


@pytest.mark.parametrize("reason", NAMES)
async def test_a_friend_needs_a_name_that_nobody_has_or_seems_to_have(
    session: aiohttp.ClientSession, reason: str | None
) -> None:
    for name in NAMES[reason]:
        _, answer = await enter(session, phrase=PHRASE, name=name)
        assert (name, answer.get("reason")) == (name, reason)


def from_address(address: str) -> aiohttp.TCPConnector:
    """Ask from another of this machine's own addresses, as another machine of a network would."""
    return aiohttp.TCPConnector(local_addr=(address, 0))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.1 is the only address that comes by itself")
async def test_the_phrase_cannot_be_guessed_by_trying(table: Playground, clock: ManualClock) -> None:
    async with (
        aiohttp.ClientSession(table.url, connector=from_address("127.0.0.7")) as mallory,
        aiohttp.ClientSession(table.url, connector=from_address("127.0.0.8")) as friend,
    ):
        for number in range(TRIES):
            assert (await enter(mallory, phrase=f"guess {number}", name="Mallory"))[1]["reason"] == "wrong"
        assert "Too many tries" in (await enter(mallory, phrase=PHRASE, name="Mallory"))[1]["error"]
        assert (await enter(friend, phrase=PHRASE, name="Dora"))[0] == 200
        clock.advance(TRIES_SECONDS)
        assert (await enter(mallory, phrase=PHRASE, name="Mallory"))[0] == 200
        for machine in range(TRIES_OF_ALL // TRIES):
            async with aiohttp.ClientSession(table.url, connector=from_address(f"127.0.1.{machine + 1}")) as one:
                for _ in range(TRIES):
                    await enter(one, phrase="many machines guess", name="Mallory")
        assert (await enter(friend, phrase=PHRASE, name="Cleo"))[1]["reason"] == "wait"
        clock.advance(TRIES_SECONDS)
        assert (await enter(friend, phrase=PHRASE, name="Cleo"))[0] == 200


async def test_a_seat_that_does_more_than_anybody_could_waits_and_the_others_go_on(
    table: Playground, session: aiohttp.ClientSession, clock: ManualClock
) -> None:
    place = str(table.channel("general").id)
    key = (await enter(session, phrase=PHRASE, name="Dora"))[1]["key"]
    most = int(PACES["deeds"][0])
    said = [(await act(session, key, "dora", channel=place, content="x"))[0] for _ in range(most)]
    assert said == [200] * most
    status, refused = await act(session, key, "dora", channel=place, content="x")
    assert (status, refused["reason"], refused["values"]) == (429, "tooFast", {"seconds": 1})
    assert (await act(session, table.keys.of(table.person("kira")), "kira", channel=place, content="x"))[0] == 200
    clock.advance(1)
    assert (await act(session, key, "dora", channel=place, content="x"))[0] == 200
    for number in range(most * HOSTS_SHARE):
        assert (await act(session, table.keys.host, "ada", channel=place, content="x"))[0] == 200, number
    assert (await act(session, table.keys.host, "ada", channel=place, content="x"))[0] == 429


async def test_a_seat_cannot_fill_the_disk_nor_a_friend_the_table(
    table: Playground, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACES, "bytes", (2.0 * 2**20, 1.0))
    key, told = table.keys.of(table.person("kira")), {"person": "kira", "channel": str(table.channel("general").id)}
    for status in (200, 429):
        form = aiohttp.FormData({"payload_json": orjson.dumps(told).decode()})
        form.add_field("files[0]", bytes(3 * 2**19), filename="map.bin")
        async with session.post("/page/say", data=form, headers={HEADER: key}) as answer:
            assert answer.status == status
    monkeypatch.setitem(PACES, "guests", (2.0, 0.01))
    came = [(await enter(session, phrase=PHRASE, name=name))[0] for name in ("Dora", "Edda", "Fenn")]
    assert came == [200, 200, 429]


async def test_without_a_phrase_another_user_of_this_machine_does_not_become_the_host(
    clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = await Playground.start(clock=clock)
    try:
        async with aiohttp.ClientSession(table.url) as own:
            assert (await enter(own))[1]["host"]
            async with aiohttp.ClientSession(table.url, connector=of_a_stranger(monkeypatch)) as stranger:
                status, refused = await enter(stranger)
                assert (status, refused["reason"], "key" in refused) == (403, "stranger", False)
                # A link to a seat is good for whoever has it.
                assert (await enter(stranger, key=table.keys.of(table.person("kira"))))[1]["person"] == "kira"
            monkeypatch.setattr(asker, "TABLES", (Path("/nowhere"),))
            async with aiohttp.ClientSession(table.url, connector=of_a_stranger(monkeypatch)) as untold:
                assert (await enter(untold))[1]["host"]
    finally:
        await table.close()


def of_a_stranger(monkeypatch: pytest.MonkeyPatch) -> aiohttp.TCPConnector:
    """Connect as another user: the tests' own socket opened as nobody, or the playground run by somebody else."""
    if not Path("/proc/net/tcp").exists():
        pytest.skip("Only Linux tells whose socket it is.")

    def opened(address: tuple[Any, ...]) -> socket.socket:
        os.seteuid(65534)
        try:
            return socket.socket(address[0], address[1], address[2])
        finally:
            os.seteuid(0)

    if os.getuid():
        monkeypatch.setattr(os, "getuid", lambda: 65534)
        return aiohttp.TCPConnector()
    return aiohttp.TCPConnector(socket_factory=opened)


def test_a_connection_over_either_kind_of_socket_is_found_in_the_kernels_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.byteorder != "little":
        pytest.skip("These tables are of a machine that writes its words backwards.")
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    rest = "00000000:00000000 00:00000000 00000000"
    four, six = tmp_path / "tcp", tmp_path / "tcp6"
    four.write_text(f"{head}   0: 0100007F:20E4 0100007F:C000 01 {rest}  1000        0 1\n")
    prefix = "0000000000000000FFFF0000"
    six.write_text(f"{head}   0: {prefix}0100007F:C000 {prefix}0100007F:20E4 01 {rest}  1001        0 2\n")
    monkeypatch.setattr(asker, "TABLES", (four, six))
    assert asker.user_of(("127.0.0.1", 0x20E4), ("127.0.0.1", 0xC000)) == 1000
    assert asker.user_of(("127.0.0.1", 0xC000), ("127.0.0.1", 0x20E4)) == 1001
    assert asker.user_of(("127.0.0.1", 0xC001), ("127.0.0.1", 0x20E4)) is None


def test_every_refusal_is_said_in_french_with_what_stands_in_it() -> None:
    french = dict(re.findall(r'^  (\w+): "(.*)",$', (FILES / "words/refusals.js").read_text(), re.MULTILINE))
    assert french.keys() == SENTENCES.keys()
    for reason, sentence in french.items():
        english = {name for _, name, _, _ in Formatter().parse(SENTENCES[reason]) if name}
        # French names no kinds of options: the form beside it shows them.
        assert set(re.findall(r"\{(\w+)\}", sentence)) == english - {"kind"}, reason


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
        # Every file of it, with an origin or without: browsers name one when they ask for a module early.
        for path in (each.relative_to(FILES).as_posix() for each in FILES.rglob("*.*")):
            for headers in ({}, {"Origin": table.url}):
                async with outside.get(f"http://127.0.0.1/{path}", headers=headers) as answer:
                    assert (path, answer.status) == (path, 200)


@pytest.mark.parametrize("path", ["/gateway", "/gateway/", "/api/v10/gateway", "/api/v10/users/@me"])
async def test_no_page_of_a_browser_speaks_as_the_bot(
    table: Playground, session: aiohttp.ClientSession, path: str
) -> None:
    for origin in ("https://evil.example", "null", table.url):
        headers = {"Origin": origin, "Authorization": f"Bot {table.token}"}
        async with session.get(path, headers=headers) as answer:
            assert answer.status == 404
