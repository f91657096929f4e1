"""`python -m playground` as a process."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from playground.program import main
from playground.world import World
from playground.worldfile import dump

ROOT = Path(__file__).parents[2]
# Stands for the bot: says what it was given, and tells when it is asked to end.
BOT = """
import os, signal, sys, time
def end(*_):
    print("bot ends", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("bot", os.environ["DISCORD_API_URL"], os.environ["DISCORD_TOKEN"], os.environ["SOMETHING"], flush=True)
if len(sys.argv) > 1: sys.exit(int(sys.argv[1]))
time.sleep(60)
"""


class Program:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line that matches."""
        assert self.process.stdout is not None
        seen: list[str] = []
        while raw := await asyncio.wait_for(self.process.stdout.readline(), 20):
            seen.append(raw.decode())
            found = re.search(pattern, seen[-1])
            if found:
                return found
        raise AssertionError(f"no {pattern!r} in {seen}")

    async def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 20)


@asynccontextmanager
async def playing(folder: Path, *arguments: str, port: int = 0) -> AsyncIterator[Program]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "playground",
        "--port",
        str(port),
        *arguments,
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(folder), "SOMETHING": "inherited"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def command(folder: Path, *arguments: str) -> str:
    script = folder / "bot.py"
    script.write_text(BOT)
    return " ".join([sys.executable, str(script), *arguments])


async def test_it_runs_the_bot_and_ends_it_with_itself(tmp_path: Path) -> None:
    async with playing(tmp_path, "--bot-command", command(tmp_path)) as program:
        address = (await program.line(r"http://127\.0\.0\.1:\d+"))[0]
        told = await program.line(r"^bot (\S+) (\S+\.\S+\.\S+) inherited")
        assert told[1] == f"{address}/api/v10"
        assert await program.end() == 0
        await program.line("bot ends")
    assert (tmp_path / "playground" / "playground.json").is_file()


async def test_a_bot_that_ends_by_itself_leaves_the_page(tmp_path: Path) -> None:
    async with playing(tmp_path, "--bot-command", command(tmp_path, "3")) as program:
        address = (await program.line(r"http://127\.0\.0\.1:\d+"))[0]
        await program.line(r"The bot ended by itself with exit code 3\. It is started again in 1 s \(try 1 of 3\)")
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{address}/page/enter", json={}) as answer:
                key = (await answer.json())["key"]
            async with session.get(f"{address}/page/state?person=kira&key={key}") as answer:
                assert answer.status == 200
                assert (await answer.json())["bot"]["online"] is False
        assert await program.end() == 0


async def test_a_taken_port_gives_way_to_the_next_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with playing(tmp_path, "--no-bot", port=port) as program:
            told = await program.line(rf"Port {port} is taken, .* takes (\d+)\.$")
            await program.line(rf"Skald plays at http://127\.0\.0\.1:{told[1]}$")
            assert await program.end() == 0


@pytest.mark.parametrize("port", ["99999", "-1", "eight"])
def test_what_is_no_port_is_refused_with_those_that_are(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--port", port])
    assert "65535" in capsys.readouterr().err


async def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with playing(tmp_path / "file", "--no-bot") as program:
        await program.line("Nothing can be kept in .*file.*DATA_DIR")
        assert await asyncio.wait_for(program.process.wait(), 20) == 1


async def test_an_old_world_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "playground.json").write_bytes(dump(World.default()))
    async with playing(tmp_path, "--no-bot") as program:
        await program.line("Skald plays at")
        assert await program.end() == 0
    assert not (tmp_path / "playground").exists()


def test_a_file_of_settings_that_cannot_be_read_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"PLAY_HOST=\xff\xfe")
    assert main(["--no-bot", "--port", "0"]) == 1
    assert ".env cannot be read" in capsys.readouterr().out


def test_a_folder_with_a_name_that_no_disk_takes_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", "x" * 5000)
    assert main(["--no-bot", "--port", "0"]) == 1
    assert "Nothing can be kept in" in capsys.readouterr().out
