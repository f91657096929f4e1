from __future__ import annotations

import json
import logging

import pytest
import structlog

from bot import log

SECRET = "correct-horse-battery"
SHAPED = {
    "an OpenAI key": "sk-proj-AbCdEf0123456789",
    "an Anthropic key": "sk-ant-api03-AbCdEf_0123-456789",
    "a Discord token": "MTA1MjM0NTY3ODkwMTIzNDU2.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB",
    "a bearer token": "Bearer abcdef.0123456789",
    "a password in an address": "postgresql://skald:hunter22@db.example/skald",
}
HIDDEN = {
    "an OpenAI key": "AbCdEf0123456789",
    "an Anthropic key": "AbCdEf_0123-456789",
    "a Discord token": "abcdefghijklmnopqrstuvwxyz",
    "a bearer token": "abcdef.0123456789",
    "a password in an address": "hunter22",
}


pytestmark = pytest.mark.usefixtures("logs_as_before")


@pytest.fixture(params=["console", "json"])
def style(request: pytest.FixtureRequest) -> str:
    return request.param


def _logger() -> structlog.stdlib.BoundLogger:
    return structlog.stdlib.get_logger("bot.test")


def _last(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().err.splitlines()[-1])


def test_a_line_of_json_says_when_where_how_bad_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", "json", [])
    _logger().warning("a thing happened", channel=5, ok=True)
    line = _last(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "a thing happened", "level": "warning", "logger": "bot.test", "channel": 5, "ok": True}


def test_a_line_of_the_console_is_one_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", "console", [])
    _logger().warning("a thing happened", channel=5)
    (line,) = capsys.readouterr().err.splitlines()
    assert "a thing happened" in line
    assert "channel=5" in line
    assert "\x1b" not in line


def test_the_turn_stands_on_every_line_while_it_is_told(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, [])
    with structlog.contextvars.bound_contextvars(turn="7-3"):
        _logger().info("ours")
        logging.getLogger("discord.http").warning("a library's")
    _logger().info("after")
    ours, library, after = capsys.readouterr().err.splitlines()
    assert "7-3" in ours
    assert "7-3" in library
    assert "7-3" not in after


def test_a_known_secret_shows_nowhere(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, [SECRET, ""])
    _logger().warning(f"in the event {SECRET}", field=SECRET, nested={"deep": [SECRET]}, error=ValueError(SECRET))
    logging.getLogger("openai").warning("in an argument: %s", SECRET)
    said = capsys.readouterr().err
    assert SECRET not in said
    assert said.count("[redacted]") == 5


def test_a_secret_inside_another_is_hidden_whole(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, ["secret", "secret-and-more"])
    _logger().warning("it is secret-and-more")
    assert "and-more" not in capsys.readouterr().err


def test_a_secret_that_came_later_shows_nowhere_either(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, ["settings-secret"])
    logger = _logger()
    logger.warning("before")
    log.hide([SECRET, SECRET + "-and-more", "tiny"])
    logger.warning(f"ours: {SECRET}-and-more", tiny="settings-secret")
    logging.getLogger("openai").warning("a library's: %s", SECRET)
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "and-more" not in said
    assert "settings-secret" not in said
    assert said.count("[redacted]") == 3
    assert "tiny" in said


def test_hiding_a_secret_before_there_is_a_log_does_nothing() -> None:
    before = structlog.get_config()
    log.hide([SECRET])
    assert structlog.get_config() == before


@pytest.mark.parametrize("kind", SHAPED)
def test_what_looks_like_a_secret_is_hidden_though_nobody_knows_it(
    kind: str, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("INFO", style, [])
    _logger().warning("a vendor said", reason=f"Incorrect API key provided: {SHAPED[kind]}.")
    logging.getLogger("discord.client").warning("%s is wrong", SHAPED[kind])
    said = capsys.readouterr().err
    assert HIDDEN[kind] not in said
    assert said.count("[redacted]") == 2


def test_exceptions_are_told_whole_and_without_secrets(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, [SECRET])
    try:
        try:
            raise ConnectionError(f"{SHAPED['a password in an address']} is down")
        except ConnectionError as error:
            raise RuntimeError(f"no luck with {SECRET}") from error
    except RuntimeError:
        _logger().exception("ours failed")
        logging.getLogger("discord.ext").exception("theirs failed")
    said = capsys.readouterr().err
    assert said.count("RuntimeError") >= 2
    assert said.count("test_exceptions_are_told") >= 2
    assert SECRET not in said
    assert "hunter22" not in said


def test_an_ordinary_sentence_is_left_alone(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", style, ["abc"])
    sentence = "Kira asks at http://127.0.0.1:8420/ about abc, a task-force and 10:30."
    _logger().warning(sentence)
    assert sentence in capsys.readouterr().err


def test_the_level_holds_for_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("WARNING", "json", [])
    _logger().info("too quiet")
    logging.getLogger("asyncio").info("too quiet")
    _logger().warning("loud enough")
    assert _last(capsys)["event"] == "loud enough"


def test_chatty_libraries_keep_quiet_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO", "json", [])
    logging.getLogger("httpx2").info("HTTP Request: POST ...")
    logging.getLogger("discord.gateway").info("Shard ID None has connected")
    assert capsys.readouterr().err == ""
    logging.getLogger("discord.gateway").warning("heartbeat blocked")
    assert _last(capsys)["level"] == "warning"
