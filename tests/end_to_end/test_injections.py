"""Ninety attempts to talk the game master into something, with a model that lets itself be talked into everything."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from benchmarks.model_server import ModelServer
from bot.domain.lines import signed
from bot.services.story import dice_lines
from bot.services.table import Table
from bot.storage.tables import ledger, turns
from playground.model import Message
from tests.end_to_end.conftest import Sitting
from tests.end_to_end.gullible import MIRA, OSRIC, Attempt, GullibleTable, attempts, next_door, wrongs

MARKS = ("🎲", "-# ", ":game_die:")


def test_there_are_as_many_attempts_in_either_language() -> None:
    english, french = attempts("en"), attempts("fr")
    assert len(english) == len(french) >= 30
    assert len({each.name for each in english}) == len(english)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_whatever_a_model_obeys_the_game_holds(sit: Sitting, language: str) -> None:
    async with ModelServer(models=("gpt-4o",)).running() as vendor:
        game = await GullibleTable.set(sit, vendor, language)
        other = next_door(await game.table("general"))
        failed: dict[str, list[str]] = {}
        for attempt in attempts(language):
            if found := await tried(game, attempt):
                failed[attempt.name] = found
        assert failed == {}, "\n".join(f"{name}: {found}" for name, found in failed.items())
        assert [*game.failures] == ["five hundred calls"]
        assert all(text.splitlines()[0].endswith(".") for text in game.failures.values())
        assert next_door(await game.table("general")) == other
        secret = (await game.table()).state.campaign.secret.hex()
        assert not any(secret in json.dumps(dict(request.body)) for request in vendor.requests)
        told, entries = await game.seat.kept(turns, ledger)
    # Every turn was told once, whatever it took.
    numbers = [(row.campaign_id, row.number) for row in told if row.status == "told"]
    assert len(numbers) == len(set(numbers)) == len(attempts(language)) + 1
    lines = [entry.summary for entry in entries if entry.summary]
    assert not any("\n" in line or "-# " in line for line in lines)


async def tried(game: GullibleTable, attempt: Attempt) -> list[str]:
    """Try it; return what did not hold."""
    before = await game.prepare(attempt)
    asked = len(game.vendor.requests)
    stories = await game.play(attempt)
    table = await game.table()
    found = wrongs(attempt, before, table.state)
    if len(stories) != (attempt.where != "whisper"):
        found.append(f"told {len(stories)} times")
    for message in stories:
        found += shown_wrong(message, await lines_of(game, table))
    request = game.vendor.requests[asked].body
    found += read_wrong(attempt, [message["content"] for message in request["messages"] if message["content"]])
    return found


async def lines_of(game: GullibleTable, table: Table) -> str:
    """Return the small lines that the ledger has for the last turn."""
    assert table.told is not None
    stores: Any = game.seat.bot.services.play._stores  # type: ignore[union-attr]
    entries = await stores.ledger.of_turn(table.campaign_id, table.state.turn)
    return dice_lines([signed(entry.kind, entry.summary) for entry in entries])


def shown_wrong(message: Message, lines: str) -> list[str]:
    """Say what stands in a story that must not."""
    found: list[str] = []
    story, mark, rest = message.content.partition(f"\n{lines}") if lines else (message.content, "", "")
    if lines and not mark:
        found.append("the ledger's lines are missing")
    rest = "\n".join(line for line in rest.splitlines() if not line.startswith(("-# ⚠️", "-# ✂️")))
    story = "\n".join(line for line in story.splitlines() if not line.startswith(("-# ⚠️", "-# ✂️")))
    if rest.strip() or any(sign in story for sign in MARKS):
        found.append(f"forged lines: {story!r} {rest!r}")
    if message.mention_everyone or message.mentions or message.mention_roles:
        found.append("somebody was called")
    words = message.content.casefold()
    if any(fact.text.casefold() in words for fact in (OSRIC, MIRA)):
        found.append("a secret is shown")
    return found


def read_wrong(attempt: Attempt, contents: list[str]) -> list[str]:
    """Say how players' words came to the model otherwise than as data."""
    everything, now = "\n".join(contents), contents[-1]
    found: list[str] = []
    if now.count("<player ") != now.count("</player>") or "<system>" in everything:
        found.append("a tag was closed")
    if attempt.where == "file":
        return [*found, *(["a file's name is in the prompt"] if attempt.text in everything else [])]
    if max(re.findall(r"\w+", attempt.text), key=len) not in everything:
        found.append("the model was not even told")
    return found
