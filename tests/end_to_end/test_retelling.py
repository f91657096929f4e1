"""The last turn can be heard again from another model: the same dice, and only one telling counts."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from pydantic import SecretStr

from benchmarks.model_server import ModelServer, Reply, ToolUse
from bot.storage.tables import actions, ledger, llm_calls, messages, turns
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting
from tests.end_to_end.test_fallbacks import FIRST, OTHER, SECOND, WORKING, rows, say, served_by

KEY = SecretStr("sk-loopback-key-for-tests")
ROLL = ToolUse("roll_dice", '{"dice":"1d1000","reason":"luck"}')
AGAIN = "-# ↻ Told again by Claude Haiku 5.5 (small); this takes the place of the telling before."


async def retell(seat: Seat, model: str = SECOND, person: str = "kira") -> Message:
    """Ask for the last turn again, once it stands, and return the answer to the command."""
    await seat.settled()
    return await (await seat.playground.person(person).slash(seat.channel, "retell", model=model)).reply()


def prompt(body: Any) -> str:
    return str(body["messages"])


async def test_the_last_turn_is_told_again_by_another_model_with_the_same_dice(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        for server in (openai, anthropic):
            server.script.append(Reply(tokens=(), tools=(ROLL,)))
        await seat.kira.say(seat.channel, "I trust my luck.")
        first = await seat.told(2)
        assert "Claude Haiku" in (await retell(seat)).content
        second = await seat.told(3)
        dice = [re.search(r"1d1000 \(.*", story.content) for story in (first, second)]
        assert dice[0] is not None
        assert dice[1] is not None
        assert dice[0][0] == dice[1][0]
        assert second.content.splitlines()[0] == "A lamp burns."
        assert second.content.endswith(AGAIN)
        # What comes next builds on the telling that counts.
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(4)
        asked = prompt(openai.requests[-1].body)
        kept = {table.name: await rows(seat, table) for table in (turns, messages, actions, ledger, llm_calls)}
    assert "A lamp burns." in asked
    assert asked.count("I trust my luck.") == 1
    assert asked.count("The fog lifts.") == 1  # the opening's, not the telling that was taken back
    assert [(row.number, row.take, row.reverted_at is None, row.model) for row in kept["turns"]] == [
        (1, 1, True, FIRST),
        (2, 1, False, FIRST),
        (2, 2, True, SECOND),
        (3, 1, True, FIRST),
    ]
    assert [row.turn_id for row in kept["ledger"]] == [2, 3]
    assert all(row.turn_id is not None for row in kept["actions"])


async def test_a_restart_remembers_only_the_telling_that_counts(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        await retell(seat)
        await seat.told(3)
        await seat.settled()
        await seat.restart()
        await retell(seat, FIRST)
        await seat.told(4)
        await seat.kira.say(seat.channel, "I go on.")
        await seat.told(5)
        asked = prompt(openai.requests[-1].body)
        kept = await rows(seat, turns)
    assert "A lamp burns." not in asked
    assert asked.count("I listen.") == 1
    assert [(row.number, row.take, row.reverted_at is None) for row in kept] == [
        (1, 1, True),
        (2, 1, False),
        (2, 2, False),
        (2, 3, True),
        (3, 1, True),
    ]


async def test_a_stop_in_the_middle_of_a_retelling_is_finished_by_the_next_start_in_the_same_message(
    sit: Sitting,
) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        anthropic.script.append(Reply(tokens=("Half ",) * 400, rate=100))
        await retell(seat)
        await seat.playground.wait_for(lambda: len(seat.stories()) == 3, what="the first words")
        play = seat.bot.services.play if seat.bot else None
        assert play is not None
        await play.close(patience=0)
        await seat.restart()
        story = await seat.told(3)
        assert story.content == f"A lamp burns.\n{AGAIN}"
        assert len(seat.stories()) == 3


async def test_who_asks_for_a_turn_again_that_could_not_be_told_hears_what_to_do(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.settled()
        openai.default = Reply(fault="refusal")
        await seat.kira.say(seat.channel, "I listen.")
        await seat.playground.wait_for(seat.failures, what="the failure")
        answer = await retell(seat)
    assert "The last turn could not be told yet" in answer.content
    assert "/campaign model" in answer.content
    assert answer.seen_by == seat.kira.id


async def test_a_retelling_that_fails_leaves_the_story_as_it_was_and_holds_nobody_up(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        anthropic.default = Reply(fault="refusal")
        await retell(seat)
        failure = await seat.told(3)
        assert "refused" in failure.content
        assert "/retell" in failure.content
        assert not failure.components
        await seat.kira.say(seat.channel, "I go on.")
        assert (await seat.told(4)).content == "The fog lifts."
        await seat.settled()
        # Also after a restart.
        anthropic.default = OTHER
        await seat.restart()
        await retell(seat)
        assert (await seat.told(5)).content.startswith("A lamp burns.")
        kept = await rows(seat, turns)
    assert [(row.number, row.take, row.status, row.reverted_at is None) for row in kept] == [
        (1, 1, "told", True),
        (2, 1, "told", True),
        (2, 2, "failed", True),
        (3, 1, "told", False),
        (3, 2, "told", True),
    ]


async def test_what_cannot_be_told_again_is_refused_with_a_sentence(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        assert "/campaign create" in (await retell(seat)).content
        openai.default = Reply(fault="refusal")
        await say(seat, "campaign create", name="Bell", themes="", model=FIRST)
        await seat.told(1)
        await seat.settled()
        assert "Nothing has been told" in (await retell(seat)).content
        openai.default = WORKING
        await seat.kira.say(seat.channel, "I listen.")
        await seat.playground.wait_for(
            lambda: any(story.content == "The fog lifts." for story in seat.stories()), what="the story"
        )
        for model in ("openai/gpt-1", "x" * 3000, "**bold**"):
            assert "There is no model" in (await retell(seat, model)).content
        offered = await seat.kira.autocomplete(seat.channel, "retell", "model", "haiku")
        assert [choice["value"] for choice in offered] == [SECOND]


async def test_two_who_ask_at_once_hear_it_once_or_one_after_the_other_but_nothing_is_lost(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        await seat.settled()
        anthropic.default = Reply(tokens=("A ", "lamp ", "burns."), first=0.2)
        calls = [await person.slash(seat.channel, "retell", model=SECOND) for person in (seat.kira, seat.bruno)]
        await seat.kira.say(seat.channel, "I go on.")
        said = [(await call.reply()).content for call in calls]
        assert "Claude Haiku" in said[0]
        await seat.playground.wait_for(
            lambda: seat.stories()[-1].content == "The fog lifts." and len(seat.stories()) > 3, what="the next turn"
        )
        kept = await rows(seat, turns)
    standing = [row for row in kept if row.reverted_at is None and row.status == "told"]
    assert [row.number for row in standing] == [1, 2, 3]


async def test_however_many_ask_at_once_only_one_telling_is_paid_for(sit: Sitting) -> None:
    async with ModelServer(WORKING).running() as openai, ModelServer(OTHER).running() as anthropic:
        seat = await sit(**served_by(openai, anthropic))
        await seat.create_campaign(model=FIRST)
        await seat.kira.say(seat.channel, "I listen.")
        await seat.told(2)
        await seat.settled()
        people = (seat.kira, seat.bruno, seat.ada) * 6
        calls = await asyncio.gather(*(person.slash(seat.channel, "retell", model=SECOND) for person in people))
        said = [(await call.reply()).content for call in calls]
        await seat.told(3)
        await seat.settled()
        assert sum("Claude Haiku" in each for each in said) == 1
        assert sum("Ask again when it stands" in each for each in said) == len(people) - 1
        assert len(anthropic.requests) == 1
