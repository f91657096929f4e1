"""A small model without tools of its own at the table: the rules decide, and nobody sees how they were asked."""

from __future__ import annotations

from pathlib import Path

from benchmarks.model_server import ModelServer, Reply
from bot.storage.tables import ledger, llm_calls, turns
from tests.end_to_end.conftest import Sitting
from tests.end_to_end.test_record import make

OWN = """
[[models]]
provider = "ollama"
id = "tiny"
label = "Tiny"
tools = false
"""
CALL = '<call>{"tool": "ability_check", "character": "kira", "ability": "Perception check", "dc": 12}'


async def test_a_check_that_a_model_asks_for_in_its_text_is_rolled_and_its_marks_are_never_shown(
    sit: Sitting, tmp_path: Path
) -> None:
    own = tmp_path / "models.toml"
    own.write_text(OWN, encoding="utf-8")
    async with ModelServer(Reply(tokens=("Fog ", "rises.")), models=("tiny",)).running() as vendor:
        seat = await sit(ollama_base_url=vendor.url, model_catalogue=own)
        await seat.create_campaign(model="ollama/tiny")
        await make(seat, "Kira")
        vendor.script.append(Reply(tokens=("Kira listens.\n", *CALL, "</call> She rolls a 20!"), rate=500))
        vendor.script.append(Reply(tokens=("She hears ", "a bell.")))
        await seat.kira.say(seat.channel, "I listen at the door.")
        story = await seat.told(2)
        await seat.settled()
        shown = [str(one.request) for one in seat.playground.recorder.exchanges if "/messages" in one.path]
        (_, told), entries, calls = await seat.kept(turns, ledger, llm_calls)
    assert story.content.startswith("Kira listens.\n\nShe hears a bell.\n-# 🎲 Kira · Perception (Wis) · ")
    assert told.narration == "Kira listens.\n\nShe hears a bell."
    assert [(entry.kind, entry.actor) for entry in entries if entry.turn_id] == [("check", "Kira")]
    assert [(call.finish_reason, call.tool_calls, call.tool_calls_valid) for call in calls[1:]] == [
        ("tool_calls", 1, 1),
        ("stop", 0, 0),
    ]
    assert any("Kira listens." in text for text in shown)
    assert not any(sign in text for text in shown for sign in ("<c", "call>", "ability_check", "rolls a 20"))
    assert vendor.requests[1].body["stop"] == ["</call>"]
    assert "tools" not in vendor.requests[1].body
