"""The log as a window onto a channel: long ones, gaps in the connection, what is new, what is said aloud."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from playground.messages import Draft, edited, post, remove
from playground.model import Message
from tests.page.conftest import Sit, Table
from tests.page.driver import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_ON_THE_PAGE = 250


def write(table: Table, texts: list[str], who: str = "bruno") -> list[Message]:
    """Write messages at once, as the world keeps them."""
    user = table.playground.person(who).user
    return [post(table.channel, user, Draft(text)) for text in texts]


async def scroll(seat: Seat, where: str) -> None:
    await seat.page.locator("#log").evaluate("(node, where) => { node.scrollTop = Number(where) }", where)


async def scroll_until(seat: Seat, seen: Locator, where: str) -> None:
    """Scroll to one end of what is there until something shows."""
    for _ in range(60):
        if await seen.count():
            return
        await scroll(seat, where)
        await seat.page.evaluate("() => new Promise((go) => setTimeout(go, 30))")
    await expect(seen).to_be_attached()


async def test_a_long_channel_is_scrolled_to_its_beginning_and_back_with_few_messages_on_the_page(
    table: Table, sit: Sit
) -> None:
    write(table, [f"number {n}." for n in range(600)])
    seat = await sit()
    await expect(seat.last).to_contain_text("number 599.")
    await scroll_until(seat, seat.page.locator(".welcome"), "0")
    assert await seat.messages.count() <= MOST_ON_THE_PAGE
    texts = await seat.texts()
    assert texts == [f"number {n}." for n in range(len(texts))]
    # What comes meanwhile is counted, and does not move what is read.
    await scroll(seat, "0")
    await table.bot_says("and on")
    await expect(seat.page.locator(".jump")).to_contain_text("1 new message")
    assert await seat.page.locator("#log").evaluate("node => node.scrollTop") == 0
    await scroll_until(seat, seat.message("number 400."), "1e9")
    assert await seat.messages.count() <= MOST_ON_THE_PAGE
    await seat.page.locator(".jump").click()
    await expect(seat.last).to_contain_text("and on")
    await expect(seat.page.locator(".jump")).to_be_hidden()
    # One's own words are shown wherever one was reading.
    await scroll_until(seat, seat.message("number 300."), "0")
    await seat.say("here I am")
    await expect(seat.last).to_contain_text("here I am")
    await expect(seat.last).to_be_in_viewport()


async def test_a_reply_and_a_link_lead_to_a_message_that_is_far_away(table: Table, sit: Sit) -> None:
    first, *_ = write(table, ["the oath is sworn"])
    write(table, [f"number {n}." for n in range(300)])
    await table.playground.person("bruno").say(table.channel, "remember?", first)
    seat = await sit()
    await seat.last.locator(".context").click()
    oath = seat.message("the oath is sworn").locator(".content")
    await expect(oath).to_be_in_viewport()
    await expect(seat.message("number 299.")).to_have_count(0)
    middle = table.channel.messages[150]
    await seat.page.evaluate("hash => { location.hash = hash }", f"kira/{table.channel.id}/{middle.id}")
    await expect(seat.message(middle.content)).to_be_in_viewport()
    assert str(middle.id) not in seat.page.url
    await seat.page.locator(".jump").click()
    await expect(seat.last).to_contain_text("remember?")
    # What a bot remembers is linked as at Discord.
    guild = table.playground.guild.id
    await table.bot_says(f"[the oath](https://discord.com/channels/{guild}/{table.channel.id}/{first.id})")
    await seat.last.get_by_role("button", name="the oath").click()
    await expect(oath).to_be_in_viewport()


async def test_what_is_new_since_the_last_visit_begins_below_a_line_and_a_bar_leads_to_it(
    table: Table, sit: Sit
) -> None:
    write(table, ["known"])
    seat = await sit()
    await expect(seat.last).to_contain_text("known")
    await expect(seat.page.locator(".divider.fresh")).to_have_count(0)
    await seat.page.evaluate("() => { location.hash = 'kira/general' }")
    await expect(seat.message("known")).to_have_count(0)
    write(table, [f"new {n}." for n in range(40)])
    await seat.page.evaluate("hash => { location.hash = hash }", f"kira/{table.channel.id}")
    bar = seat.page.locator(".new-bar")
    await expect(bar).to_contain_text("40 new messages since")
    await expect(seat.last).to_be_in_viewport()
    await bar.locator(".new-bar-text").click()
    line = seat.page.locator(".divider.fresh")
    await expect(line).to_be_in_viewport()
    await expect(line).to_have_attribute("aria-label", "New messages")
    await expect(seat.messages.filter(has=line)).to_contain_text("new 0.")
    await expect(bar).to_be_hidden()


async def test_after_a_gap_the_log_is_whole_and_the_reader_where_they_were(table: Table, sit: Sit) -> None:
    messages = write(table, [f"number {n}." for n in range(120)])
    seat = await sit()
    await expect(seat.last).to_contain_text("number 119.")
    await scroll_until(seat, seat.message("number 60."), "0")
    mark = seat.message("number 65.")
    await mark.evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = await mark.evaluate("node => node.getBoundingClientRect().top")
    await table.playground.page.feed.close()
    messages[66].content = "changed far above"
    edited(messages[66])
    remove(messages[64])
    write(table, [f"later {n}." for n in range(20)])
    await expect(seat.message("changed far above")).to_be_in_viewport()
    await expect(seat.message("number 64.")).to_have_count(0)
    await expect(seat.last).to_contain_text("later 19.")
    assert abs(await mark.evaluate("node => node.getBoundingClientRect().top") - before) <= 30


async def test_a_reply_is_said_aloud_once_and_only_when_it_is_finished(table: Table, sit: Sit) -> None:
    seat = await sit()
    said = seat.page.locator("main > [role=status][aria-live=polite]")
    message = await table.bot_says("The door ▌")
    await message.edit(content="The door creaks ▌")
    await expect(seat.last).to_contain_text("creaks")
    await table.playground.person("bruno").say(table.channel, "I hide")
    await expect(said).to_have_text("Bruno: I hide")
    await message.edit(content="The door creaks open. ||A trap!||")
    await expect(said.locator("p")).to_have_count(2)
    await expect(said.locator("p").last).to_have_text("Skald: The door creaks open. spoiler")
    assert await seat.page.locator("#log").get_attribute("aria-live") == "off"
