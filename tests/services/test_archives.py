"""A campaign is taken along whole and goes on elsewhere."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks import kept
from benchmarks.campaign import PLAYERS
from benchmarks.model_server import ModelServer
from benchmarks.parlour import Parlour
from benchmarks.seat import opened, settled
from benchmarks.seat import settings as settings_of
from bot.bootstrap import Services
from bot.domain.archive import intact
from bot.domain.archive import opened as read_archive
from bot.errors import SkaldError
from bot.services.utterance import Utterance
from tests.services.archived import ELSEWHERE, TURNS, ZOE, Exported, bring


def compared(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is another in another place: when it was written, ids, and the secrets of dice to come."""
    again = json.loads(json.dumps(content))
    for name in ("exported_at", "created_at", "commitment", "seal", "players", "start", "state"):
        del again[name]
    for turn in again["turns"]:
        for name in ("secret", "take"):
            del turn[name]
        for action in turn["actions"]:
            del action["player"]
        for entry in turn["ledger"]:
            for name in ("detail", "changes", "player"):
                del entry[name]
    for entry in again["by_hand"]:
        for name in ("detail", "changes", "player"):
            del entry[name]
    for chapter in again["chapters"]:
        del chapter["made_at"]
    return again


def sheets(state: dict[str, Any]) -> list[dict[str, Any]]:
    left_out = ("id", "campaign_id", "account_id")
    return [{name: part for name, part in sheet.items() if name not in left_out} for sheet in state["party"].values()]


def test_the_whole_story_can_be_read(exported: Exported) -> None:
    content = exported.content
    assert len(content["turns"]) == TURNS
    assert content["facts"]
    assert content["by_hand"]
    for turn in content["turns"]:
        for message in turn["messages"][turn["number"] == 1 :]:
            first = message["content"].split(".")[0][:40]
            assert first.split("(#")[0].strip() in exported.markdown.replace("\\", "")
    assert "<b>dusk</b>" not in exported.html
    assert "Ada" in exported.html


def test_it_is_sealed_and_holds_no_secret_of_dice_that_nobody_opened(exported: Exported) -> None:
    archive = read_archive(exported.json)
    assert intact(archive)
    assert {turn.secret for turn in archive.turns} == {""}
    assert b'"campaign_secret"' not in exported.json


async def test_brought_elsewhere_it_is_the_same_story(exported: Exported, elsewhere: Services) -> None:
    await bring(elsewhere, exported.json)
    again = json.loads((await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content)
    before = exported.content
    assert compared(again) == compared(before)
    for name in ("start", "state"):
        assert sheets(again[name]) == sheets(before[name])
        assert again[name]["turn"] == before[name]["turn"]
        assert again[name]["scene"] == before[name]["scene"]
    table = await elsewhere.campaigns.changeable(ELSEWHERE, ZOE)
    assert await kept.wrong_states(elsewhere, table) == []


async def test_what_was_brought_is_brought_on_from_there(
    exported: Exported, elsewhere: Services, model: ModelServer, tmp_path: Path
) -> None:
    await bring(elsewhere, gzip.compress(exported.json))
    second = (await elsewhere.archives.export(ELSEWHERE, ZOE, "json")).content
    folder = tmp_path / "third"
    folder.mkdir()
    async with opened(settings_of(folder, model), Parlour()) as third:
        await bring(third, second)
        last = json.loads((await third.archives.export(ELSEWHERE, ZOE, "json")).content)
    assert compared(last) == compared(exported.content)


async def test_beside_the_campaign_it_was_made_of_it_is_another(exported: Exported, elsewhere: Services) -> None:
    await bring(elsewhere, exported.json)
    await bring(elsewhere, exported.json, ELSEWHERE + 1)
    one, other = [json.loads((await elsewhere.archives.export(where, ZOE, "json")).content) for where in (78, 79)]
    assert compared(one) == compared(other)
    assert one["commitment"] != other["commitment"]
    with pytest.raises(SkaldError):
        await bring(elsewhere, exported.json)


async def test_the_story_goes_on_and_is_taken_back_as_if_it_had_always_been_here(
    exported: Exported, elsewhere: Services
) -> None:
    await bring(elsewhere, exported.json)
    table = await elsewhere.campaigns.changeable(ELSEWHERE, ZOE)
    before = await kept.document(elsewhere, table)
    now = datetime.now(UTC)
    # The character's player is the one it always was.
    await elsewhere.play.submit(Utterance(PLAYERS[1], ELSEWHERE, 2_000_000_000, "message", "I look around.", now))
    await settled(table)
    assert table.state.turn == TURNS + 1
    assert [one.author for one in table.transcript if one.turn == TURNS + 1] == ["Kira", None]
    await elsewhere.undoing.undo(ELSEWHERE, ZOE)
    assert await kept.document(elsewhere, table) == before
    await elsewhere.undoing.undo(ELSEWHERE, ZOE, 10)
    assert table.state.turn == TURNS - 10
    assert await kept.wrong_states(elsewhere, table) == []
    fact = next(one for one in exported.content["facts"] if one["turn"] and one["turn"] < TURNS - 10)
    found = await elsewhere.memory.recall(ELSEWHERE, ZOE, fact["subject"])
    assert any(fact["text"] in passage.text for passage in found.passages)
