from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from dotenv import dotenv_values

from benchmarks.model_server import ModelServer, Reply
from bot.setting_up.env_file import EnvFile, NotKeepable, NotWritten
from bot.setting_up.steps import VENDORS
from bot.ui.invite import PERMISSIONS
from playground import Playground
from tests.at_terminal import AtTerminal
from tests.forked import Heard

NOWHERE = "http://127.0.0.1:9"
WRONG = "a-token-that-nobody-knows-0000000000"
MESSAGE_CONTENT = 1 << 15
Seated = Callable[..., AtTerminal]


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    started = await Playground.start()
    yield started
    await started.close()


@pytest.fixture
async def model_server() -> AsyncIterator[ModelServer]:
    async with ModelServer(models=("gpt-4o",)).running() as server:
        yield server


@pytest.fixture
def environ(playground: Playground) -> dict[str, str]:
    return {"DISCORD_API_URL": playground.api_url, "OLLAMA_BASE_URL": f"{NOWHERE}/v1", "LANG": "C.UTF-8"}


@pytest.fixture
def seated(tmp_path: Path, environ: dict[str, str]) -> Iterator[Seated]:
    """Sit down at a terminal in front of the set-up."""
    terminals: list[AtTerminal] = []

    def sit(**more: str) -> AtTerminal:
        terminals.append(AtTerminal(["init"], tmp_path, {**environ, **more}))
        return terminals[-1]

    yield sit
    for terminal in terminals:
        terminal.close()


