"""What an operator types, and the sentence they get when something is not right."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

import bot
from bot.storage.versions import newest
from playground.server import Playground
from tests.forked import Heard

HERE = Path(bot.__file__).parent.parent
NOBODY = {"OLLAMA_BASE_URL": "http://127.0.0.1:9/v1", "LANG": "C.UTF-8", "LC_ALL": ""}


@pytest.fixture
async def discord() -> AsyncIterator[Playground]:
    """A loopback Discord to connect to."""
    playground = await Playground.start()
    yield playground
    await playground.close()


def run(*words: str, folder: Path, **settings: str) -> Heard:
    environment = {name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_TOKEN", "_URL"))}
    return Heard(words, folder, environment | NOBODY | settings)


async def ended(program: Heard) -> tuple[int, str]:
    try:
        return await asyncio.wait_for(asyncio.to_thread(program.ended), 60)
    except TimeoutError:
        program.kill()
        raise


async def started(program: str, folder: Path, out: int) -> tuple[int, str, str]:
    """Start a program from nothing, as an operator does; returns its exit status and what it said where."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *program.split()),
        cwd=folder,
        env=NOBODY | {"PYTHONPATH": str(HERE), "HOME": str(folder)},
        stdout=out,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await asyncio.wait_for(process.communicate(), 60)
    return await process.wait(), (said or b"").decode(), complaint.decode()


async def test_the_version_is_told(tmp_path: Path) -> None:
    told = await started("bot --version", tmp_path, asyncio.subprocess.PIPE)
    assert told == (0, f"Skald {bot.__version__}\n", "")


@pytest.mark.parametrize("program", ["bot --help", "bot check", "playground --no-bot --port 0"])
async def test_a_program_that_nobody_reads_any_more_ends_without_a_word(program: str, tmp_path: Path) -> None:
    """As `| head` does, once it has seen enough."""
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        assert await started(program, tmp_path, theirs) == (128 + signal.SIGPIPE, "", "")
    finally:
        os.close(theirs)


async def test_a_wrong_token_ends_with_where_to_find_the_right_one(discord: Playground, tmp_path: Path) -> None:
    program = run(folder=tmp_path, DISCORD_TOKEN="wrong", DISCORD_API_URL=discord.api_url)
    status, said = await ended(program)
    assert status == 1
    assert "Developer Portal" in said
    assert "Traceback" not in said


async def test_a_discord_that_does_not_answer_is_named(tmp_path: Path) -> None:
    status, said = await ended(run(folder=tmp_path, DISCORD_TOKEN="any", DISCORD_API_URL="http://127.0.0.1:9/api/v10"))
    assert status == 1
    assert "DISCORD_API_URL" in said
    assert "Traceback" not in said


async def test_skald_starts_and_says_which_intent_and_which_key_it_does_without(
    discord: Playground, tmp_path: Path
) -> None:
    discord.world.application.intents &= ~(1 << 15)
    program = run(
        folder=tmp_path,
        DISCORD_TOKEN=discord.token,
        DISCORD_API_URL=discord.api_url,
        DEFAULT_MODEL="openai/gpt-4o",
    )
    await discord.online(timeout=30)
    await discord.wait_for(lambda: discord.world.application.commands, 30, "the slash commands")
    call = await discord.person("ada").slash(
        discord.channel("campaign"), "campaign create", name="Quiet", themes="", language="en"
    )
    opened = await call.reply()
    program.end()
    status, said = await ended(program)
    assert "/act" in opened.content
    assert "Message Content Intent" in said
    assert "DEFAULT_MODEL cannot tell before its key is set" in said
    assert "OPENAI_API_KEY" in said
    assert status == 0


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("this is no setting", "line 2"),
        ("API_TIMEOUT=soon", "API_TIMEOUT"),
        ("LOG_LEVEL=LOUD", "LOG_LEVEL"),
        ("OPENAI_BASE_URL=api.openai.com", "http"),
        ("DATABASE_URL=oracle://db", "oracle"),
        ("MODEL_CATALOGUE=nowhere.toml", "nowhere.toml"),
    ],
)
async def test_a_wrong_setting_is_named_with_what_is_wrong_about_it(
    discord: Playground, tmp_path: Path, line: str, word: str
) -> None:
    (tmp_path / ".env").write_text(f"DISCORD_TOKEN=x\n{line}\n")
    status, said = await ended(run(folder=tmp_path, DISCORD_API_URL=discord.api_url, DISCORD_TOKEN=discord.token))
    assert status == 1
    assert word in said
    assert "Traceback" not in said


async def test_a_data_folder_that_cannot_be_written_is_named(discord: Playground, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")
    status, said = await ended(run(folder=tmp_path, DISCORD_API_URL=discord.api_url, DISCORD_TOKEN=discord.token))
    assert status == 1
    assert "DATA_DIR" in said
    assert "Traceback" not in said


async def test_a_database_from_a_newer_skald_is_refused(discord: Playground, tmp_path: Path) -> None:
    status, said = await ended(run("migrate", folder=tmp_path))
    assert status == 0
    assert f"The database is at version {newest()}." in said
    assert "setup plugin" not in said
    with sqlite3.connect(tmp_path / "data" / "skald.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    status, said = await ended(run(folder=tmp_path, DISCORD_API_URL=discord.api_url, DISCORD_TOKEN=discord.token))
    assert status == 1
    assert "9999" in said
    assert "Traceback" not in said


async def test_check_says_for_each_thing_whether_it_is_well(discord: Playground, tmp_path: Path) -> None:
    at = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.api_url}
    status, said = await ended(run("check", folder=tmp_path, OLLAMA_BASE_URL="", **at))
    named, blamed = await ended(run("check", folder=tmp_path, **at))
    assert status == 0, said
    for thing in ("settings", "database", "Discord", "offline"):
        assert thing.casefold() in said.casefold()
    assert discord.token not in said
    # Nobody asked for Ollama where its address is the default one; where it was named, it should answer.
    assert named == 1
    assert "✗ ollama" in blamed


async def test_a_backup_is_made_and_put_back_from_the_command_line(tmp_path: Path) -> None:
    none = await ended(run("backup", folder=tmp_path))
    assert (none[0], "nothing to copy" in none[1]) == (1, True)
    await ended(run("migrate", folder=tmp_path))
    # What players wrote is for no other user of the machine.
    assert ((tmp_path / "data" / "skald.db").stat().st_mode & 0o077, (tmp_path / "data").stat().st_mode & 0o077) == (
        0,
        0,
    )
    status, said = await ended(run("backup", folder=tmp_path))
    assert (status, "was read through" in said) == (0, True)
    (made,) = (tmp_path / "data" / "backups").iterdir()
    with closing(sqlite3.connect(tmp_path / "data" / "skald.db")) as database, database:
        database.execute("INSERT INTO accounts (name, created_at) VALUES ('Kira', '2026-01-01')")
    status, said = await ended(run("restore", str(made), folder=tmp_path))
    assert (status, "What was there before is in" in said) == (0, True)
    with closing(sqlite3.connect(tmp_path / "data" / "skald.db")) as database:
        assert database.execute("SELECT count(*) FROM accounts").fetchone() == (0,)
    elsewhere = await ended(run("backup", folder=tmp_path, DATABASE_URL="postgresql://skald@127.0.0.1:9/skald"))
    assert (elsewhere[0], "pg_dump" in elsewhere[1]) == (1, True)
