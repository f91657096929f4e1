"""Traces of turns: what a model was sent and answered, for whoever runs Skald and asked for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.model_server import ModelServer
from tests.end_to_end.company import KEY
from tests.end_to_end.conftest import Seat, Sitting


def traces(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


async def test_a_turn_leaves_what_its_model_was_sent_and_answered(sit: Sitting, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    seat = await sit(traces=folder)
    await seat.create_campaign()
    said = await seat.kira.say(seat.channel, "I climb the wall. My key is sk-abcdefghijklmnop1234")
    story = await seat.told(2)
    await seat.settled()
    await seat.stop()

    kept = traces(folder)
    assert len(kept) == 2
    told = kept[-1]
    assert told["status"] == "told"
    assert told["about"][:2] == [str(story.id), str(said.id)]
    assert [one["text"] for one in told["actions"]] == ["I climb the wall. My key is [redacted]"]
    assert told["received"] <= told["started"] <= told["first_word"] <= told["ended"]
    call = told["calls"][-1]
    assert call["model"] == "offline/narrator"
    assert 0 <= call["first"] <= call["text"] <= call["ended"]
    assert call["answer"]["text"].strip()[:40] in story.content
    sent = [told["messages"][place] for place in call["sent"]["messages"]]
    assert any("climb the wall" in message["content"] for message in sent)
    assert told["texts"][call["sent"]["system"]]
    assert [told["tools"][place]["name"] for place in call["sent"]["tools"]]

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert "sk-abcdefghijklmnop1234" not in "".join(path.read_text("utf-8") for path in folder.iterdir())