def _alone(folder: Path, environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    """Set up where nobody sits; returns the exit status and what was said."""
    return Heard(["init", *arguments], folder, environ).ended()


async def test_whoever_knows_nothing_is_asked_helped_and_set_up(
    seated: Seated, tmp_path: Path, playground: Playground, model_server: ModelServer
) -> None:
    (tmp_path / "file").write_text("in the way")
    stood = "# my own words\n# DISCORD_TOKEN=\n\nMAX_TOKENS=500  # enough\n"
    (tmp_path / ".env").write_text(stood)
    playground.world.application.intents &= ~MESSAGE_CONTENT
    model_server.models_reply = Reply(status=401)
    terminal = seated(OPENAI_BASE_URL=model_server.url)
    assert "developers/applications" in await terminal.until("Token of the bot")
    await terminal.until("): ")
    assert not terminal.echoes
    terminal.type("what is a token?")
    await terminal.until("This is no token")
    await terminal.until("): ")
    terminal.type(WRONG)
    await terminal.until("Discord refused the token.")
    await terminal.until("): ")
    terminal.type(f"Bot {playground.token} ")
    assert "Message Content Intent" in (said := await terminal.until("[data]: "))
    assert "the bot is called skald" in said
    assert terminal.echoes
    terminal.type("file/data")
    await terminal.until("cannot write to")
    await terminal.until("keeps: ")
    terminal.type("here")
    await terminal.until("OPENAI_API_KEY; Enter for none (it is not shown): ")
    terminal.type("sk-wrong-key-0000")
    await terminal.until("set OPENAI_API_KEY to a valid key")
    await terminal.until("[y/N]: ")
    terminal.type("")
    model_server.models_reply = None
    await terminal.until("OPENAI_API_KEY; Enter for none (it is not shown): ")
    terminal.type("sk-right-key-0000")
    await terminal.until("answers and serves")
    for vendor in map(str.upper, VENDORS[1:]):
        await terminal.until(f"{vendor}_API_KEY; Enter for none (it is not shown): ")
        terminal.type("")
    await terminal.until("leaves it to Skald: ")
    terminal.type("77")
    await terminal.until("type one of the numbers")
    await terminal.until("leaves it to Skald: ")
    terminal.type("openai/gpt-4o")
    await terminal.until("[Y/n]: ")
    terminal.type("")
    assert await terminal.ended() == 0
    assert f"permissions={PERMISSIONS.value}" in terminal.seen
    assert f"client_id={playground.world.application.id}" in terminal.seen
    assert "python -m bot check" in terminal.seen

    written = (tmp_path / ".env").read_text()
    assert [line for line in stood.splitlines() if line not in written.splitlines()] == []
    assert written.splitlines()[2] == f"DISCORD_TOKEN={playground.token}"
    values = dotenv_values(tmp_path / ".env")
    assert values["OPENAI_API_KEY"] == "sk-right-key-0000"
    assert (values["DATA_DIR"], values["DEFAULT_MODEL"]) == ("here", "openai/gpt-4o")
    assert len(values["SECRET_KEY"] or "") == 64
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == [".env", "file"]
    assert not any(secret in terminal.shown for secret in (playground.token, "sk-right", "sk-wrong", WRONG))

    again = seated(OPENAI_BASE_URL=model_server.url)
    for vendor in map(str.upper, VENDORS[1:]):
        await again.until(f"{vendor}_API_KEY; Enter for none (it is not shown): ")
        again.type("")
    assert await again.ended() == 0
    assert "stays as it is" in again.shown
    assert (tmp_path / ".env").read_text() == written


@pytest.mark.parametrize("end", ["ctrl-c", "ctrl-d", "terminated"])
async def test_breaking_it_off_leaves_the_file_and_the_terminal_as_they_were(
    end: str, seated: Seated, tmp_path: Path, playground: Playground
) -> None:
    (tmp_path / ".env").write_text("MAX_TOKENS=500\n")
    terminal = seated()
    await terminal.until("): ")
    terminal.type(playground.token)
    await terminal.until("[data]: ")
    terminal.type("")
    await terminal.until("OPENAI_API_KEY; Enter for none (it is not shown): ")
    assert not terminal.echoes
    if end == "terminated":
        terminal.end()
    else:
        terminal.insist(b"\x03" if end == "ctrl-c" else b"\x04")
    assert await terminal.ended() == 130
    assert "Nothing was written." in terminal.seen
    assert "Traceback" not in terminal.shown
    assert terminal.echoes
    assert os.listdir(tmp_path) == [".env"]
    assert (tmp_path / ".env").read_text() == "MAX_TOKENS=500\n"


async def test_a_token_that_cannot_be_tried_is_kept_when_the_person_says_so(seated: Seated, tmp_path: Path) -> None:
    terminal = seated(DISCORD_API_URL=NOWHERE)
    await terminal.until("): ")
    terminal.type(WRONG)
    await terminal.until("does not answer")
    await terminal.until("[Y/n]: ")
    terminal.type("y")
    await terminal.until("[data]: ")
    for question in (*(f"{vendor.upper()}_API_KEY" for vendor in VENDORS), "[Y/n]"):
        terminal.type("")
        await terminal.until(question)
    terminal.type("n")
    assert await terminal.ended() == 0
    assert dotenv_values(tmp_path / ".env") == {"DISCORD_TOKEN": WRONG}


async def test_where_nobody_sits_it_takes_what_is_given_and_tries_it_all_the_same(
    tmp_path: Path, environ: dict[str, str], playground: Playground
) -> None:
    def alone(*arguments: str, **more: str) -> tuple[int, str]:
        return _alone(tmp_path, {**environ, **more}, *arguments)

    status, said = await asyncio.to_thread(alone)
    assert (status, "--yes" in said) == (1, True)
    status, said = await asyncio.to_thread(alone, "--yes", "--set", "DISCORD_TOKEN", DISCORD_TOKEN=WRONG)
    assert status == 1
    assert "Discord refused the token" in said
    assert not (tmp_path / ".env").exists()
    status, said = await asyncio.to_thread(alone, "--yes", "--set", f"DISCORD_TOKEN={WRONG}", LC_ALL="fr_FR.UTF-8")
    assert (status, "Discord a refusé le jeton" in said) == (1, True)
    status, said = await asyncio.to_thread(
        alone, "--yes", "--set", "DISCORD_TOKEN", "--set", "data_dir=a folder", DISCORD_TOKEN=playground.token
    )
    assert status == 0, said
    assert f"permissions={PERMISSIONS.value}" in said
    assert playground.token not in said
    values = dotenv_values(tmp_path / ".env")
    assert (values["DISCORD_TOKEN"], values["DATA_DIR"]) == (playground.token, "a folder")
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    before = (tmp_path / ".env").read_text()
    assert (await asyncio.to_thread(alone, "--yes"))[0] == 0
    assert (tmp_path / ".env").read_text() == before
    for held, wins in (("", False), ("700", True)):
        status, said = await asyncio.to_thread(alone, "--yes", "--set", "MAX_TOKENS=600", MAX_TOKENS=held)
        assert (status, "The environment sets MAX_TOKENS too" in said) == (0, wins)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--set", "DISCORD_TOKN=x"], "DISCORD_TOKEN"),
        (["--set", "OPENAI_API_KEY"], "not there"),
        (["--set", "MAX_TOKENS=lots"], "MAX_TOKENS: it has to be a whole number"),
        (["--set", "DATA_DIR=.env/data"], "DATA_DIR"),
        (["--set", "DEFAULT_MODEL=offline/narator"], "There is no model “offline/narator”"),
        (["--set", "DEFAULT_MODEL=it's ${HOME}", "--offline"], "cannot be kept"),
        (["--set", "MAX_TOKENS=600", "--file", "nowhere/.env"], "cannot be written"),
    ],
)
def test_what_cannot_be_set_is_said_in_a_sentence_and_nothing_changes(
    arguments: list[str], expected: str, tmp_path: Path, environ: dict[str, str]
) -> None:
    (tmp_path / ".env").write_text("MAX_TOKENS=500\n")
    status, said = _alone(tmp_path, environ, "--yes", *arguments)
    assert status == 1
    assert expected in said
    assert "Traceback" not in said
    assert os.listdir(tmp_path) == [".env"]
    assert (tmp_path / ".env").read_text() == "MAX_TOKENS=500\n"


