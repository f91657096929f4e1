"""Players of the fault run: when they take something for told, and what they do about a refusal."""

from __future__ import annotations

import asyncio

from benchmarks.marks import mark, story
from benchmarks.patrons import RETRY, Deed, Listener, play_table
from playground.events import Event
from playground.messages import Draft, edited, fill, post, remove
from playground.model import Channel, Message
from playground.people import Person
from playground.server import Playground
from playground.world import World

ONE = mark(1, 1)
BUTTON = [{"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "Try", "custom_id": RETRY}]}]


def table() -> tuple[Playground, Listener, Channel]:
    playground = Playground(World.default())
    return playground, Listener(playground), playground.channel("campaign")


def write(playground: Playground, channel: Channel, text: str) -> Message:
    return post(channel, playground.world.application.bot, Draft(text))


def change(message: Message, text: str) -> None:
    fill(message, Draft(text))
    edited(message)


async def test_a_deed_is_told_when_its_last_word_stands_there():
    playground, listener, channel = table()
    deed = Deed(ONE, 0.0)
    listener.begin(channel, deed)
    message = write(playground, channel, f"{ONE} ▌")
    assert deed.first_at is not None
    assert deed.told_at is None
    change(message, story(ONE))
    assert await listener.outcome(channel, 1) is None
    assert deed.unaided


async def test_a_first_word_that_was_taken_back_was_none():
    playground, listener, channel = table()
    deed = Deed(ONE, 0.0)
    listener.begin(channel, deed)
    message = write(playground, channel, ONE)
    change(message, "-# Somebody else tells it…")
    assert deed.first_at is None
    remove(message)
    write(playground, channel, ONE)
    assert deed.first_at is not None


async def test_a_refusal_is_pressed_again_until_it_is_told():
    playground, listener, channel = table()
    bot = playground.world.application.bot

    def answer(event: Event) -> None:
        if event.name == "MESSAGE_CREATE" and event.message is not None and event.message.author is not bot:
            asyncio.get_running_loop().call_soon(refuse)

    def refuse() -> None:
        post(channel, bot, Draft("It broke off.", components=BUTTON))

    playground.world.hub.listeners.append(answer)
    pressed: list[Message] = []

    class Kira(Person):
        async def click(self, message: Message, which: str) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
            pressed.append(message)
            message.components = []
            change(message, story(ONE))

    kira = Kira(playground.world, playground.world.user("kira"))
    (deed,) = await play_table(listener, [kira], channel, 1, turns=1, patience=1)
    assert (deed.refusals, len(pressed)) == (["It broke off."], 1)
    assert deed.told_at is not None
    assert not deed.unaided


async def test_silence_is_neither_told_nor_refused():
    playground, listener, channel = table()
    (deed,) = await play_table(listener, [playground.person("kira")], channel, 1, turns=1, patience=0.01)
    assert (deed.told_at, deed.refusals) == (None, [])
    assert [message.content.count(ONE) for message in channel.messages] == [1]
