"""A story that contradicts the sheets is told once more, and the receipt says so."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply
from bot.storage.tables import turns
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
CALM = Reply(tokens=("A ", "lamp ", "burns."))
WRONG = Reply(tokens=("Kira ", "has ", "77 ", "hit ", "points ", "left."))


async def play(seat: Seat, vendor: ModelServer, *replies: Reply, language: str = "en") -> Message:
    """Have Kira act once; the model answers with these replies, in their order."""
    await seat.create_campaign(model="openai/gpt-4o", language=language)
    await (
        await seat.kira.slash(seat.channel, "character create", name="Kira", race="elf", **{"class": "rogue"})
    ).reply()
    await seat.settled()
    vendor.script.extend(replies)
    await seat.kira.say(seat.channel, "I count my wounds.")
    story = await seat.told(2)
    await seat.settled()
    return story


async def disagreements(seat: Seat, person: Person) -> str:
    answer = await (await person.slash(seat.channel, "receipt")).reply()
    (embed,) = answer.embeds
    return next((field["value"] for field in embed["fields"] if field["name"] == "What did not agree"), "")


async def test_a_number_against_the_sheet_is_mended_before_the_story_stands(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await play(seat, vendor, WRONG)
        assert story.content.startswith("A lamp burns.")
        asked: Any = vendor.requests[-1].body["messages"]
        assert "77 hit points" in asked[-1]["content"]
        assert "does not agree" in asked[-1]["content"]
        assert len(vendor.requests) == 3
        assert await disagreements(seat, seat.bruno) == (
            "🩹 a number that the rules do not know · “has 77 hit points” · told again, right"
        )
        (kept,) = await seat.kept(turns)
    assert [finding["mended"] for finding in kept[-1].findings] == [True]


async def test_a_model_that_insists_is_not_asked_a_third_time(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await play(seat, vendor, WRONG, WRONG)
        assert story.content.startswith("Kira has 77")
        assert len(vendor.requests) == 3
        assert (await disagreements(seat, seat.kira)).startswith("⚠️ a number that the rules do not know")


async def test_what_is_not_the_worst_is_written_down_and_costs_no_second_telling(sit: Sitting) -> None:
    async with ModelServer(CALM).running() as vendor:
        seat = await sit(openai_base_url=vendor.url, openai_api_key=KEY)
        story = await play(seat, vendor, Reply(tokens=("You decide ", "to leave the village.")))
        assert story.content.startswith("You decide to leave")
        assert len(vendor.requests) == 2
        assert "“You decide”" in await disagreements(seat, seat.kira)
