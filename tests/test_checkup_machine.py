"""What check says of the machine: a file that others read, room, ports, a Redis, a clock, an invitation."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.checkup import told_of
from bot.checkup.application import application_of
from bot.checkup.finding import Finding
from bot.checkup.machine import data_folder, env_file, metrics_port
from bot.checkup.stores import redis
from bot.config import Settings
from bot.errors import OperatorError
from tests.test_checkup import TOKEN, Handler, serve  # noqa: F401 (a fixture)

Serve = Callable[[Handler], Awaitable[str]]


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def said(finding: Finding) -> str:
    return finding.say("en")


@pytest.mark.parametrize(("mode", "told"), [(0o644, True), (0o640, True), (0o600, False)])
def test_settings_that_others_may_read_are_told_only_where_they_hold_a_secret(
    tmp_path: Path, mode: int, told: bool
) -> None:
    file = tmp_path / ".env"
    file.write_text("OPENAI_API_KEY=sk-very-secret\nLOG_LEVEL=INFO\n")
    file.chmod(mode)
    lines = [said(one) for one in env_file(file)]
    assert len(lines) == told
    for line in lines:
        assert line.startswith("–")
        assert f"chmod 600 {file}" in line
        assert "OPENAI_API_KEY" in line
        assert "very-secret" not in line
    file.write_text("LOG_LEVEL=INFO\n")
    assert [*env_file(file)] == []


@pytest.mark.parametrize(("megabytes", "mark"), [(20, "✗"), (500, "–"), (5000, "✓")])
def test_a_disk_that_is_nearly_full_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int, mark: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(10**10, 0, megabytes * 10**6))
    line = said(data_folder(tmp_path))
    assert line.startswith(mark)
    assert (f"{megabytes} MB left" in line) == (mark != "✓")


def test_a_folder_that_cannot_be_made_is_told_and_one_that_can_is_not_left_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert said(data_folder(tmp_path / "file" / "data")).startswith("✗")
    assert said(data_folder(tmp_path / "new" / "data")).startswith("✓")
    assert not (tmp_path / "new").exists()


async def test_a_taken_port_is_told_unless_a_skald_that_plays_already_has_it(serve: Serve) -> None:  # noqa: F811
    async def alive(request: web.Request) -> web.StreamResponse:
        return web.Response(text="alive\n")

    port = int((await serve(alive)).rpartition(":")[2])
    (found,) = [one async for one in metrics_port(Settings(metrics_port=port))]
    assert "a Skald that runs now answers" in said(found)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        (found,) = [one async for one in metrics_port(Settings(metrics_port=number))]
        assert said(found).startswith("✗")
        assert "choose another METRICS_PORT" in said(found)
    (found,) = [one async for one in metrics_port(Settings(metrics_port=number))]
    assert said(found).startswith("✓")


async def test_a_redis_that_is_away_is_a_note_and_an_address_that_is_none_is_wrong() -> None:
    (away,) = [one async for one in redis(SecretStr("redis://:secret@127.0.0.1:9/0"))]
    assert said(away).startswith("–")
    assert "secret" not in said(away)
    (wrong,) = [one async for one in redis(SecretStr("http://127.0.0.1"))]
    assert said(wrong).startswith("✗")


@pytest.mark.parametrize(
    ("changes", "off", "line"),
    [
        ({}, 0, "– invite: to add it to a server, open https://discord.com/oauth2/authorize?client_id=42"),
        ({"bot_require_code_grant": True}, 0, "✗ invite: the application asks for an OAuth2 code grant"),
        ({}, 3600, "✗ clock: this machine's clock is 3600 seconds away from Discord's"),
    ],
)
async def test_what_keeps_a_bot_out_of_a_server_is_told(
    serve: Serve,  # noqa: F811
    changes: dict[str, Any],
    off: int,
    line: str,
) -> None:
    async def discord(request: web.Request) -> web.StreamResponse:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True)
        body = {"username": "skald", "id": "42", "flags": 1 << 18, **changes}
        return web.json_response(body, headers={"Date": date})

    lines = [said(one) for one in told_of(await application_of(TOKEN, await serve(discord)))]
    # Seconds pass between the two clocks.
    assert any(one.replace("3599", "3600").startswith(line) for one in lines), lines


async def test_what_is_no_token_is_not_sent_anywhere(serve: Serve) -> None:  # noqa: F811
    asked: list[str] = []

    async def discord(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.json_response({})

    address = await serve(discord)
    for token in ("", "short", "with spaces in between them all", "é" * 40, "x" * 5000):
        with pytest.raises(OperatorError, match="no token of a bot"):
            await application_of(token, address)
    assert asked == []
