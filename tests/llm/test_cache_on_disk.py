"""Answers in files: they outlive a restart, and nothing that lies in the folder can do harm."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import time
from pathlib import Path

import pytest

from bot.llm.answers import Answers
from bot.llm.cache.disk import Disk
from bot.llm.cache.entry import LARGEST, Entry, Lifetime
from tests.llm.test_answers import Clock, Oracle, ask, clock

__all__ = ["clock"]

KEY = "0123456789abcdef" * 4
OTHER = "f" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def disk(folder: Path, clock: Clock) -> Disk:
    return Disk(folder, Lifetime(300.0, clock))


def _lay(folder: Path, name: str, content: bytes = b"x", *, changed: float | None = None) -> Path:
    """Put a file into the folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    if changed is not None:
        os.utime(folder / name, (changed, changed))
    return folder / name


def _link(folder: Path, target: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{KEY}.json").symlink_to(target)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _written(folder: Path) -> list[Path]:
    return sorted(folder.glob("*")) if folder.exists() else []


async def test_an_answer_outlives_a_restart(folder: Path, clock: Clock) -> None:
    oracle, lifetime = Oracle(), Lifetime(300.0, clock)
    await ask(Answers(lifetime, [Disk(folder, lifetime)]), oracle)
    assert await ask(Answers(lifetime, [Disk(folder, lifetime)]), oracle) == ("Forty-two.", True, [])
    clock.moment += 300
    assert (await ask(Answers(lifetime, [Disk(folder, lifetime)]), oracle))[1] is False
    assert oracle.asked == 2


async def test_a_restart_does_not_make_an_answer_young_again(folder: Path, clock: Clock) -> None:
    oracle, lifetime = Oracle(), Lifetime(300.0, clock)
    await ask(Answers(lifetime, [Disk(folder, lifetime)]), oracle)
    clock.moment += 200
    again = Answers(lifetime, [Disk(folder, lifetime)])
    assert (await ask(again, oracle))[1] is True
    clock.moment += 101
    assert (await ask(again, oracle))[1] is False


async def test_a_shorter_time_holds_for_what_was_kept_before(folder: Path, clock: Clock, disk: Disk) -> None:
    await disk.put(KEY, Entry("old", clock()))
    clock.moment += 100
    assert await Disk(folder, Lifetime(50.0, clock)).get(KEY) is None


async def test_only_the_programs_own_user_can_read_what_is_kept(folder: Path, disk: Disk, clock: Clock) -> None:
    before = os.umask(0)
    try:
        await disk.put(KEY, Entry("secret", clock()))
    finally:
        os.umask(before)
    (file,) = _written(folder)
    assert (_mode(file), _mode(folder)) == (0o600, 0o700)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe\x00",
        b'{"key": "%b", "kept_at": 1795000000.0}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1795000000.0, "text": 7}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1795000000.0, "text": ""}' % KEY.encode(),
        b'{"key": "%b", "kept_at": "now", "text": "x"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": true, "text": "x"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": NaN, "text": "x"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1e999, "text": "x"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1794000000.0, "text": "of yesterday"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1895000000.0, "text": "of the future"}' % KEY.encode(),
        b'{"key": "%b", "kept_at": 1795000000.0, "text": "the answer to another question"}' % OTHER.encode(),
        b'{"key": "%b", "kept_at": 1795000000.0, "text": "' % KEY.encode() + b"x" * LARGEST + b'"}',
        b"[" * 60_000,
    ],
)
async def test_a_file_that_is_no_answer_is_a_miss_and_goes(folder: Path, disk: Disk, content: bytes) -> None:
    _lay(folder, f"{KEY}.json", content)
    assert await disk.get(KEY) is None
    assert _written(folder) == []


