"""What the watch takes for the first and the last word, in a world without a wire."""

from __future__ import annotations

import asyncio

from benchmarks.story import STORY, TOKENS
from benchmarks.traffic import Watch, play
from playground.events import Event
from playground.messages import Draft, edited, fill, post
from playground.model import Channel, Message
from playground.server import Playground
from playground.world import World


def table() -> tuple[Playground, Watch, Channel]:
    playground = Playground(World.default())
    return playground, Watch(playground, "The lantern sways."), playground.channel("campaign")


def write(playground: Playground, channel: Channel, text: str) -> Message:
    return post(channel, playground.world.application.bot, Draft(text))


def change(message: Message, text: str) -> None:
    fill(message, Draft(text))
    edited(message)


def test_the_story_of_the_model_has_as_many_words_as_it_has_tokens():
    assert len(STORY.split()) == TOKENS


def test_the_first_word_is_there_when_it_can_be_read_and_the_last_when_all_can():
    playground, watch, channel = table()
    turn = watch.begin(channel)
    message = write(playground, channel, "…")
    assert turn.first_at is None
    change(message, "The lantern ▌")
    assert turn.first_at is not None
    assert turn.last_at is None
    change(message, "The lantern\nsways.\n-# a line of dice")
    assert turn.told.is_set()
    assert (turn.messages, turn.edits) == (1, 2)


def test_a_late_edit_belongs_to_the_turn_that_its_message_answered():
    playground, watch, channel = table()
    before = watch.begin(channel)
    message = write(playground, channel, "The lantern")
    after = watch.begin(channel)
    change(message, "The lantern sways.")
    assert (before.edits, before.told.is_set()) == (1, True)
    assert (after.edits, after.told.is_set()) == (0, False)


async def test_what_a_player_writes_is_no_answer_and_silence_is_an_unanswered_turn():
    playground, watch, _ = table()
    channels = [playground.channel("campaign")]
    people = [playground.person("kira")]
    turns = await play(watch, people, channels, turns=2, pause=0, patience=0.01)
    assert [turn.last_at for turn in turns] == [None, None]
    assert [message.author.name for message in channels[0].messages] == ["kira", "kira"]


async def test_each_message_waits_for_the_answer_to_the_one_before():
    playground, watch, channel = table()

    def answer(event: Event) -> None:
        if event.message is not None and event.message.author.name == "kira":
            asyncio.get_running_loop().call_soon(write, playground, channel, "The lantern sways.")

    playground.world.hub.listeners.append(answer)
    turns = await play(watch, [playground.person("kira")], [channel], turns=3, pause=0, patience=1)
    assert [message.author.name for message in channel.messages] == ["kira", "skald"] * 3
    assert [turn.messages for turn in turns] == [1, 1, 1]
