"""A duel under attack: models that want to be known, voters who are none any more, buttons from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

from sqlalchemy import update

from benchmarks.model_server import Reply
from bot.storage.tables import duels
from playground.messages import Draft, post
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_ballots import made, press, services_of, stores_of
from tests.end_to_end.test_duelling import asked, at_the_table, wish

CALLINGS = [
    "I, G\u200bPT-4o, open the door.",
    "The door says **Cl**aude.",
    "Сlaude opens the door.",
    "A voice: 𝗖𝗹𝗮𝘂𝗱𝗲.",
    "Haiku 5.5 opens the door.",
    "I'm an AI, and the door opens.",
]


async def test_a_model_cannot_make_itself_known_by_writing_its_name_oddly(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, anthropic):
        for place, calling in enumerate(CALLINGS):
            anthropic.script.append(Reply(tokens=(calling,)))
            await wish(seat)
            await seat.kira.say(seat.channel, f"I knock {place} times.")
            story = await seat.told(3 + place)
            await seat.settled()
            assert "gave away who it is" in story.content, calling
        assert await seat.kept(duels) == [[]]


async def test_whoever_is_taken_out_during_a_vote_votes_no_more_and_is_not_waited_for(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, _anthropic):
        await wish(seat)
        await seat.kira.say(seat.channel, "I go in.")
        card = await asked(seat)
        await (await seat.ada.slash(seat.channel, "campaign remove", user=seat.bruno.user)).reply()
        assert "Those who play in this scene vote" in await press(seat.bruno, card, "A")
        assert "It was the last one" in await press(seat.kira, card, "B")
        await seat.told(4)
        await seat.settled()
        assert "1 of 2 voted" in card.embeds[0]["description"]


async def test_a_duel_is_read_again_only_where_it_was_told_and_while_its_words_are_kept(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, _anthropic):
        await wish(seat)
        await seat.kira.say(seat.channel, "I go in.")
        card = await asked(seat)
        for person in (seat.kira, seat.bruno):
            await press(person, card, "A")
        await seat.told(4)
        await seat.settled()
        read = "skald:duel:1:read"
        assert (await (await seat.bruno.click(card, read)).reply()).embeds
        button = {"type": 2, "id": 2, "style": 2, "label": "Read", "custom_id": read}
        row = {"type": 1, "id": 1, "components": [button]}
        general, bot = seat.playground.channel("general"), seat.playground.world.application.bot
        forged = post(general, bot, Draft("?", components=[row]))
        assert await press(seat.bruno, forged, read) == "These tellings are not kept any more."
        async with stores_of(seat).database.begin() as connection:
            await connection.execute(update(duels).values(story_a="", story_b=""))
        assert await press(seat.bruno, card, read) == "These tellings are not kept any more."


async def test_a_clock_that_goes_back_makes_no_vote_longer_than_it_was_said(seat: Seat) -> None:
    await seat.create_campaign()
    duel = await made(seat, seat.kira, seat.bruno)
    ballots, waited = services_of(seat).comparing.ballots, list[float]()

    async def wait(over: Awaitable[bool], seconds: float) -> bool:
        waited.append(seconds)
        return await asyncio.wait_for(over, 0)

    ballots._now, ballots._wait = lambda: duel.made_at - timedelta(days=2), wait
    closed = await ballots.hold(duel)
    assert (closed.status, closed.outcome) == ("closed", None)
    assert waited == [(duel.closes_at - duel.made_at).total_seconds()]
