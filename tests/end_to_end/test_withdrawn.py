"""A reply that is taken back before another model tells it, and the button under one that was told."""

from __future__ import annotations

import asyncio
import gc
from itertools import pairwise

import discord
import pytest

from bot.services.ports import CannotSpeak
from bot.ui import reply as pace
from bot.ui.replies import DiscordReplies
from bot.ui.reply import DiscordReply
from playground.model import Message
from tests.end_to_end.conftest import Seat, Sitting

NOTE = "-# ↻ GPT-4o broke off; Claude tells it again."
ROW = ["skald:receipt:7:2:1", "skald:wrong:7:2:1", "skald:xcard", "skald:undo:2"]
LONG = "\n\n".join(f"Page {number}. " + "The fog comes in. " * 60 for number in range(4))


@pytest.fixture
async def quick(sit: Sitting, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """Sit where edits follow one another at once, so that only their order counts."""
    monkeypatch.setattr(pace, "EDIT_EVERY", 0.01)
    return await sit(playground={"rate_limits": False})


def begin(seat: Seat, nonce: str = "1-2-1", messages: tuple[int, ...] = ()) -> DiscordReply:
    assert seat.bot is not None
    return DiscordReplies(seat.bot).open(seat.channel.id, nonce, messages)


def texts(seat: Seat) -> list[str]:
    return [message.content for message in seat.stories()]


def buttons(message: Message) -> list[str]:
    return [item["custom_id"] for row in message.components for item in row["components"]]


async def shows(seat: Seat, *wanted: str) -> None:
    """Wait until the messages of the game master begin with these words, and there are no others."""

    def there() -> bool:
        said = texts(seat)
        return len(said) == len(wanted) and all(one.startswith(two) for one, two in zip(said, wanted, strict=True))

    await seat.playground.wait_for(there, what=f"{wanted}, not {texts(seat)}")


async def test_a_half_told_reply_is_taken_back_and_told_anew_in_the_same_message(quick: Seat) -> None:
    reply = begin(quick)
    reply.show("The old tower")
    await reply.visible()
    first = quick.stories()[0]
    reply.withdraw(NOTE)
    assert reply.visible_at is None
    await shows(quick, NOTE)
    assert reply.visible_at is None
    waiting = asyncio.create_task(reply.visible())
    await asyncio.sleep(0)
    assert not waiting.done()
    reply.show("A young tower")
    await asyncio.wait_for(waiting, 30)
    assert reply.visible_at is not None
    await reply.finish("A young tower stands.", "7:2:1")
    assert texts(quick) == ["A young tower stands."]
    assert quick.stories()[0] is first
    assert reply.message_ids == (first.id,)
    assert buttons(first) == ROW


async def test_all_pages_but_the_first_of_a_reply_that_is_taken_back_are_deleted(quick: Seat) -> None:
    reply = begin(quick)
    reply.show(LONG)
    await shows(quick, "Page 0", "Page 1", "Page 2", "Page 3")
    reply.withdraw(NOTE)
    await shows(quick, NOTE)
    reply.show(LONG.replace("Page", "Leaf"))
    await shows(quick, "Leaf 0", "Leaf 1", "Leaf 2", "Leaf 3")
    await reply.finish(LONG.replace("Page", "Leaf"), "7:2:1")
    assert [buttons(message) for message in quick.stories()] == [[], [], [], ROW]
    assert reply.message_ids == tuple(message.id for message in quick.stories())


async def test_pages_that_were_taken_back_and_told_anew_are_met_again_after_a_crash(quick: Seat) -> None:
    reply = begin(quick)
    reply.show(LONG)
    await shows(quick, "Page 0", "Page 1", "Page 2", "Page 3")
    reply.withdraw(NOTE)
    await shows(quick, NOTE)
    reply.show(LONG.replace("Page", "Leaf"))
    await shows(quick, "Leaf 0", "Leaf 1", "Leaf 2", "Leaf 3")
    again = begin(quick)
    await again.finish(LONG, "7:2:1")
    await shows(quick, "Page 0", "Page 1", "Page 2", "Page 3")
    assert [buttons(message) for message in quick.stories()] == [[], [], [], ROW]
    await reply.finish(LONG)


async def test_a_reply_of_which_nothing_stood_there_is_taken_back_without_a_trace(quick: Seat) -> None:
    reply = begin(quick)
    reply.withdraw(NOTE)
    reply.show("The tower")
    await reply.visible()
    await reply.finish("The tower stands.")
    assert texts(quick) == ["The tower stands."]
    said = [exchange.request for exchange in quick.playground.recorder.exchanges if "/messages" in exchange.path]
    assert all("broke off" not in str(body) for body in said)


async def test_words_that_arrive_after_they_were_taken_back_do_not_count_as_seen(quick: Seat) -> None:
    reply = begin(quick)
    slow = quick.playground.faults.slow("POST", "/channels/*/messages", 0.3)
    reply.show("The old tower")
    await quick.playground.wait_for(lambda: slow.hits, what="the first words on their way")
    reply.withdraw(NOTE)
    await shows(quick, NOTE)
    assert reply.visible_at is None
    await reply.finish("A young tower stands.")
    assert texts(quick) == ["A young tower stands."]


async def test_a_reply_may_be_taken_back_again_and_fail_in_the_end(quick: Seat) -> None:
    reply = begin(quick)
    for words in ("One", "Two", "Three"):
        reply.show(words)
        await shows(quick, words)
        reply.withdraw(f"-# {words} broke off.")
        await shows(quick, f"-# {words} broke off.")
    await reply.fail("Nobody could tell it.", "en")
    (shown,) = quick.stories()
    assert shown.content == "Nobody could tell it."
    assert buttons(shown) == ["skald:retry"]


async def test_typing_is_shown_again_while_nothing_is_visible(quick: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "TYPING_AFTER", 0.05)
    reply = begin(quick)
    reply.show("The old tower")
    await reply.visible()
    before = typed(quick)
    reply.withdraw(NOTE)
    await quick.playground.wait_for(lambda: typed(quick) > before, what="the typing sign")
    await reply.finish("A young tower stands.")
    assert typed(quick) > before


def typed(seat: Seat) -> int:
    return sum(exchange.path.endswith("/typing") for exchange in seat.playground.recorder.exchanges)


async def test_taking_back_keeps_the_pace_of_edits(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pace.EDIT_EVERY > 1.2
    monkeypatch.setattr(pace, "EDIT_EVERY", 0.3)
    reply = begin(seat)
    reply.show("One")
    await reply.visible()
    for words in ("Two", "Three", "Four"):
        reply.withdraw(NOTE)
        reply.show(words)
    await shows(seat, "Four")
    reply.withdraw(NOTE)
    await shows(seat, NOTE)
    edits = [one.at for one in seat.playground.recorder.exchanges if "/messages" in one.path]
    assert len(edits) == 3
    assert all(later - sooner > 0.25 for sooner, later in pairwise(edits))
    await reply.finish("Done.")


async def test_a_button_comes_with_the_text_and_takes_no_request_of_its_own(quick: Seat) -> None:
    await begin(quick).finish("The fog lifts.", "7:2:1")
    sent = [one for one in quick.playground.recorder.exchanges if "/messages" in one.path]
    assert [one.method for one in sent] == ["POST"]
    (shown,) = quick.stories()
    assert buttons(shown) == ROW
    button = shown.components[0]["components"][0]
    assert (button["style"], button["emoji"]["name"], button["custom_id"]) == (2, "🧾", "skald:receipt:7:2:1")
    assert not button.get("label")


@pytest.mark.parametrize("met", ["a failure", "the same reply", "another take", "a half-told reply"])
async def test_a_message_met_again_ends_with_exactly_its_own_button(quick: Seat, met: str) -> None:
    before = begin(quick)
    if met == "a failure":
        await before.fail("It did not work.", "en")
    elif met == "a half-told reply":
        before.show("The fog")
        await before.visible()
    else:
        await before.finish("The fog lifts.", "7:2:1" if met == "the same reply" else "7:2:9")
    again = begin(quick)
    await again.finish("The fog lifts.", "7:2:1")
    (shown,) = quick.stories()
    assert (shown.content, buttons(shown)) == ("The fog lifts.", ROW)
    await before.finish("The fog lifts.")


async def test_a_page_that_was_the_last_of_a_failure_loses_its_button(quick: Seat) -> None:
    failed = begin(quick)
    await failed.fail("It did not work.", "en")
    again = begin(quick, "1-2-2", failed.message_ids)
    await again.finish(LONG, "7:2:1")
    assert [buttons(message) for message in quick.stories()] == [[], [], [], ROW]


async def test_a_hundred_replies_leave_no_view_behind(quick: Seat) -> None:
    assert quick.bot is not None
    for number in range(100):
        await begin(quick, f"n-{number}").finish("The fog lifts.", f"7:{number}:1")
    gc.collect()
    assert not quick.bot.persistent_views
    left = [one for one in gc.get_objects() if isinstance(one, discord.ui.View)]
    assert len(left) < 5


async def test_an_ordinary_message_is_said_in_a_channel(quick: Seat) -> None:
    assert quick.bot is not None
    replies = DiscordReplies(quick.bot)
    await replies.say(quick.channel.id, "80 % of the budget is spent.")
    assert texts(quick) == ["80 % of the budget is spent."]
    quick.playground.deny(quick.channel, "send_messages")
    with pytest.raises(CannotSpeak):
        await replies.say(quick.channel.id, "Another word.")
