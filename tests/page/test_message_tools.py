"""What one does with a message at the page: by its menu, by keys, by emoji; pictures shown large."""

from __future__ import annotations

import io

import discord
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.page.bot import Layout, picture
from tests.page.conftest import Sit, Table
from tests.page.driver import Seat
from tests.page.picture import PICTURE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def findings(seat: Seat) -> list[str]:
    """Name what axe-core finds serious or critical."""
    found = (await Axe().run(seat.page)).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


async def test_the_menu_of_a_message_copies_links_and_opens_a_thread(table: Table, sit: Sit) -> None:
    message = await table.bot_says("A **fork** in the road")
    seat = await sit()
    await seat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clipboard = "() => navigator.clipboard.readText()"
    await seat.last.click(button="right")
    await seat.page.locator('[data-entry="copyText"]').click()
    await expect(seat.page.locator(".toast")).to_have_text("Copied")
    assert await seat.page.evaluate(clipboard) == "A **fork** in the road"
    await seat.last.click(button="right")
    await seat.page.locator('[data-entry="copyLink"]').click()
    await expect(seat.page.locator(".message-menu")).to_have_count(0)
    await seat.page.wait_for_function(f"async () => (await ({clipboard})()).includes('{message.id}')")
    assert await seat.page.evaluate(clipboard) == f"{table.playground.url}/#kira/{table.channel.id}/{message.id}"
    await seat.last.click(button="right")
    await seat.page.locator('[data-entry="openThread"]').click()
    await seat.modal.get_by_role("textbox").fill("To the left")
    await seat.modal.locator("button[type=submit]").click()
    await expect(seat.page.locator("#header")).to_contain_text("To the left")
    await seat.page.evaluate("hash => { location.hash = hash }", f"kira/{table.channel.id}")
    card = seat.message("A fork").locator(".thread-card")
    await expect(card).to_contain_text("To the left")
    await card.click()
    await expect(seat.page.locator("#header")).to_contain_text("To the left")


async def test_messages_are_walked_and_acted_on_by_keys_alone(table: Table, sit: Sit) -> None:
    seat = await sit()
    for text in ("first", "second", "third"):
        await seat.say(text)
        await expect(seat.last).to_contain_text(text)
    keys = seat.page.keyboard
    await seat.page.locator("#log").focus()
    await keys.press("ArrowUp")
    await expect(seat.message("third")).to_be_focused()
    await expect(seat.message("third")).to_have_attribute("aria-label", "Kira: third")
    await keys.press("ArrowUp")
    await expect(seat.message("second")).to_be_focused()
    await keys.press("r")
    await expect(seat.page.locator(".reply-bar")).to_be_visible()
    await seat.page.locator("#log").focus()
    await keys.press("Home")
    await expect(seat.message("first")).to_be_focused()
    await keys.press("e")
    await expect(seat.message("first").get_by_role("textbox")).to_be_focused()
    await keys.press("Escape")
    await seat.page.locator("#log").focus()
    await keys.press("End")
    await keys.press("+")
    await expect(seat.page.locator(".emoji-search")).to_be_focused()
    await keys.type("sword")
    await keys.press("Enter")
    await expect(seat.message("third").locator(".reaction").first).to_contain_text("⚔️")
    await seat.page.locator("#log").focus()
    await keys.press("End")
    await keys.press("Enter")
    await expect(seat.page.locator('[data-entry="reply"]')).to_be_focused()
    await keys.press("Escape")
    await expect(seat.page.locator(".message-menu")).to_have_count(0)
    await seat.page.locator("#log").focus()
    await keys.press("End")
    await seat.page.evaluate("""() => {
        for (const _ of "held")
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
    }""")
    await expect(seat.modal).to_contain_text("Kira: third")
    await seat.modal.locator("button[type=submit]").click()
    await expect(seat.messages).to_have_count(2)
    # Whatever one begins to write goes where one writes.
    await seat.page.locator("#log").focus()
    await keys.type("so be it")
    await expect(seat.composer).to_be_focused()
    await expect(seat.composer).to_have_value("so be it")


async def test_emoji_are_found_by_the_words_of_the_readers_language(table: Table, sit: Sit) -> None:
    await table.bot_says("Prêts ?")
    seat = await sit(locale="fr-FR")
    await seat.last.hover()
    await seat.last.locator("[data-tool=react]").click()
    search = seat.page.locator(".emoji-search")
    await search.fill("epees")
    await expect(seat.page.locator(".emoji")).to_have_count(1)
    await search.fill("nothing like it")
    await expect(seat.page.locator(".emoji-tray")).to_contain_text("Rien trouvé")
    await search.fill("dé")
    await seat.page.keyboard.press("ArrowDown")
    await expect(seat.page.locator(".emoji").first).to_be_focused()
    await seat.page.locator('[data-emoji="🎲"]').click()
    reaction = seat.last.locator(".reaction").first
    await expect(reaction).to_have_attribute("title", "Kira")
    # What was used comes first the next time.
    await seat.last.locator(".react-more").click()
    await expect(seat.page.locator(".emoji").first).to_have_text("🎲")


async def test_several_pictures_are_shown_large_one_after_the_other_with_their_words(table: Table, sit: Sit) -> None:
    files = [
        discord.File(io.BytesIO(PICTURE), f"{name}.png", description=f"the {name}", spoiler=name == "trap")
        for name in ("gate", "hall", "trap")
    ]
    await table.bot_says("Look", files=files)
    seat = await sit()
    await seat.last.locator(".picture").first.dblclick()  # as many do, and it opens once
    large = seat.page.locator(".lightbox")
    await expect(large.locator("img")).to_have_attribute("alt", "the gate")
    await expect(large).to_contain_text("1 of 2")  # the covered one is not among them
    await seat.page.keyboard.press("ArrowRight")
    await expect(large).to_contain_text("the hall")
    await seat.page.keyboard.press("ArrowRight")
    await expect(large).to_contain_text("the gate")
    assert await findings(seat) == []
    await seat.page.keyboard.press("Escape")
    await expect(large).to_have_count(0)
    covered = seat.last.locator(".picture.covered")
    await covered.click()
    await expect(covered).to_have_count(0)
    await expect(large).to_have_count(0)


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_nothing_in_the_log_keeps_a_reader_out(table: Table, sit: Sit, scheme: str) -> None:
    await table.bot_says(
        "## A **title**\n> quoted ||secret|| `code` <t:1700000000:R>\n```py\nprint()\n```", file=picture()
    )
    await table.bot_says(view=Layout(), file=picture())
    await table.playground.person("bruno").say(table.channel, "a reply", table.channel.messages[0])
    await table.playground.person("bruno").react(table.channel.messages[0], "🎲")
    seat = await sit(bent=True)
    await seat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await seat.last.hover()
    assert await findings(seat) == []
    await seat.last.locator("[data-tool=more]").click()
    await expect(seat.page.locator(".message-menu")).to_be_visible()
    assert await findings(seat) == []
    await seat.page.locator('[data-entry="react"]').click()
    await expect(seat.page.locator(".emoji-tray")).to_be_visible()
    assert await findings(seat) == []
