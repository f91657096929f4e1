"""Spells and the rule book in a turn, over the wire."""

from __future__ import annotations

import json

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import ledger, turns
from tests.end_to_end.conftest import Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
ASKED = (
    ToolUse("look_up", '{"name":"Cover","kind":"rule"}'),
    ToolUse("cast_spell", '{"caster":"Kira","spell":"armure du mage","targets":"Kira"}'),
    ToolUse("cast_spell", '{"caster":"Kira","spell":"Frostnova of Doom"}'),
)


async def test_a_model_reads_the_book_and_a_spell_costs_its_slot(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("Fog ", "rises."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await (
            await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "wizard"})
        ).reply()
        vendor.script.append(Reply(tokens=("Hm. ",), tools=ASKED))
        vendor.script.append(Reply(tokens=("Magic ", "hums.")))
        await seat.kira.say(seat.channel, "I cast mage armor.")
        await seat.told(2)
        await seat.settled()
        results = [each["content"] for each in vendor.requests[-1].body["messages"] if each["role"] == "tool"]
        told, entries = await seat.kept(turns, ledger)
    book, cast, unknown = (json.loads(result) for result in results)
    assert "half cover" in book["text"]
    assert cast["spell"] == "Mage Armor"
    assert "no such spell" in unknown["error"]
    (spell,) = [entry for entry in entries if entry.kind == "spell"]
    assert spell.detail["slots_before"][0] == 2
    (kira,) = json.loads(told[1].state_after)["party"].values()
    assert kira["slots_spent"][0] == 1