async def test_a_link_a_pipe_and_a_folder_are_misses(folder: Path, disk: Disk, clock: Clock, tmp_path: Path) -> None:
    astray = json.dumps({"key": KEY, "kept_at": clock(), "text": "led astray"})
    _link(folder, _lay(tmp_path, "elsewhere.json", astray.encode()))
    assert await disk.get(KEY) is None
    assert "elsewhere.json" in os.listdir(tmp_path)
    os.mkfifo(folder / f"{KEY}.json")
    assert await asyncio.wait_for(disk.get(KEY), 30) is None
    assert _written(folder) == []
    os.mkdir(folder / f"{KEY}.json")
    assert await disk.get(KEY) is None
    await disk.put(KEY, Entry("nowhere to go", clock()))
    assert [file.name for file in _written(folder)] == [f"{KEY}.json"]


async def test_a_link_is_replaced_and_not_written_through(
    folder: Path, disk: Disk, clock: Clock, tmp_path: Path
) -> None:
    target = _lay(tmp_path, "precious", b"mine")
    _link(folder, target)
    await disk.put(KEY, Entry("an answer", clock()))
    assert _written(tmp_path) == [folder, target]
    assert target.stat().st_size == 4
    assert await disk.get(KEY) == Entry("an answer", clock())


async def test_a_disk_that_cannot_be_written_to_costs_only_what_it_would_have_kept(
    folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    _lay(folder.parent, folder.name, b"a file in the place of the folder")
    oracle, lifetime = Oracle(), Lifetime(300.0, clock)
    answers = Answers(lifetime, [Disk(folder, lifetime)])
    await answers.open()
    for number in range(3):
        assert (await ask(answers, oracle, guild_id=number))[0] == "Forty-two."
    assert capsys.readouterr().out.count("answers cannot be kept on disk") == 1


async def test_at_the_start_what_is_too_old_goes_and_what_is_not_ours_stays(
    folder: Path, disk: Disk, clock: Clock
) -> None:
    half = f"{KEY}.{'0' * 16}.tmp"
    for name, age in ((f"{KEY}.json", 10), (f"{OTHER}.json", 400), (half, 90), ("notes.txt", 9000), ("a.json", 9000)):
        _lay(folder, name, changed=clock() - age)
    await disk.open()
    assert [file.name for file in _written(folder)] == [f"{KEY}.json", "a.json", "notes.txt"]


async def test_what_another_process_is_writing_just_now_is_left_alone(folder: Path, disk: Disk, clock: Clock) -> None:
    half = _lay(folder, f"{KEY}.{'0' * 16}.tmp", changed=clock() - 1)
    await disk.open()
    assert _written(folder) == [half]


async def test_the_folder_is_bounded_in_files_and_bytes(folder: Path, clock: Clock) -> None:
    clock.moment = time.time()
    for disk, most in (
        (Disk(folder, Lifetime(300.0, clock), most=20), 20),
        (Disk(folder, Lifetime(300.0, clock), most_bytes=10_000), 10),
    ):
        for number in range(100):
            name = f"{number:064x}"
            await disk.put(name, Entry("x" * 900, clock()))
            os.utime(folder / f"{name}.json", (clock() - 200 + number, clock() - 200 + number))
        await disk.open()
        left = _written(folder)
        assert most - 1 <= len(left) <= most
        # The newest stay.
        assert left[-1].name == f"{99:064x}.json"


async def test_many_answers_are_swept_without_a_restart(folder: Path, clock: Clock) -> None:
    disk = Disk(folder, Lifetime(300.0, clock), most=5)
    clock.moment = time.time()
    for number in range(250):
        await disk.put(f"{number:064x}", Entry("x", clock()))
    assert len(_written(folder)) <= 5 + 100


async def test_two_processes_that_write_at_once_leave_a_whole_file(folder: Path, clock: Clock) -> None:
    disks = [Disk(folder, Lifetime(300.0, clock)) for _ in range(4)]
    texts = [str(number) * 5_000 for number in range(4)]
    await asyncio.gather(*(disk.put(KEY, Entry(text, clock())) for disk, text in zip(disks, texts, strict=True)))
    found = await disks[0].get(KEY)
    assert found is not None
    assert found.text in texts
    assert len(_written(folder)) == 1