def _written(file: Path, stood: str, **values: str) -> str:
    file.write_bytes(stood.encode())
    EnvFile.read(file).with_values(values).write()
    return file.read_bytes().decode()


def test_everything_else_in_the_file_stays_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert _written(file, "A=1\r\n# OPENAI_API_KEY=\r\nB=2", OPENAI_API_KEY="k") == (
        "A=1\r\n# OPENAI_API_KEY=\r\nOPENAI_API_KEY=k\r\nB=2"
    )
    assert _written(file, "A=1", MAX_TOKENS="5") == "A=1\nMAX_TOKENS=5\n"
    assert (
        _written(file, "MAX_TOKENS=\nMAX_TOKENS= # none\nA=1\n", MAX_TOKENS="5") == "MAX_TOKENS=\nMAX_TOKENS=5\nA=1\n"
    )
    assert _written(file, "export MAX_TOKENS=\n", MAX_TOKENS="5") == "MAX_TOKENS=5\n"
    assert "python -m bot init" in _written(file, "", MAX_TOKENS="5")


@pytest.mark.parametrize(
    "value", ["a b", "a#b", "#b", 'say "x"', "a$b", "ünï ☂", "back\\slash", "a=b=c", " x", "👍" * 50]
)
def test_a_value_is_read_back_as_it_was_given(value: str, tmp_path: Path) -> None:
    _written(tmp_path / ".env", "# x\n", DATA_DIR=value)
    assert dotenv_values(tmp_path / ".env")["DATA_DIR"] == value


@pytest.mark.parametrize("value", ["${HOME}", "it's", "two\nDISCORD_TOKEN=lines"])
def test_a_value_that_would_be_read_as_another_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(NotKeepable):
        _written(tmp_path / ".env", "A=1\n", DATA_DIR=value)
    assert (tmp_path / ".env").read_text() == "A=1\n"


def test_a_link_is_followed_and_a_folder_in_the_way_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("A=1\n")
    (tmp_path / ".env").symlink_to("real")
    EnvFile.read(tmp_path / ".env").with_values({"MAX_TOKENS": "5"}).write()
    assert (tmp_path / ".env").is_symlink()
    assert (tmp_path / "real").read_text() == "A=1\nMAX_TOKENS=5\n"
    (tmp_path / "folder" / "in it").mkdir(parents=True)
    with pytest.raises(NotWritten):
        EnvFile(tmp_path / "folder", "A=1\n").write()
    assert sorted(os.listdir(tmp_path)) == [".env", "folder", "real"]


def test_links_that_lead_to_one_another_are_said_in_a_sentence(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / ".env").symlink_to(".env")
    status, said = _alone(tmp_path, environ, "--yes", "--offline")
    assert (status, "cannot be written" in said, "Traceback" in said) == (1, True, False)


def test_a_data_folder_with_a_name_that_no_disk_takes_is_said_in_a_sentence(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    status, said = _alone(tmp_path, environ, "--yes", "--offline", "--set", f"DATA_DIR={'x' * 5000}")
    assert (status, "Skald cannot write to" in said, "Traceback" in said) == (1, True, False)
