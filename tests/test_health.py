from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.health import STALE_SECONDS, beat, main, trouble


class Rests:
    """Stands in for the clock: hands out one rest at a time."""

    def __init__(self) -> None:
        self.begun = asyncio.Semaphore(0)
        self.over = asyncio.Semaphore(0)

    async def __call__(self, _seconds: float) -> None:
        self.begun.release()
        await self.over.acquire()


async def test_the_file_is_touched_while_the_bot_is_connected_and_left_alone_while_it_is_not(tmp_path: Path) -> None:
    file, rests, connected = tmp_path / "alive", Rests(), [False]
    beating = asyncio.create_task(beat(lambda: connected[0], file, sleep=rests))
    await rests.begun.acquire()
    assert not file.exists()

    connected[0] = True
    rests.over.release()
    await rests.begun.acquire()
    assert trouble(file, file.stat().st_mtime + 1) is None

    connected[0] = False
    os.utime(file, (1000, 1000))
    rests.over.release()
    await rests.begun.acquire()
    assert file.stat().st_mtime == 1000

    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    assert not file.exists()


async def test_a_folder_that_takes_no_file_is_told_and_does_not_end_the_beating(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rests = Rests()
    (tmp_path / "data").touch()
    beating = asyncio.create_task(beat(lambda: True, tmp_path / "data" / "alive", sleep=rests))
    await rests.begun.acquire()
    rests.over.release()
    await rests.begun.acquire()
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
    assert "cannot be touched" in caplog.text


def test_a_file_that_grew_old_means_that_the_bot_hangs_or_lost_discord(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    file.touch()
    wrong = trouble(file, file.stat().st_mtime + STALE_SECONDS + 5)
    assert wrong == "Skald has not been connected to Discord for 65 seconds"


def test_a_file_that_is_not_there_means_that_the_bot_is_not_connected(tmp_path: Path) -> None:
    assert "is not connected" in (trouble(tmp_path / "alive", 0) or "")


def test_the_exit_status_tells_the_container(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "alive"
    assert main([str(file)]) == 1
    file.touch()
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "connected"
