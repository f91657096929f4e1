"""What a bot's answers can hold: embeds, buttons, menus, forms, layouts, ephemeral and late ones."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sit, Table

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_embed_is_shown_with_all_its_parts(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("greet", {"who": "Bruno"})
    embed = seat.last.locator(".embed")
    await expect(embed.locator(".embed-title a")).to_have_attribute("href", "https://example.com/")
    await expect(embed.locator(".embed-description strong")).to_have_text("warm")
    await expect(embed.locator(".embed-author")).to_have_text("The innkeeper")
    await expect(embed.locator(".embed-footer")).to_have_text("Open all night")
    await expect(embed.locator("dt")).to_have_text(["Ale", "Stew"])
    await expect(embed).to_have_css("border-left-color", "rgb(230, 126, 34)")
    boxes = [await field.bounding_box() for field in await embed.locator(".embed-field").all()]
    assert len({box["y"] for box in boxes if box}) == 1
    await expect(embed.locator(".embed-image img")).to_be_visible()
    await expect(seat.last.locator(".files img")).to_have_count(0)


async def test_a_button_asks_the_bot_and_its_message_changes_in_place(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("press")
    await expect(seat.last.locator(".content")).to_have_text("Not pressed")
    await expect(seat.last.get_by_role("button", name="Closed")).to_be_disabled()
    await expect(seat.last.get_by_role("link", name="Rules")).to_have_attribute("href", "https://example.com/rules")
    await expect(seat.last.locator(".button-emoji")).to_have_text("🎲")
    for count in (1, 2):
        await seat.last.get_by_role("button", name="🎲 Again").click()
        await expect(seat.last.locator(".content")).to_contain_text(f"Pressed {count} times in en-US")
    assert len(table.channel.messages) == 1


async def test_a_button_that_nobody_answers_says_so_under_its_message(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("press")
    await seat.click("Nothing")
    await expect(seat.last.get_by_role("button", name="Nothing")).to_have_attribute("aria-busy", "true")
    await expect(seat.last.locator(".complaint")).to_contain_text("did not respond")
    await expect(seat.last.get_by_role("button", name="Nothing")).not_to_have_attribute("aria-busy", "true")


async def test_menus_of_words_and_of_people_send_what_was_chosen(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("press")
    await seat.last.get_by_role("combobox", name="Weapon").click()
    await seat.page.get_by_role("option", name="Bow").click()
    await expect(seat.last.locator(".content")).to_contain_text("Took the Bow")
    menu = seat.last.get_by_role("combobox", name="Companion")
    await menu.focus()
    await menu.press("ArrowDown")
    await expect(seat.page.get_by_role("option")).to_have_count(4)
    names = await seat.page.get_by_role("option").locator(".option-name").all_inner_texts()
    for _ in range(names.index("@Bruno")):
        await menu.press("ArrowDown")
    await menu.press("Enter")
    await expect(seat.last.locator(".content")).to_contain_text("Goes with Bruno")


async def test_a_form_checks_what_is_typed_and_is_sent(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("form")
    form = seat.modal
    await expect(form.get_by_role("heading")).to_have_text("A new character")
    name = form.get_by_label("Name")
    await expect(name).to_be_focused()
    await expect(name).to_have_attribute("placeholder", "Mira")
    await expect(form.get_by_label("Past")).to_have_value("An orphan")
    await expect(form).to_contain_text("As friends call you")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field-problem").first).to_have_text("Name is needed.")
    await name.fill("M")
    await form.get_by_role("combobox", name="Trade").click()
    await seat.page.get_by_role("option", name="Bard").click()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field-problem").first).to_have_text("Name needs 2 characters or more.")
    await name.fill("Mira")
    await name.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Mira the Bard: An orphan")
    await expect(seat.modal).to_have_count(0)


async def test_escape_closes_a_form_and_nothing_is_sent(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("form")
    await seat.modal.get_by_label("Name").press("Escape")
    await expect(seat.modal).to_have_count(0)
    assert table.channel.messages == []


async def test_a_form_opens_only_in_the_window_that_asked(sit: Sit) -> None:
    seat, same, other = await sit("kira"), await sit("kira"), await sit("bruno")
    await seat.send_slash("form")
    await expect(seat.modal).to_be_visible()
    assert await same.modal.count() == 0
    assert await other.modal.count() == 0


async def test_a_layout_of_the_second_generation_is_shown_and_works(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("layout")
    box = seat.last.locator(".v2-container")
    await expect(box.get_by_role("heading")).to_have_text("The duel")
    await expect(box.locator("hr.separator")).to_have_count(1)
    await expect(box.locator(".v2-section")).to_have_count(2)
    await expect(box.locator(".gallery").get_by_role("img", name="a map of the vale")).to_be_visible()
    await expect(box.locator(".v2-thumbnail").get_by_role("img", name="a thumbnail map")).to_be_visible()
    await expect(seat.last.locator(".files img")).to_have_count(0)
    await seat.click("Vote")
    await expect(box.get_by_role("heading")).to_have_text("Voted")


async def test_an_ephemeral_answer_is_seen_by_one_person_and_can_be_dismissed(table: Table, sit: Sit) -> None:
    seat, other = await sit("kira"), await sit("bruno")
    await seat.send_slash("secret")
    await expect(seat.last).to_contain_text("The dagger is under the bed")
    await expect(seat.last).to_contain_text("Only you can see this")
    # What was seen is not new to whoever comes back, though the server counts it nowhere.
    await seat.page.reload()
    await expect(seat.last).to_contain_text("The dagger is under the bed")
    await expect(seat.page.locator(".new-bar")).to_be_hidden()
    await table.bot_says("for all")
    await expect(other.last).to_contain_text("for all")
    assert await other.texts() == ["for all"]
    await seat.page.get_by_role("button", name="Dismiss").click()
    await expect(seat.message("dagger")).to_have_count(0)
    assert await seat.texts() == ["for all"]


async def test_a_deferred_answer_thinks_until_it_comes(table: Table, sit: Sit) -> None:
    seat, other = await sit("kira"), await sit("bruno")
    await seat.send_slash("slow")
    for each in (seat, other):
        await expect(each.last.locator(".content")).to_contain_text("Skald is thinking…")
        await expect(each.last.locator(".context")).to_contain_text("Kira used /slow")
    await expect(seat.page.locator(".pending-row")).to_have_count(0)
    table.bot.finish.set()
    await expect(seat.last.locator(".content")).to_have_text("Thought it over")
    await expect(seat.messages).to_have_count(1)


async def test_a_command_that_nobody_answers_says_so(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("silent")
    await expect(seat.page.locator(".pending-row")).to_contain_text("/silent")
    await expect(seat.notice).to_contain_text("The application did not respond")
    await expect(seat.page.locator(".pending-row")).to_have_count(0)
    assert table.channel.messages == []
