"""Friends at one table: what they meet at the door, and where they sit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from playground.server import Playground
from tests.page.conftest import Profiles

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHRASE = "a lantern in the fog"


@pytest_asyncio.fixture(loop_scope="session")
async def table() -> AsyncIterator[Playground]:
    started = await Playground.start(phrase=PHRASE)
    yield started
    await started.close()


async def open_window(profiles: Profiles, address: str, seat: int, locale: str = "en-US") -> Page:
    page = await (await profiles.speaking(locale, seat)).new_page()
    await page.goto(address)
    return page


async def test_a_friend_gives_the_pass_phrase_and_a_name_and_sits_down(table: Playground, profiles: Profiles) -> None:
    page = await open_window(profiles, table.url, 0)
    door = page.get_by_role("dialog", name="This table is for friends")
    await expect(door).to_be_visible()
    found = (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    for phrase, name, sentence in (
        ("", "Dora", "Whoever runs it knows it"),
        ("wrong", "Dora", "That is not the pass phrase"),
        (PHRASE, "", "how you want to be called"),
        (PHRASE, "Kira", "called Kira already"),
        (PHRASE, "K1ra", "too much like Kira"),
    ):
        await page.get_by_label("Pass phrase").fill(phrase)
        await page.get_by_label("Your name here").fill(name)
        await page.keyboard.press("Enter")
        await expect(door.get_by_role("alert")).to_contain_text(sentence)
    await page.keyboard.press("Escape")
    await page.get_by_label("Your name here").fill("<b>Dora</b>")
    await page.get_by_role("button", name="Come in").click()
    await expect(door).to_have_count(0)
    await expect(page.locator("#message")).to_have_attribute("placeholder", "Message #campaign as <b>Dora</b>")
    await page.reload()
    await expect(page.locator("#message")).to_have_attribute("placeholder", "Message #campaign as <b>Dora</b>")
    await page.close()


async def test_the_door_speaks_french(table: Playground, profiles: Profiles) -> None:
    page = await open_window(profiles, table.url, 0, "fr-FR")
    await page.get_by_label("Phrase de passe").fill("fausse")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").first).to_have_text("Ce n’est pas la phrase de passe.")
    await page.close()


async def test_a_link_to_a_seat_sits_down_as_that_person_and_is_gone_from_the_address(
    table: Playground, profiles: Profiles
) -> None:
    key = table.keys.of(table.person("bruno"))
    page = await open_window(profiles, f"{table.url}/#key={key}", 0)
    await expect(page.locator("#message")).to_have_attribute("placeholder", "Message #campaign as Bruno")
    assert key not in page.url
    # The same browser, another window, another seat.
    other = await open_window(profiles, f"{table.url}/#key={table.keys.of(table.person('kira'))}", 1)
    await expect(other.locator("#message")).to_have_attribute("placeholder", "Message #campaign as Kira")
    await page.reload()
    await expect(page.locator("#message")).to_have_attribute("placeholder", "Message #campaign as Bruno")
    await page.close()
    await other.close()


async def test_a_key_that_is_good_no_more_leads_to_the_door(table: Playground, profiles: Profiles) -> None:
    page = await open_window(profiles, f"{table.url}/#key=of-a-world-that-was", 0)
    await expect(page.get_by_role("dialog", name="This table is for friends")).to_be_visible()
    await page.close()
