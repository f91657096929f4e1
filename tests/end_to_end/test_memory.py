"""What the game master remembers, seen and mended by the table, over the wire."""

from __future__ import annotations

import json

import pytest

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.tables import facts, ledger
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_fallbacks import FIRST, KEY


async def command(person: Person, seat: Seat, name: str, **options: object) -> Message:
    return await (await person.slash(seat.channel, name, **options)).reply()


async def test_what_a_player_notes_is_shown_to_everybody_and_in_every_prompt(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("The fog lifts.",))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        told = await command(seat.ada, seat, "memory note", about="Osric *Vane*", text="owes us 3 casks")
        assert told.content == "The game master keeps this in mind from now on: **Osric \\*Vane\\*** · owes us 3 casks"
        assert told.seen_by is None
        await seat.kira.say(seat.channel, "I wait.")
        await seat.told(2)
        prompt = json.dumps(vendor.requests[-1].body)
        shown = await command(seat.kira, seat, "memory show")
    assert "Osric *Vane*: owes us 3 casks" in prompt
    assert shown.seen_by == seat.kira.id
    assert "owes us 3 casks" in str(shown.embeds)


async def test_a_fact_is_pinned_corrected_let_go_and_forgotten(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    await command(seat.ada, seat, "memory note", about="Mill", text="burnt down")
    (choice,) = await seat.ada.autocomplete(seat.channel, "memory correct", "fact", "mill")
    which = choice["value"]
    assert choice["name"] == "📌 Mill: burnt down"
    told = await command(seat.ada, seat, "memory correct", fact=which, text="stands empty")
    assert told.content == "From now on this holds: **Mill** · stands empty"
    told = await command(seat.ada, seat, "memory pin", fact=which, pinned=False)
    assert told.content == "This is no longer pinned: **Mill** · stands empty"
    told = await command(seat.ada, seat, "memory delete", fact=which)
    assert told.content == "The game master forgets this: **Mill** · stands empty"
    gone = await command(seat.ada, seat, "memory delete", fact=which)
    assert gone.content.startswith("The game master knows nothing like that")
    assert gone.seen_by == seat.ada.id
    (kept,) = await seat.kept(facts)
    assert kept[0].removed_at is not None


@pytest.mark.parametrize("which", ["", "x", "-1", "0", "9" * 40, "²", "1"])
async def test_a_fact_that_is_none_is_refused(seat: Seat, which: str) -> None:
    await seat.create_campaign()
    await seat.settled()
    refused = await command(seat.ada, seat, "memory correct", fact=which or " ", text="x")
    assert refused.content.startswith("The game master knows nothing like that")


async def test_who_does_not_play_changes_nothing(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    refused = await command(seat.kira, seat, "memory note", about="Osric", text="is a fool")
    assert refused.content.startswith("Only those who play here")
    assert refused.seen_by == seat.kira.id
    blank = await command(seat.ada, seat, "memory note", about="\u200b", text="x")
    assert blank.content == "Say what holds, in at most 80 characters."


async def test_where_no_campaign_is_played_nothing_is_remembered(seat: Seat) -> None:
    for name, options in (("memory show", {}), ("recall", {"words": "Osric"})):
        assert "/campaign create" in (await command(seat.kira, seat, name, **options)).content
    assert await seat.kira.autocomplete(seat.channel, "memory delete", "fact", "") == []


async def test_what_was_told_is_found_with_the_way_to_it(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "I hide the *amulet* of Zhakaroth under the floor.")
    story = await seat.told(2)
    await seat.settled()
    found = await command(seat.bruno, seat, "recall", words="where is the amulet of zhakaroth?")
    assert found.seen_by == seat.bruno.id
    assert seat.channel.guild is not None
    first = found.content.split("\n-# ")[0]
    assert f"[Turn 2](https://discord.com/channels/{seat.channel.guild.id}/{seat.channel.id}/{story.id})" in first
    assert "I hide the \\*amulet\\* of Zhakaroth under the floor." in first
    nothing = await command(seat.bruno, seat, "recall", words='Quetzal* OR "')
    assert nothing.content.startswith("Nothing that was told here has these words")


async def test_a_model_notes_recalls_and_keeps_secrets_that_no_player_sees(sit: Sitting) -> None:
    async with ModelServer(Reply(tokens=("Osric greets you.",))).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        notes = (
            ("remember", {"kind": "person", "about": "Osric", "note": "limps"}),
            ("secret_note", {"about": "Osric", "note": "is the traitor Zhakaroth"}),
            ("move_scene", {"place": "The quay", "time": "dusk", "present": "Osric"}),
            ("recall", {"about": "Osric greets"}),
        )
        vendor.script.append(
            Reply((), tuple(ToolUse(name, json.dumps(given), f"call-{name}") for name, given in notes))
        )
        await seat.kira.say(seat.channel, "I look around.")
        story = await seat.told(2)
        await seat.settled()
        results = [one["content"] for one in vendor.requests[-1].body["messages"] if one["role"] == "tool"]
        assert "Osric greets you." in results[-1]
        await seat.kira.say(seat.channel, "I talk to Osric.")
        await seat.told(3)
        await seat.settled()
        prompt = json.dumps(vendor.requests[-1].body)
        assert "is the traitor" in prompt.split("unknown to the players")[1]
        shown = await command(seat.kira, seat, "memory show")
        found = await command(seat.kira, seat, "recall", words="Osric traitor Zhakaroth")
        everything = [message.content for message in seat.channel.messages]
    assert "Noted · Osric · limps" in story.content
    assert "Scene · The quay · dusk · Osric" in story.content
    assert "limps" in str(shown.embeds)
    assert "The quay" in str(shown.embeds)
    assert not any("traitor" in text for text in (str(shown.embeds), found.content, *everything))
    kept, entries = await seat.kept(facts, ledger)
    assert [(row.kind, row.subject) for row in kept] == [("person", "Osric"), ("secret", "Osric")]
    assert [entry.summary for entry in entries if "traitor" in str(entry.detail)] == [""]


async def test_whoever_is_in_the_chair_sees_and_keeps_secrets_and_nobody_else(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.kira.say(seat.channel, "I wait.")
    await seat.told(2)
    await seat.settled()
    await seat.stop()
    database = await Database.open(seat.settings.database)
    stores = Stores.over(database)
    (campaign_id,) = set((await stores.channels.bindings()).values())
    campaign = await stores.campaigns.get(campaign_id)
    await stores.campaigns.set_chair(campaign_id, campaign.owner_id)
    await database.close()
    await seat.start()
    noted = await command(seat.ada, seat, "memory note", about="Osric", text="is Zhakaroth")
    assert noted.seen_by == seat.ada.id
    shown = await command(seat.ada, seat, "memory show")
    assert "is Zhakaroth" in str(shown.embeds)
    assert "Zhakaroth" in (await command(seat.ada, seat, "recall", words="Osric")).content
    (choice,) = await seat.ada.autocomplete(seat.channel, "memory delete", "fact", "")
    assert await seat.kira.autocomplete(seat.channel, "memory delete", "fact", "") == []
    refused = await command(seat.kira, seat, "memory pin", fact=choice["value"])
    assert refused.content.startswith("The game master knows nothing like that")
    assert "Zhakaroth" not in str((await command(seat.kira, seat, "memory show")).embeds)
    nothing = await command(seat.kira, seat, "recall", words="Zhakaroth")
    assert nothing.content.startswith("Nothing that was told here")


async def test_thirty_facts_are_pinned_at_most(seat: Seat) -> None:
    await seat.create_campaign()
    await seat.settled()
    for number in range(30):
        await command(seat.ada, seat, "memory note", about=f"Fact {number}", text="x" * 400)
    refused = await command(seat.ada, seat, "memory note", about="One more", text="x")
    assert refused.content.startswith("30 facts are pinned already")
    shown = await command(seat.kira, seat, "memory show")
    assert "older: /recall finds them." in str(shown.embeds)
