"""Lines, veils and the X-card over the wire: kept out of the story, and nobody named."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from benchmarks.model_server import ModelServer, Reply
from bot.storage.engine import Database
from bot.storage.tables import actions, metadata, turns
from bot.ui.xcard_button import XCARD_ID
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting, buttons

KEY = SecretStr("sk-loopback-key-for-tests")
SPIDERS = Reply(tokens=("Spiders ", "crawl ", "over ", "you."))
CALM = Reply(tokens=("A ", "lamp ", "burns."))
MODEL = "openai/gpt-4o"


async def press(person: Person, message: Message) -> Message:
    return await (await person.click(message, XCARD_ID)).reply()


async def safety(seat: Seat, person: Person, command: str, **options: Any) -> Message:
    return await (await person.slash(seat.channel, f"safety {command}", **options)).reply()


def fields(answer: Message) -> dict[str, str]:
    (embed,) = answer.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}


def system(vendor: ModelServer) -> str:
    return vendor.requests[-1].body["messages"][0]["content"]


def asked(vendor: ModelServer) -> str:
    return vendor.requests[-1].body["messages"][-1]["content"]


async def test_everybody_may_draw_a_line_and_every_model_is_told(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=MODEL)
        answer = await safety(seat, seat.kira, "lines", add="  *spiders* ")
        assert answer.seen_by == seat.kira.id
        assert fields(answer)["Lines: never in the story"] == "• \\*spiders\\*"
        answer = await safety(seat, seat.bruno, "veils", add="romance")
        assert fields(answer)["Veils: never described"] == "• romance"
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        assert "<line>*spiders*</line>" in system(vendor)
        assert "<veil>romance</veil>" in system(vendor)
        await seat.settled()
        await seat.restart()
        assert "spiders" in fields(await safety(seat, seat.bruno, "show"))["Lines: never in the story"]


async def test_only_the_owner_or_whoever_manages_the_channel_takes_a_line_away(seat: Seat) -> None:
    await seat.create_campaign()
    await safety(seat, seat.kira, "lines", add="spiders")
    answer = await safety(seat, seat.kira, "lines", remove="spiders")
    assert not answer.embeds
    assert answer.seen_by == seat.kira.id
    answer = await safety(seat, seat.ada, "lines", remove="snakes")
    assert "/safety show" in answer.content
    answer = await safety(seat, seat.ada, "lines", remove="Spiders")
    assert fields(answer)["Lines: never in the story"] == "None so far."
    await safety(seat, seat.kira, "veils", add="romance")
    assert not (await safety(seat, seat.kira, "veils", remove="romance")).embeds
    answer = await safety(seat, seat.ada, "veils", remove="romance")
    assert fields(answer)["Veils: never described"] == "None so far."


async def test_topics_are_bounded_and_the_same_one_is_kept_once(seat: Seat) -> None:
    await seat.create_campaign()
    await safety(seat, seat.kira, "lines", add="blood")
    answer = await safety(seat, seat.bruno, "lines", add="Blood")
    assert fields(answer)["Lines: never in the story"] == "• blood"
    for number in range(19):
        answer = await safety(seat, seat.kira, "lines", add=f"{number:02d} " + "*" * 77)
    shown = fields(answer)["Lines: never in the story"]
    assert len(shown.splitlines()) == 20
    assert len(shown) <= 1024
    assert "20 of them" in (await safety(seat, seat.kira, "lines", add="one more")).content
    assert "1 to 80" in (await safety(seat, seat.kira, "veils", add="\u200b \u2800")).content


async def test_without_a_campaign_or_a_story_a_sentence_says_so(seat: Seat) -> None:
    for command in ("safety show", "xcard"):
        answer = await (await seat.kira.slash(seat.channel, command)).reply()
        assert "/campaign create" in answer.content


async def test_the_x_card_has_the_last_turn_told_without_what_was_in_it(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        await seat.create_campaign(model=MODEL)
        vendor.script.append(SPIDERS)
        await seat.kira.say(seat.channel, "I open the door.")
        story = await seat.told(2)
        await seat.settled()
        answer = await press(seat.bruno, story)
        assert answer.seen_by == seat.bruno.id
        assert "Nobody learns" in answer.content
        again = await seat.told(3)
        await seat.settled()
        assert again.content.startswith("A lamp burns.")
        assert story.content == "-# ✋ Taken out of the story, which is told anew."
        assert not story.components
        assert "X-card" in asked(vendor)
        assert "<withdrawn>Spiders crawl over you.</withdrawn>" in asked(vendor)
        assert "I open the door." in asked(vendor)
        # The story goes on from the new telling.
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(4)
        assert "Spiders" not in json.dumps(vendor.requests[-1].body)
        await seat.settled()
        kept, told = await seat.kept(actions, turns)
    (card,) = [row for row in kept if row.kind == "xcard"]
    assert (card.author, card.text) == ("", "X")
    assert card.account_id == kept[0].account_id  # the owner's, who opened the campaign
    assert [(row.number, row.take, row.status) for row in told] == [
        (1, 1, "told"),
        (2, 1, "told"),
        (2, 2, "told"),
        (3, 1, "told"),
    ]


async def test_the_x_card_ends_a_telling_at_once(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        first = await seat.create_campaign(model=MODEL)
        await seat.settled()
        vendor.script.append(Reply(tokens=("Spiders ",) * 400, rate=40))
        await seat.kira.say(seat.channel, "I open the door.")
        await seat.playground.wait_for(lambda: len(seat.stories()) == 2, what="the first word")
        await press(seat.bruno, first)
        again = await seat.told(2)
        await seat.settled()
        assert "X-card" in asked(vendor)
        kept, told = await seat.kept(actions, turns)
    assert again.content.startswith("A lamp burns.")
    assert len(again.content) < 400
    assert all(row.turn_id is not None for row in kept)
    assert [(row.number, row.take, row.status) for row in told] == [(1, 1, "told"), (2, 1, "told")]


async def test_many_who_press_at_once_are_one(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await seat.create_campaign(model=MODEL)
        await seat.settled()
        vendor.script.append(Reply(tokens=("A ", "lamp ", "burns."), first=0.5))
        answers = await asyncio.gather(*(press(person, story) for person in (seat.kira, seat.bruno, seat.ada)))
        assert len({answer.content for answer in answers}) == 1
        await seat.told(2)
        await seat.settled()
        (kept,) = await seat.kept(actions)
    assert sum(row.kind == "xcard" for row in kept) == 1


async def test_the_button_works_after_a_restart_and_in_french(seat: Seat) -> None:
    story = await seat.create_campaign(language="fr")
    assert XCARD_ID in buttons(story)
    await seat.restart()
    seat.kira.locale = "fr"
    assert (await press(seat.kira, story)).seen_by == seat.kira.id
    await seat.told(2)


def _everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_nothing_that_is_kept_or_logged_tells_who_raised_the_card(
    sit: Sitting, logged: io.StringIO, tmp_path: Path
) -> None:
    seat = await sit()
    story = await seat.create_campaign()
    await seat.settled()
    before = {message.id for message in seat.channel.messages}
    await press(seat.kira, story)
    await seat.told(2)
    await (await seat.kira.slash(seat.channel, "xcard")).reply()
    await seat.told(3)
    await safety(seat, seat.kira, "lines", add="spiders")
    await seat.settled()
    public = [m for m in seat.channel.messages if m.id not in before and m.seen_by is None]
    (rows,) = await seat.kept(actions)
    assert sum(row.kind == "xcard" for row in rows) == 2
    written = _everything_in(tmp_path)
    database = await Database.open(seat.settings.database)
    try:
        async with database.autocommit() as connection:
            kept = str(
                [tuple(row) for table in metadata.sorted_tables for row in await connection.execute(select(table))]
            )
    finally:
        await database.close()
    said = logged.getvalue()
    assert "turn told" in said
    assert public
    assert str(seat.ada.id) in kept  # the owner: what is looked for could be found
    for word in (str(seat.kira.id), seat.kira.name):
        assert word not in kept
        assert word.encode() not in written
        assert word not in said
        assert not any(word in message.content for message in public)


async def test_the_x_card_waits_for_nobody_in_rounds(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await seat.create_campaign(model=MODEL)
        for person, name in ((seat.kira, "Kira"), (seat.bruno, "Bruno")):
            sheet = {"name": name, "race": "elf", "class": "rogue"}
            await (await person.slash(seat.channel, "character create", **sheet)).reply()
        await (await seat.ada.slash(seat.channel, "campaign settings", mode="rounds")).reply()
        await seat.settled()
        asked_before = len(vendor.requests)
        await seat.kira.say(seat.channel, "I open the door.")
        await press(seat.bruno, story)
        await seat.playground.wait_for(lambda: len(vendor.requests) > asked_before, what="the retelling")
        assert "X-card" in asked(vendor)
        assert "I open the door." not in asked(vendor)
        await seat.settled()
        told, kept = await seat.kept(turns, actions)
    assert [(row.number, row.take) for row in told] == [(1, 1), (1, 2)]
    assert [row.kind for row in kept if row.turn_id is None] == ["message"]


async def test_a_card_raised_over_a_failed_turn_is_kept_until_something_is_told(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await seat.create_campaign(model=MODEL)
        await seat.settled()
        vendor.default = Reply(fault="refusal")
        await seat.kira.say(seat.channel, "I open the door.")
        await seat.playground.wait_for(seat.failures, what="the failure")
        await seat.settled()
        vendor.default = CALM
        await press(seat.bruno, story)
        await seat.playground.wait_for(lambda: "X-card" in asked(vendor), what="the retelling")
        await seat.settled()
        (kept,) = await seat.kept(actions)
    assert all(row.turn_id is not None for row in kept)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_offline_narrator_tells_a_stopped_scene_in_other_words(seat: Seat, language: str) -> None:
    await seat.create_campaign(language=language)
    deed = "I listen at the door." if language == "en" else "J'écoute à la porte."
    await seat.kira.say(seat.channel, deed)
    first = (await seat.told(2)).content.split("\n-# ")[0]
    await seat.settled()
    await (await seat.kira.slash(seat.channel, "xcard")).reply()
    anew = (await seat.told(3)).content.split("\n-# ")[0]
    assert not {one for one in first.split(". ") if one} & set(anew.split(". "))
