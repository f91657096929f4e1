"""What a told turn leaves behind, for whoever counts, undoes or checks it later."""

from __future__ import annotations

import json
from decimal import Decimal

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.prompts.turn import PROMPT_VERSION
from bot.storage.tables import ledger, llm_calls, turns
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
CHECK = ToolUse("ability_check", '{"character":"Kira","ability":"Perception","dc":12}', id="call_2")


def names(state: str) -> list[str]:
    return [character["name"] for character in json.loads(state)["party"].values()]


async def make(seat: Seat, name: str) -> None:
    person = seat.kira if name == "Kira" else seat.bruno
    await (await person.slash(seat.channel, "character create", name=name, race="elf", **{"class": "rogue"})).reply()


async def test_a_character_made_while_a_turn_is_told_is_kept_whatever_becomes_of_the_turn(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("Fog ", "rises."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await make(seat, "Kira")
        vendor.script.append(Reply(tokens=("Slowly ", "it ", "turns ", "and ", "gives."), rate=5))
        await seat.kira.say(seat.channel, "I turn the key.")
        await seat.playground.wait_for(lambda: len(seat.stories()) == 2, what="the first word")
        await make(seat, "Bruno")
        assert "gives" not in seat.stories()[1].content
        await seat.told(2)
        await seat.settled()
        await seat.bruno.say(seat.channel, "I nod.")
        await seat.told(3)
        await seat.settled()
        (told,) = await seat.kept(turns)
    assert [names(row.state_before) for row in told] == [[], ["Kira", "Bruno"], ["Kira", "Bruno"]]
    assert [names(row.state_after) for row in told] == [[], ["Kira", "Bruno"], ["Kira", "Bruno"]]
    assert [json.loads(row.state_before)["turn"] for row in told] == [0, 1, 2]
    assert [json.loads(row.state_after)["turn"] for row in told] == [1, 2, 3]


async def test_a_turn_with_dice_leaves_its_ledger_in_order_and_a_measured_row_for_each_call(sit: Sitting) -> None:
    dice = (ToolUse("roll_dice", '{"dice":"2d6+1","reason":"luck"}'), CHECK)
    async with ModelServer(Reply(tokens=("Fog ", "rises."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await make(seat, "Kira")
        vendor.script.append(Reply(tokens=("Hm. ",), first=0.05, tools=dice))
        vendor.script.append(Reply(tokens=("Fortune ", "smiles."), first=0.05, rate=50))
        await seat.kira.say(seat.channel, "I trust my luck.")
        await seat.told(2)
        await seat.settled()
        told, entries, calls = await seat.kept(turns, ledger, llm_calls)
    turn, asked, narrated = told[1], calls[1], calls[2]
    assert [(entry.kind, entry.actor, entry.turn_id) for entry in entries] == [
        ("arrival", "Kira", None),
        ("roll", "", turn.id),
        ("check", "Kira", turn.id),
    ]
    assert turn.narration == "Hm.\n\nFortune smiles."
    assert 0 < turn.first_word_ms <= turn.last_word_ms
    assert [(call.finish_reason, call.tool_calls, call.tool_calls_valid) for call in (asked, narrated)] == [
        ("tool_calls", 2, 2),
        ("stop", 0, 0),
    ]
    for call in (asked, narrated):
        assert (call.turn_id, call.purpose, call.attempt, call.usage_source) == (turn.id, "adjudicate", 1, "reported")
        assert 50 <= call.ttft_ms <= call.first_text_ms <= call.e2e_ms
        assert call.max_gap_ms > 0
        # GPT-4o takes $2.50 for a million tokens it reads and $10 for a million it writes.
        assert call.cost_usd == (Decimal("2.50") * 120 + Decimal(10) * call.output_tokens) / 1_000_000
    # What came before is the wait of the first call alone, or it would be counted twice.
    assert narrated.queue_ms < asked.e2e_ms
    assert asked.prompt_hash != narrated.prompt_hash
    assert {call.prompt_version for call in calls} == {PROMPT_VERSION}


async def test_an_attempt_that_a_stop_interrupted_is_a_row_and_the_turn_goes_on_in_its_message(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("Fog ", "rises."))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        vendor.script.append(Reply(tokens=("Slowly ", *("on " * 100).split()), rate=5))
        await seat.kira.say(seat.channel, "I turn the key.")
        message = await seat.playground.wait_for(lambda: seat.stories()[1:], what="the first word")
        assert seat.bot is not None
        await seat.bot.services.play.close(patience=0.0)
        told, calls = await seat.kept(turns, llm_calls)
        assert (told[1].status, told[1].reply_ids) == ("telling", [message[0].id])
        assert [(call.turn_id, call.error_class) for call in calls] == [(1, None), (told[1].id, "Cancelled")]
        assert calls[1].ttft_ms > 0
        await seat.start()
        story = await seat.told(2)
        told, calls = await seat.kept(turns, llm_calls)
    assert story.id == message[0].id
    assert told[1].status == "told"
    assert [call.error_class for call in calls] == [None, "Cancelled", None]
