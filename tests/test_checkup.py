from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.checkup import check
from bot.config import Settings
from bot.ui.invite import PERMISSIONS
from playground import Playground
from tests.forked import Heard

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MESSAGE_CONTENT = 1 << 15
TOKEN = "a-token-that-never-shows"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    started = await Playground.start()
    yield started
    await started.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Answer every request on 127.0.0.1 with a handler; returns the address."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


def _settings(**values: Any) -> Settings:
    # A port that nothing listens on, so that no test meets an Ollama of the machine.
    return Settings(**{"ollama_base_url": "http://127.0.0.1:9/v1", **values})


async def _lines(
    settings: Settings, capsys: pytest.CaptureFixture[str], status: int | None = None
) -> dict[str, tuple[str, str]]:
    """Run the check; returns mark and sentence by name."""
    found = await check(settings)
    assert status is None or found == status
    said = [line.split(": ", 1) for line in capsys.readouterr().out.splitlines()]
    return {head[2:]: (head[0], sentence) for head, sentence in said}


async def test_a_bare_machine_passes_and_hears_what_it_would_play_with(capsys: pytest.CaptureFixture[str]) -> None:
    lines = await _lines(Settings(), capsys, status=0)
    assert lines["settings"][0] == lines["data folder"][0] == lines["database"][0] == "✓"
    assert "made at the first start" in lines["database"][1]
    assert not (Path("data") / "skald.db").exists()
    mark, sentence = lines["Discord"]
    assert mark == "–"
    assert "page on this machine" in sentence
    assert lines["offline"][0] == "✓"
    assert lines["ollama"][0] != "✗"


async def test_the_settings_in_use_are_named_and_never_told(capsys: pytest.CaptureFixture[str]) -> None:
    await check(_settings(discord_token=SecretStr(TOKEN), discord_api_url="http://127.0.0.1:9"))
    said = capsys.readouterr().out
    assert "DISCORD_TOKEN" in said.splitlines()[1]
    assert TOKEN not in said


async def test_a_good_token_shows_the_bots_name_and_the_invite_link(
    playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = _settings(discord_token=SecretStr(playground.token), discord_api_url=playground.api_url)
    lines = await _lines(settings, capsys)
    assert lines["Discord"] == ("✓", "the token is good; the bot is called skald")
    assert lines["intents"][0] == "✓"
    assert f"client_id={playground.world.application.id}" in lines["invite"][1]
    assert f"permissions={PERMISSIONS.value}" in lines["invite"][1]


async def test_a_wrong_token_says_where_to_get_a_right_one(
    playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = _settings(discord_token=SecretStr(TOKEN), discord_api_url=playground.api_url)
    mark, sentence = (await _lines(settings, capsys, status=1))["Discord"]
    assert mark == "✗"
    assert "Reset Token" in sentence


async def test_an_intent_that_is_not_granted_is_told_and_fails_nothing(
    playground: Playground, capsys: pytest.CaptureFixture[str]
) -> None:
    playground.world.application.intents &= ~MESSAGE_CONTENT
    settings = _settings(discord_token=SecretStr(playground.token), discord_api_url=playground.api_url)
    mark, sentence = (await _lines(settings, capsys))["intents"]
    assert mark == "–"
    assert "Message Content Intent" in sentence


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda: web.Response(text="<html>", content_type="text/html"), "does not answer"),
        (lambda: web.json_response([]), "does not answer as Discord does"),
        (lambda: web.json_response({}, status=503), "status 503"),
        (lambda: web.json_response({}, status=429, headers={"Retry-After": "7"}), "quiet for 7 seconds"),
    ],
)
async def test_a_discord_that_answers_strangely_gets_a_sentence(
    answer: Callable[[], web.Response],
    expected: str,
    serve: Callable[[Handler], Awaitable[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return answer()

    settings = _settings(discord_token=SecretStr(TOKEN), discord_api_url=await serve(handler))
    mark, sentence = (await _lines(settings, capsys, status=1))["Discord"]
    assert mark == "✗"
    assert expected in sentence


async def test_a_discord_that_nobody_serves_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    settings = _settings(discord_token=SecretStr(TOKEN), discord_api_url="http://127.0.0.1:9")
    mark, sentence = (await _lines(settings, capsys, status=1))["Discord"]
    assert mark == "✗"
    assert "DISCORD_API_URL" in sentence


async def test_a_data_folder_that_cannot_be_written_names_the_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    lines = await _lines(_settings(data_dir=tmp_path / "file" / "data"), capsys, status=1)
    assert lines["data folder"][0] == "✗"
    assert "DATA_DIR" in lines["data folder"][1]


async def test_a_database_that_is_current_says_so(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    mark, sentence = (await _lines(_settings(database_url=database_url), capsys))["database"]
    assert mark == "✓"
    assert "is at version" in sentence


async def test_an_empty_postgres_has_to_be_migrated_first(
    empty_postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mark, sentence = (await _lines(_settings(database_url=empty_postgres_url), capsys, status=1))["database"]
    assert mark == "✗"
    assert "python -m bot migrate" in sentence


async def test_a_database_from_the_future_is_refused(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    connection = sqlite3.connect(tmp_path / "skald.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    mark, sentence = (await _lines(_settings(database_url=sqlite_url), capsys, status=1))["database"]
    assert mark == "✗"
    assert "9999" in sentence


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://host/db", "DATABASE_URL"),
        ("postgresql://skald:hidden-word@127.0.0.1:9/skald", "does not answer"),
    ],
)
async def test_a_database_out_of_reach_gets_a_sentence_without_its_password(
    url: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mark, sentence = (await _lines(_settings(database_url=url), capsys, status=1))["database"]
    assert mark == "✗"
    assert expected in sentence
    assert "hidden-word" not in sentence


async def test_a_refused_key_fails_the_check_and_names_the_setting(
    serve: Callable[[Handler], Awaitable[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    async def refuse(_request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "wrong key"}}, status=401)

    key = "sk-wrong-and-secret-0000"
    settings = Settings(openai_api_key=SecretStr(key), openai_base_url=f"{await serve(refuse)}/v1")
    assert await check(settings) == 1
    said = capsys.readouterr().out
    assert next(line for line in said.splitlines() if line.startswith("✗ openai")).count("OPENAI_API_KEY") == 1
    assert key not in said


async def test_a_damaged_catalogue_gets_a_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.toml").write_text("models = 3")
    lines = await _lines(_settings(model_catalogue=tmp_path / "own.toml"), capsys, status=1)
    assert lines["models"][0] == "✗"
    assert "own.toml" in lines["models"][1]


def test_the_command_line_runs_it(tmp_path: Path) -> None:
    key = {"OPENAI_API_KEY": "sk-secret-and-of-no-use", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    status, said = Heard(["check"], tmp_path, key).ended()
    assert "✓ settings: OPENAI_API_KEY, OPENAI_BASE_URL set" in said
    assert "✗ openai" in said
    assert "sk-secret" not in said
    assert status == 1
