"""Messages in the log: written, answered, changed, removed, by people and by the bot."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sit, Table
from tests.page.picture import PICTURE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_message_is_sent_with_enter_and_stands_under_its_author(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.say("I open the door")
    await expect(seat.last.locator(".content")).to_have_text("I open the door")
    await expect(seat.last.locator(".author")).to_have_text("Kira")
    await expect(seat.composer).to_have_value("")
    assert [message.content for message in table.channel.messages] == ["I open the door"]


async def test_shift_enter_makes_a_new_line_instead_of_sending(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.composer.press_sequentially("one")
    await seat.composer.press("Shift+Enter")
    await seat.composer.press_sequentially("two")
    await seat.composer.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("one\ntwo")
    assert table.channel.messages[0].content == "one\ntwo"


async def test_messages_of_one_author_stand_under_one_header(table: Table, sit: Sit) -> None:
    seat = await sit()
    for text in ("first", "second"):
        await table.playground.person("kira").say(table.channel, text)
    await table.playground.person("bruno").say(table.channel, "third")
    await expect(seat.messages).to_have_count(3)
    visible = [await head.is_visible() for head in await seat.messages.locator(".head").all()]
    assert visible == [True, False, True]


async def test_the_bot_is_tagged_in_messages_and_members(table: Table, sit: Sit) -> None:
    seat = await sit()
    await table.bot_says("Welcome")
    await expect(seat.last.locator(".head .tag")).to_have_text("BOT")
    await expect(seat.page.locator(".member", has_text="Skald")).to_contain_text("online")


async def test_an_edit_of_the_bot_appears_in_place_with_its_mark(table: Table, sit: Sit) -> None:
    seat = await sit()
    message = await table.bot_says("Once")
    await expect(seat.last).to_contain_text("Once")
    await seat.last.evaluate("node => { node.dataset.probe = 'same' }")
    for text in ("Once upon", "Once upon a time"):
        await message.edit(content=text)
        await expect(seat.last.locator(".content")).to_contain_text(text)
    await expect(seat.last.locator(".edited")).to_have_text("(edited)")
    await expect(seat.last).to_have_attribute("data-probe", "same")


async def test_the_log_stays_at_the_end_while_a_reply_grows_and_stays_put_when_scrolled_up(
    table: Table, sit: Sit
) -> None:
    seat = await sit(size=(900, 420))
    message = await table.bot_says("line")
    log = seat.page.locator("#log")
    from_end = "node => Math.round(node.scrollHeight - node.scrollTop - node.clientHeight)"
    await message.edit(content="\n".join(f"line {n}" for n in range(40)))
    await expect(seat.last).to_contain_text("line 39")
    await seat.page.wait_for_function(f"({from_end})(document.getElementById('log')) <= 1")
    await log.evaluate("node => { node.scrollTop = 100 }")
    await expect(seat.page.locator(".jump")).to_be_visible()
    await message.edit(content="\n".join(f"line {n}" for n in range(60)))
    await expect(seat.last).to_contain_text("line 59")
    assert await log.evaluate("node => node.scrollTop") == 100
    await seat.page.locator(".jump").click()
    await seat.page.wait_for_function(f"({from_end})(document.getElementById('log')) <= 1")


async def test_own_messages_are_edited_in_place_and_deleted(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.say("I opne the door")
    await expect(seat.last).to_contain_text("opne")
    await seat.composer.press("ArrowUp")
    box = seat.last.get_by_role("textbox", name="Edit")
    await box.fill("I open the door")
    # A message that leaves the log takes no words along that were begun in its place.
    await seat.page.reload()
    await expect(seat.last).to_contain_text("opne")
    await seat.composer.press("ArrowUp")
    await expect(box).to_have_value("I open the door")
    await box.fill(" ")
    await box.press("Enter")
    await expect(seat.notice).to_contain_text("A message needs some text.")
    await box.fill("I open the door")
    await box.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("I open the door (edited)")
    await seat.last.hover()
    await seat.last.get_by_role("button", name="Delete").click()
    await expect(seat.modal).to_contain_text("I open the door")
    await seat.modal.get_by_role("button", name="Delete").click()
    await expect(seat.messages).to_have_count(0)
    assert table.channel.messages == []


async def test_a_player_may_not_delete_what_others_wrote_and_an_admin_may(table: Table, sit: Sit) -> None:
    await table.playground.person("bruno").say(table.channel, "mine")
    player, admin = await sit("kira"), await sit("ada")
    await player.last.hover()
    await expect(player.last.get_by_role("button", name="Reply")).to_be_visible()
    await expect(player.last.get_by_role("button", name="Delete")).to_have_count(0)
    await admin.last.hover()
    await admin.last.get_by_role("button", name="Delete").click()
    await admin.modal.get_by_role("button", name="Delete").click()
    await expect(player.messages).to_have_count(0)


async def test_a_reply_shows_what_it_answers(table: Table, sit: Sit) -> None:
    await table.bot_says("What do you do?")
    seat = await sit()
    await seat.last.hover()
    await seat.last.get_by_role("button", name="Reply").click()
    await expect(seat.page.locator(".reply-bar")).to_contain_text("Replying to Skald")
    await seat.say("I wait")
    await expect(seat.last.locator(".context")).to_contain_text("What do you do?")
    original = table.channel.messages[0]
    assert table.channel.messages[1].reference_id == original.id


async def test_what_a_reply_answers_is_shown_as_it_is_read_but_for_its_secrets(table: Table, sit: Sit) -> None:
    kira = table.playground.person("kira")
    await table.bot_says(f"**Mira \\<b\\>** meets <@{kira.id}>, ||the *traitor*||, by `ask_me`")
    seat = await sit()
    await seat.last.hover()
    await seat.last.get_by_role("button", name="Reply").click()
    await seat.say("Who?")
    await expect(seat.last.locator(".context .excerpt")).to_have_text("Mira <b> meets @Kira, ▒▒▒, by ask_me")


async def test_reactions_are_put_and_taken_back(table: Table, sit: Sit) -> None:
    await table.bot_says("Ready?")
    seat, other = await sit("kira"), await sit("bruno")
    await seat.last.hover()
    await seat.last.get_by_role("button", name="React").click()
    await seat.page.locator('.emoji-tray [data-emoji="👍"]').click()
    reaction = seat.last.locator(".reaction")
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    await expect(other.last.locator(".reaction")).to_have_attribute("aria-pressed", "false")
    await other.last.locator(".reaction").click()
    await expect(reaction.locator(".count")).to_have_text("2")
    await reaction.click()
    await expect(reaction.locator(".count")).to_have_text("1")
    await expect(reaction).to_have_attribute("aria-pressed", "false")


async def test_typing_is_shown_until_the_message_comes(table: Table, sit: Sit) -> None:
    seat = await sit()
    place = table.bot.get_channel(table.channel.id)
    async with place.typing():  # type: ignore[union-attr]
        await expect(seat.page.locator(".typing")).to_contain_text("Skald is typing")
    await table.bot_says("Done")
    await expect(seat.last).to_contain_text("Done")
    await expect(seat.page.locator(".typing")).to_have_text("")


async def test_files_are_sent_and_images_shown_with_their_words(table: Table, sit: Sit, tmp_path: Path) -> None:
    image, notes = tmp_path / "map.png", tmp_path / "notes.txt"
    image.write_bytes(PICTURE)
    notes.write_text("a secret")
    seat = await sit()
    await seat.page.locator("input[type=file]").set_input_files([image, notes])
    await expect(seat.page.locator(".file-chip")).to_have_count(2)
    await seat.say("Look")
    picture = seat.last.locator(".files img")
    await expect(picture).to_be_visible()
    await seat.page.wait_for_function("document.querySelector('.files img').naturalWidth === 160")
    link = seat.last.get_by_role("link", name="notes.txt")
    answer = await seat.page.request.get(await link.evaluate("one => one.href"))
    assert await answer.text() == "a secret"
    assert [item.filename for item in table.channel.messages[0].attachments] == ["map.png", "notes.txt"]


async def test_a_message_over_2000_characters_is_kept_and_explained(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.say("x" * 2001)
    await expect(seat.notice).to_contain_text("2000 characters")
    await expect(seat.composer).to_have_value("x" * 2001)
    assert table.channel.messages == []


async def test_what_the_server_refuses_is_a_sentence_and_the_text_stays(table: Table, sit: Sit) -> None:
    seat = await sit()
    table.playground.deny(table.channel, "send_messages", table.playground.person("kira"))
    await seat.say("May I?")
    await expect(seat.notice).to_contain_text("may not write")
    await expect(seat.composer).to_have_value("May I?")


async def test_older_messages_load_when_scrolling_up(table: Table, sit: Sit) -> None:
    kira = table.playground.person("kira")
    for n in range(70):
        await kira.say(table.channel, f"number {n}")
    seat = await sit()
    await expect(seat.last).to_contain_text("number 69")
    await seat.page.locator("#log").evaluate("node => { node.scrollTop = 0 }")
    await expect(seat.messages).to_have_count(70)
    await expect(seat.page.locator(".welcome")).to_be_attached()
    assert await seat.texts() == [f"number {n}" for n in range(70)]
