"""A turn told by two hidden models: voted on by those who play, told by the winner, gone on with after a stop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import duels, ledger, llm_calls, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_fallbacks import FIRST, SECOND, served_by
from tests.end_to_end.test_models import fields
from tests.end_to_end.test_record import make

ROLL = ToolUse("roll_dice", '{"dice":"1d1000","reason":"luck"}')
FOG, LAMP = Reply(tokens=("The ", "fog ", "lifts.")), Reply(tokens=("A ", "lamp ", "burns."))


@asynccontextmanager
async def at_the_table(sit: Sitting, **settings: Any) -> AsyncIterator[tuple[Seat, ModelServer, ModelServer]]:
    """Sit down with two models, and Kira and Bruno who play and have just spoken."""
    async with ModelServer(FOG).running() as openai, ModelServer(LAMP).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic), **settings)
        await seat.create_campaign(model=FIRST)
        await make(seat, "Kira")
        await make(seat, "Bruno")
        await seat.bruno.say(seat.channel, "I watch the door.")
        await seat.told(2)
        await seat.settled()
        yield seat, openai, anthropic


async def wish(seat: Seat) -> None:
    assert seat.bot is not None
    services = seat.bot.services
    await services.play._stores.duels.wish(
        guild_id=seat.channel.guild.id if seat.channel.guild else 0,
        campaign_id=1,
        channel_id=seat.channel.id,
        language="en",
        model_a=FIRST,
        model_b=SECOND,
        now=services.comparing.ballots._now(),
    )
    services.comparing.duelling.wished(1)


async def asked(seat: Seat) -> Message:
    def card() -> Message | None:
        found = [one for one in seat.stories() if any(name.startswith("skald:duel:") for name in buttons(one))]
        return found[-1] if found and found[-1].embeds else None

    return await seat.playground.wait_for(card, 30, "the duel's card")


def side_of(card: Message, words: str) -> str:
    return next(one["title"].lower() for one in card.embeds if words in one["description"])


async def test_the_table_votes_blind_and_the_winner_tells_the_story(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, openai, anthropic):
        openai.script.append(Reply(tokens=(), tools=(ROLL,)))
        await wish(seat)
        await seat.kira.say(seat.channel, "I trust my luck.")
        card = await asked(seat)
        shown = f"{card.content} {card.embeds}"
        assert "GPT" not in shown
        assert "Claude" not in shown
        first, second = openai.requests[-1].body, anthropic.requests[-1].body
        assert first["messages"][-1]["content"] == second["messages"][-1]["content"][-1]["text"]
        lamp, fog = side_of(card, "lamp"), side_of(card, "fog")
        await (await seat.kira.click(card, f"skald:duel:1:{fog}")).reply()
        await (await seat.kira.click(card, f"skald:duel:1:{lamp}")).reply()
        assert len(seat.stories()) == 3
        await (await seat.bruno.click(card, f"skald:duel:1:{lamp}")).reply()
        story = await seat.told(4)
        await seat.settled()
        revealed = f"{card.content} {card.embeds}"
        compared = fields(await (await seat.ada.slash(seat.channel, "stats models")).reply())
        kept, told, calls, entries = await seat.kept(duels, turns, llm_calls, ledger)
    assert story.content.startswith("A lamp burns.")
    assert "-# ⚔️ The table chose this telling in a duel." in story.content
    assert story.content.count("🎲") == 1
    assert "Claude Haiku 5.5" in revealed
    assert "1 turn · in duels, which count in no wait or cost\n" in compared[SECOND]
    assert (kept[0].status, kept[0].outcome, kept[0].told, kept[0].frozen) == ("closed", lamp, lamp, None)
    assert sorted((kept[0].model_a, kept[0].model_b)) == sorted((FIRST, SECOND))
    assert (told[-1].model, told[-1].duel, told[-1].narration) == (SECOND, kept[0].id, "A lamp burns.")
    assert len([entry for entry in entries if entry.turn_id == told[-1].id]) == 1
    mine = [call for call in calls if call.turn_id == told[-1].id]
    assert [(call.purpose, call.duel) for call in mine] == [
        ("adjudicate", None), ("adjudicate", None), ("narrate", 1), ("narrate", 1),
    ]  # fmt: skip
    assert None not in [call.cost_usd for call in mine]


async def test_a_stop_in_the_middle_of_a_vote_goes_on_with_it_and_asks_no_model_again(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, openai, anthropic):
        await wish(seat)
        await seat.kira.say(seat.channel, "I go in.")
        card = await asked(seat)
        lamp = side_of(card, "lamp")
        await (await seat.kira.click(card, f"skald:duel:1:{lamp}")).reply()
        asked_before = len(openai.requests), len(anthropic.requests)
        await seat.restart()
        await seat.bruno.say(seat.channel, "Wait for me!")
        await (await seat.bruno.click(card, f"skald:duel:1:{lamp}")).reply()
        story = await seat.told(4)
        assert (len(openai.requests), len(anthropic.requests))[1] == asked_before[1]
        last = await seat.told(5)
        await seat.settled()
        told, calls = await seat.kept(turns, llm_calls)
    assert story.content.startswith("A lamp burns.")
    assert last.content.startswith("The fog lifts.")
    assert [row.status for row in told] == ["told"] * 4
    assert len([call for call in calls if call.turn_id == told[2].id]) == 3


async def test_a_duel_that_cannot_be_is_told_as_always_and_says_why(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, anthropic):
        anthropic.script.append(Reply(tokens=("I am Claude, ", "and a lamp burns.")))
        await wish(seat)
        await seat.kira.say(seat.channel, "I go in.")
        named = await seat.told(3)
        anthropic.script.append(Reply(tokens=("Half", " a tale"), fault="drop", after=1))
        await wish(seat)
        await seat.kira.say(seat.channel, "I go on.")
        broken = await seat.told(4)
        await seat.kira.say(seat.channel, "And on.")
        plain = await seat.told(5)
        await seat.settled()
        kept, told = await seat.kept(duels, turns)
    assert named.content.startswith("The fog lifts.\n")
    assert "There was no duel this time" in named.content
    assert "gave away who it is" in named.content
    assert "There was no duel this time" in broken.content
    assert "duel" not in plain.content
    assert kept == []
    assert [row.duel for row in told] == [None] * 5


async def test_when_the_time_is_up_the_votes_that_came_decide(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, _openai, _anthropic):
        assert seat.bot is not None
        await wish(seat)
        seat.bot.services.comparing.duelling._seconds = 0.0
        await seat.kira.say(seat.channel, "I go in.")
        story = await seat.told(4)
        await seat.settled()
        (kept,) = await seat.kept(duels)
    assert "-# ⚔️ The table named no winner, so a coin chose this telling." in story.content
    assert (kept[0].status, kept[0].outcome) == ("closed", None)


async def test_whoever_stops_the_scene_ends_the_vote_and_hears_something_else(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, openai, _anthropic):
        await wish(seat)
        await seat.kira.say(seat.channel, "I go in.")
        card = await asked(seat)
        openai.script.append(Reply(tokens=("Another ", "morning.")))
        await seat.bruno.click(card, "skald:xcard")
        await seat.playground.wait_for(lambda: "Another" in seat.stories()[-1].content, 30, "the other telling")
        await seat.settled()
        kept, told = await seat.kept(duels, turns)
    assert kept[0].status == "void"
    assert "lamp" not in f"{card.content} {card.embeds}"
    assert told[-1].narration == "Another morning."


async def test_whoever_asks_for_a_duel_while_one_is_told_or_voted_on_gets_the_next_turn(sit: Sitting) -> None:
    async with at_the_table(sit) as (seat, openai, _anthropic):
        openai.script.append(Reply(tokens=("The ", "door."), first=0.4))
        await wish(seat)
        before = len(openai.requests)
        await seat.kira.say(seat.channel, "I go in.")
        await seat.playground.wait_for(lambda: len(openai.requests) > before, 30, "the turn being decided")
        promised = await (await seat.kira.slash(seat.channel, "duel")).reply()
        assert "The next turn is a duel" in promised.content
        for duel_id in (1, 2, 3):
            card = await seat.playground.wait_for(lambda: seat.stories()[-1] if seat.stories()[-1].embeds else None, 30)
            number = next(name for name in buttons(card) if name.endswith(":tie")).split(":")[2]
            await (await seat.kira.click(card, f"skald:duel:{number}:tie")).reply()
            if duel_id == 2:
                await (await seat.bruno.slash(seat.channel, "duel")).reply()
            await (await seat.bruno.click(card, f"skald:duel:{number}:tie")).reply()
            await seat.told(2 + 2 * duel_id)
            await seat.settled()
            await seat.bruno.say(seat.channel, "I follow.")
        await seat.told(9)
        await seat.settled()
        (kept,) = await seat.kept(duels)
    assert [row.status for row in kept] == ["closed"] * 3
