"""The first evening at the real program, with the real bot as its child: killed in the middle, and started over."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from playground import ManualClock, Playground
from playground.evening.signs import read
from playground.evening.state import EveningState
from playground.folder import aside_in, folder_in, put_aside
from playground.messages import Draft, post
from tests.playground.test_program import Program, playing

Evening = dict[str, Any]


class Host:
    """The window of whoever runs the table, without a browser."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url, self.key = session, url, ""

    async def enter(self) -> None:
        async with self.session.post(f"{self.url}/page/enter", json={"key": self.key} if self.key else {}) as answer:
            self.key = (await answer.json())["key"]

    async def evening(self) -> Evening:
        async with self.session.get(f"{self.url}/page/evening", params={"person": "ada", "key": self.key}) as answer:
            return await answer.json()

    async def post(self, deed: str, **body: object) -> Evening:
        headers = {"X-Skald-Key": self.key}
        body = {"person": "ada", "locale": "en-US", **body}
        async with self.session.post(f"{self.url}/page/evening/{deed}", json=body, headers=headers) as answer:
            return await answer.json()

    async def until(self, condition: Callable[[Evening], bool]) -> Evening:
        """Wait for an evening as is wanted, looking whenever the page is told to look."""
        async with self.session.ws_connect(f"{self.url}/page/ws?person=ada&key={self.key}") as socket:
            while not condition(now := await self.evening()):
                while json.loads((await socket.receive(60)).data)["type"] != "evening":
                    pass
            return now


def done(evening: Evening, step: str) -> bool:
    return any(each["name"] == step and each["done"] for each in evening["steps"])


def made(evening: Evening) -> bool:
    return evening["told"] and evening["busy"] is None and all(each["made"] for each in evening["companions"])


# A bot that holds the output of a killed playground would keep it from being waited for.
BOT = shlex.join(["sh", "-c", f"exec {shlex.quote(sys.executable)} -m bot > /dev/null"])


@asynccontextmanager
async def sitting(folder: Path, port: int = 0) -> AsyncIterator[tuple[Program, Host]]:
    async with playing(folder, "--bot-command", BOT, port=port) as program, aiohttp.ClientSession() as session:
        url = (await program.line(r"plays at (http://127\.0\.0\.1:\d+)"))[1]
        host = Host(session, url)
        await host.enter()
        yield program, host


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="processes are ended as POSIX systems do")
async def test_an_evening_outlives_a_kill_and_can_start_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "PLAY_HOST", "PLAY_PASS_PHRASE"):
        monkeypatch.delenv(name, raising=False)
    async with sitting(tmp_path) as (program, host):
        port = int(host.url.rpartition(":")[2])
        assert (await host.evening())["begun"] is False
        await host.post("begin")
        await host.until(lambda evening: evening["founded"])
        # In the middle: the campaign is there, the companions are not.
        program.process.send_signal(signal.SIGKILL)
        await program.process.wait()
    async with sitting(tmp_path, port) as (program, host):
        await host.until(made)
        await host.post("do", step="turn")
        evening = await host.until(lambda evening: done(evening, "turn") and evening["busy"] is None)
        assert done(evening, "character")
        told = await host.post("start-over")
        await program.line("A new evening begins")
        await program.line("plays at")
        # The window of before still leads the table.
        await host.enter()
        evening = await host.evening()
        assert (evening["begun"], told["database"]) == (False, True)
        assert {*os.listdir(told["aside"])} >= {"playground.json", "skald.db"}
        assert await program.end() == 0


async def test_a_seat_that_is_not_the_hosts_leads_no_evening(playground: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        host = Host(session, playground.url)
        host.key = playground.keys.of(playground.person("ada"))
        assert (await host.evening())["host"] is False
        for deed in ("begin", "do", "hide", "start-over"):
            assert "Only whoever runs the table" in (await host.post(deed))["error"]
    assert playground.world.evening == EveningState()


async def test_hints_go_away_for_good_and_the_guide_comes_back(playground: Playground) -> None:
    async with aiohttp.ClientSession() as session:
        host = Host(session, playground.url)
        await host.enter()
        for hint in ("fight", "fight", "<script>", "x" * 10_000):
            await host.post("hide", hint=hint)
        assert (await host.evening())["dismissed"] == ["fight"]
        assert (await host.post("hide", panel=False))["hidden"] is True
        assert (await host.post("hide", panel=True))["hidden"] is False
        assert "runs Skald itself" in (await host.post("start-over"))["error"]
        assert "no such step" in (await host.post("do", step="x"))["error"]


async def test_whoever_did_nothing_for_a_while_at_their_window_is_away_from_it(clock: ManualClock) -> None:
    playground = await Playground.start(clock=clock)
    feed, kira = playground.page.feed, playground.person("kira")
    async with aiohttp.ClientSession(headers={"X-Skald-Key": playground.keys.of(kira)}) as session:
        feed.listen(kira, lambda: None)
        assert not feed.active(kira.id)
        body = {"person": "kira", "channel": str(playground.channel("campaign").id)}
        async with session.post(f"{playground.url}/page/type", json=body) as answer:
            assert answer.status == 200
        assert feed.active(kira.id)
        clock.advance(20)
        assert not feed.active(kira.id)
        assert feed.seated(kira.id)
    await playground.close()


def test_what_was_kept_in_another_shape_is_as_at_first() -> None:
    assert EveningState.restore(None) == EveningState()
    assert EveningState.restore({"begun": "yes", "done": {}, "turns": 3, "more": 1}) == EveningState(turns=3)


async def test_a_message_tells_what_happened_in_both_languages(playground: Playground) -> None:
    place, bot = playground.channel("campaign"), playground.world.application.bot

    def told(text: str) -> Any:
        return read(post(place, bot, Draft(text)))

    assert told("-# ⚔️ A fight begins · Bandit · initiative: Bandit (9) › Ada (4)").fight is True
    assert told("-# ⚔️ Un combat commence · Bandit · initiative\u00a0: Bandit (9)").fight is True
    assert told("-# ⚔️ The fight is won").fight is False
    assert told("She draws. ⚔️ initiative").fight is None
    assert told("-# 💥 Ada · **10** piercing · 10 → 0 HP · falls unconscious").fallen == ("Ada",)
    assert told("-# 💚 Ada · 1d8 + 2 (3) = 5 · **+5** · 0 → 5 PV · se réveille").healed == ("Ada",)


def test_old_worlds_stay_and_nothing_put_aside_is_lost(tmp_path: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert folder_in(tmp_path) == tmp_path / "playground"
    (tmp_path / "playground.json").write_text("{}")
    (tmp_path / "skald.db").write_text("a database")
    assert folder_in(tmp_path) == tmp_path
    (tmp_path / "playground-files").mkdir()
    (tmp_path / "playground.2026-01-02-030405").mkdir()
    aside = aside_in(tmp_path, now)
    assert aside.name == "playground.2026-01-02-030405-2"
    put_aside(tmp_path, aside, whole=False)
    assert {one.name for one in aside.iterdir()} == {"playground.json", "playground-files"}
    assert (tmp_path / "skald.db").exists()
    assert folder_in(tmp_path) == tmp_path / "playground"
