"""Three people vote on two tellings over the wire, and ask for duels."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from benchmarks.model_server import ModelServer, Reply
from bot.domain.duel import Duel
from bot.services.table import Table
from bot.storage import Stores
from bot.storage.tables import duels, votes
from playground.messages import Draft, post
from playground.model import Message
from playground.people import Person
from tests.duels import FIRST, SECOND, duel_of
from tests.end_to_end.conftest import Seat, Sitting, buttons
from tests.end_to_end.test_fallbacks import served_by


def services_of(seat: Seat) -> Any:
    assert seat.bot is not None
    return seat.bot.services


def stores_of(seat: Seat) -> Stores:
    return services_of(seat).play._stores


async def table_of(seat: Seat) -> Table:
    play = services_of(seat).play
    return await play._tables.get(play.campaign_in(seat.channel.id))


async def accounts_of(seat: Seat, *people: Person) -> list[int]:
    return [await stores_of(seat).accounts.ensure(person.id, person.name) for person in people]


async def made(seat: Seat, *people: Person, **other: Any) -> Duel:
    """Keep a duel on which these people vote."""
    campaign = (await table_of(seat)).state.campaign
    voters = await accounts_of(seat, *people)
    return await duel_of(stores_of(seat), campaign, campaign.guild_id, seat.channel.id, voters, **other)


def cards(seat: Seat) -> list[Message]:
    return [one for one in seat.stories() if any(each.startswith("skald:duel:") for each in buttons(one))]


async def shown(seat: Seat) -> Message:
    return await seat.playground.wait_for(lambda: next(iter(cards(seat)), None), what="a duel")


def as_it_was(seat: Seat, duel_id: int) -> Message:
    """Post a button again that a duel had while its vote was open."""
    button = {"type": 2, "id": 2, "style": 2, "label": "B", "custom_id": f"skald:duel:{duel_id}:b"}
    bot = seat.playground.world.application.bot
    return post(seat.channel, bot, Draft("?", components=[{"type": 1, "id": 1, "components": [button]}]))


async def press(person: Person, card: Message, which: str) -> str:
    answer = await (await person.click(card, which)).reply()
    assert answer.seen_by == person.id
    return answer.content


async def say(person: Person, seat: Seat, command: str, **options: Any) -> str:
    return (await (await person.slash(seat.channel, command, **options)).reply()).content


def dollars_in(text: str) -> float:
    return float(text.partition("$")[2].split()[0])


async def test_three_people_vote_blind_change_their_minds_and_see_who_told_it(seat: Seat) -> None:
    await seat.create_campaign()
    (dora, twin) = seat.playground.add_people(["dora", "twin"])
    duel = await made(seat, seat.ada, seat.kira, seat.bruno)
    ballots = services_of(seat).comparing.ballots
    (kira,) = await accounts_of(seat, seat.kira)
    # Kira has a second Discord user, which is the same voter.
    ballots._people.know(twin.id, kira)
    vote = asyncio.create_task(ballots.hold(duel))
    card = await shown(seat)
    told = f"{card.content}{card.embeds}{card.components}"
    assert [hidden for hidden in ("GPT", "gpt", "Claude", "claude", "openai", "4.2", "0.003") if hidden in told] == []
    assert [one["title"] for one in card.embeds] == ["A", "B"]
    assert f"<t:{int(duel.closes_at.timestamp())}:R>" in card.content
    assert await press(seat.kira, card, "A") == "Your vote: **A**. You can change it until the vote closes."
    assert "Both bad" in await press(twin, card, "Both bad")
    assert "Your vote: **B**" in await press(seat.kira, card, "B")
    assert "Those who play in this scene vote" in await press(dora, card, "A")
    assert "Your vote: **Equal**" in await press(seat.bruno, card, "Equal")
    assert not vote.done()
    # Nothing of how it stands can be seen before everybody has voted.
    assert f"{card.content}{card.embeds}{card.components}" == told
    assert await press(seat.ada, card, "B") == "Your vote: **B**. It was the last one, so the vote is over."
    closed = await asyncio.wait_for(vote, 30)
    assert (closed.status, closed.outcome, closed.told) == ("closed", "b", "b")
    await ballots.reveal(closed)
    assert "The table chose **B**" in card.content
    (embed,) = card.embeds
    assert embed["description"] == (
        "▫️ **A** · GPT-4o · 🗳️\u00a00 · 4.2\u00a0s · $0.0031\n"
        "✅ **B** · Claude Haiku 5.5 (small) · 🗳️\u00a02 · 2.9\u00a0s · price unknown\n"
        "-# 3 of 3 voted · equal: 1 · both bad: 0"
    )
    again = await (await dora.click(card, "Read both again")).reply()
    assert again.seen_by == dora.id
    assert [one["title"] for one in again.embeds] == ["A · GPT-4o", "B · Claude Haiku 5.5 (small)"]
    assert duel.story_a in again.embeds[0]["description"]


async def test_many_presses_are_one_ballot_and_a_restart_goes_on_with_the_vote(seat: Seat) -> None:
    await seat.create_campaign()
    duel = await made(seat, seat.kira, seat.bruno)
    vote = asyncio.create_task(services_of(seat).comparing.ballots.hold(duel))
    card = await shown(seat)
    pressed = [seat.kira.start_click(card, which) for which in ("A", "B", "Equal", "Both bad") * 12]
    answers = [(await (await call.answered()).reply()).content for call in pressed]
    assert [answer for answer in answers if not answer.startswith("Your vote: ")] == []
    await press(seat.kira, card, "A")
    await seat.restart()
    await asyncio.gather(vote, return_exceptions=True)
    assert vote.cancelled()
    left = await stores_of(seat).duels.get(duel.id)
    assert left is not None
    assert left.message_ids == (card.id,)
    vote = asyncio.create_task(services_of(seat).comparing.ballots.hold(left))
    await press(seat.bruno, card, "A")
    closed = await asyncio.wait_for(vote, 30)
    await services_of(seat).comparing.ballots.reveal(closed)
    assert len(cards(seat)) == 1
    assert (closed.outcome, closed.told) == ("a", "a")
    # Whoever still sees the old buttons hears that it is over.
    assert await press(seat.kira, as_it_was(seat, duel.id), f"skald:duel:{duel.id}:b") == "This vote is over."
    (kept,) = await seat.kept(duels)
    assert kept[0].status == "closed"


async def test_a_duel_that_nobody_can_see_or_votes_on_ends_all_the_same(seat: Seat) -> None:
    await seat.create_campaign()
    ballots = services_of(seat).comparing.ballots
    late = await ballots.hold(await made(seat, seat.kira, seconds=-1))
    assert (late.status, late.outcome) == ("closed", None)
    await ballots.reveal(late)
    assert f"Nobody voted; a coin made **{late.told.upper()}** the story." in cards(seat)[0].content
    await hold_and_stop(seat)
    seat.playground.deny(seat.channel, "embed_links")
    unseen = await ballots.hold(await made(seat, seat.kira, number=8))
    assert (unseen.status, unseen.why, unseen.message_ids) == ("void", "unshown", ())
    assert "Embed Links" in await say(seat.ada, seat, "duel")
    gone = await ballots.hold(replace(await made(seat, seat.kira, number=9), channel_id=1))
    assert (gone.status, gone.told) == ("void", None)


async def hold_and_stop(seat: Seat) -> None:
    """Stop a vote as somebody does who wants to hear no more of the scene."""
    ballots = services_of(seat).comparing.ballots
    duel = await made(seat, seat.kira, number=6)
    vote = asyncio.create_task(ballots.hold(duel))
    card = await seat.playground.wait_for(lambda: next(iter(cards(seat)[1:]), None), what="another duel")
    ballots.let_go(duel.campaign_id)
    stopped = await asyncio.wait_for(vote, 30)
    assert (stopped.status, stopped.why, stopped.told) == ("void", "stopped", None)
    assert "was stopped" in card.embeds[0]["description"]
    assert (card.content, card.components, len(card.embeds)) == ("", [], 1)


async def test_a_table_asks_for_a_duel_hears_what_it_costs_and_plays_it(sit: Sitting) -> None:
    fog, lamp = Reply(tokens=("The ", "fog ", "lifts.")), Reply(tokens=("A ", "lamp ", "burns."))
    async with ModelServer(fog).running() as openai, ModelServer(lamp).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        assert "/character create" in await say(seat.kira, seat, "duel")
        await say(seat.kira, seat, "character create", name="Kira", race="elf", **{"class": "rogue"})
        offered = await seat.kira.autocomplete(seat.channel, "duel", "first", "")
        assert FIRST in [one["value"] for one in offered]
        assert offered[-1]["value"] == "offline/narrator"
        assert "cannot meet itself" in await say(seat.kira, seat, "duel", first=FIRST, second=FIRST)
        assert "There is no model" in await say(seat.kira, seat, "duel", first="@everyone " + "x" * 3000)
        assert "Only whoever runs" in await say(seat.kira, seat, "duel", every=3)
        every = await say(seat.ada, seat, "duel", every=3, first=SECOND)
        assert "Every 3 turns" in every
        assert "up to $" in every
        rules = (await table_of(seat)).state.campaign.rules
        assert (rules.duel_every, len(rules.duel_models), rules.duel_models[0]) == (3, 2, SECOND)
        card = await (await seat.ada.slash(seat.channel, "campaign settings")).reply()
        assert "by themselves, every 3 turns" in str(card.embeds)
        named = [
            await say(seat.kira, seat, "duel", first=FIRST, second=one["value"])
            for one in offered
            if one["value"] != FIRST
        ]
        anybody = await say(seat.ada, seat, "duel", every=1)
        # Each duel is between others, so what is said before is what the dearest two take.
        assert dollars_in(anybody) >= max(dollars_in(one) for one in named)
        card = await (await seat.ada.slash(seat.channel, "campaign settings")).reply()
        assert "by themselves, at every turn" in str(card.embeds)
        assert "no duels by themselves any more" in await say(seat.ada, seat, "duel", every=0)
        asked = await say(seat.kira, seat, "duel", first=FIRST, second=SECOND)
        assert "The next turn is a duel" in asked
        assert "GPT" not in asked
        await seat.kira.say(seat.channel, "I go in.")
        shown_card = await shown(seat)
        await press(seat.kira, shown_card, "Both bad")
        await seat.playground.wait_for(lambda: "found both bad" in shown_card.content, what="the end of the vote")
        await seat.settled()
        kept, ballots = await read(seat)
    assert [(row.status, row.outcome) for row in kept] == [("closed", "bad")]
    assert [row.choice for row in ballots] == ["bad"]


async def test_no_duel_is_asked_for_where_no_turn_of_two_can_come(seat: Seat) -> None:
    assert "/campaign create" in await say(seat.ada, seat, "duel")
    await seat.create_campaign()
    assert "Neither of the two is an AI" in await say(seat.ada, seat, "duel")
    assert "Neither of the two is an AI" in await say(seat.ada, seat, "duel", every=2)
    await say(seat.ada, seat, "campaign pause")
    assert "is paused" in await say(seat.ada, seat, "duel")
    await say(seat.ada, seat, "campaign resume")
    await say(seat.ada, seat, "gm take")
    assert "A person is the game master here" in await say(seat.ada, seat, "duel")


async def read(seat: Seat) -> tuple[Any, Any]:
    stores = stores_of(seat)
    async with stores.database.autocommit() as connection:
        return (await connection.execute(duels.select())).all(), (await connection.execute(votes.select())).all()
