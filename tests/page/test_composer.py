"""Where a person writes: completion, files, drafts, typing, and what happens while the server is slow."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Route, expect

from tests.page.conftest import Sit, Table
from tests.page.driver import Seat
from tests.page.picture import PICTURE

pytestmark = pytest.mark.asyncio(loop_scope="session")

DROP = """([name, size]) => {
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(size)], name));
    for (const type of ["dragover", "drop"])
        document.body.dispatchEvent(
            new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


async def drop(seat: Seat, name: str, size: int = 8) -> None:
    """Drop a file onto the window."""
    await seat.page.evaluate(DROP, [name, size])


async def test_people_channels_and_emoji_are_completed_and_sent_as_mentions(table: Table, sit: Sit) -> None:
    seat = await sit()
    rows = seat.page.locator(".completion [role=option] .option-name")
    await seat.composer.press_sequentially("Hey @bru")
    await expect(rows).to_have_text(["@Bruno"])
    await seat.composer.press("Tab")
    await expect(seat.composer).to_have_value("Hey @Bruno ")
    await seat.composer.press_sequentially("see #gen")
    await seat.composer.press("Enter")
    await expect(seat.composer).to_have_value("Hey @Bruno see #general ")
    await seat.composer.press_sequentially(":dragon")
    await expect(seat.page.locator(".completion")).to_be_visible()
    await seat.composer.press("Enter")
    await seat.composer.press_sequentially("`@Bruno` mail@Bruno")
    await seat.composer.press("Enter")
    await expect(seat.last.locator(".content .mention")).to_have_text(["@Bruno", "#general"])
    (sent,) = table.channel.messages
    bruno, general = table.playground.person("bruno"), table.playground.channel("general")
    assert sent.content == f"Hey <@{bruno.id}> see <#{general.id}> 🐉 `@Bruno` mail@Bruno"


async def test_escape_lets_what_was_typed_stand(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.composer.press_sequentially("@ki")
    await expect(seat.page.locator(".completion")).to_be_visible()
    await seat.composer.press("Escape")
    await seat.composer.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("@ki")


async def test_a_draft_survives_a_reload_and_each_person_and_channel_has_its_own(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.composer.fill("I draw my")
    await seat.page.reload()
    await expect(seat.composer).to_have_value("I draw my")
    await seat.page.evaluate(f"location.hash = '#bruno/{table.channel.id}'")
    await expect(seat.composer).to_have_attribute("placeholder", f"Message #{table.channel.name} as Bruno")
    await expect(seat.composer).to_have_value("")
    await seat.page.evaluate(f"location.hash = '#kira/{table.channel.id}'")
    await expect(seat.composer).to_have_value("I draw my")
    await seat.composer.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("I draw my")
    await seat.page.reload()
    await expect(seat.last.locator(".content")).to_have_text("I draw my")
    await expect(seat.composer).to_have_value("")


async def test_others_see_who_is_typing_but_not_a_command(sit: Sit) -> None:
    seat, other = await sit("kira"), await sit("bruno")
    typing = other.page.locator(".typing")
    await seat.composer.press_sequentially("/camp")
    await seat.composer.fill("")
    await seat.composer.press_sequentially("I sneak")
    await expect(typing).to_contain_text("Kira is typing")


async def test_files_are_dropped_anywhere_and_pasted_files_wait_in_the_tray(sit: Sit) -> None:
    seat = await sit()
    await drop(seat, "notes.bin")
    await expect(seat.page.locator(".file-chip")).to_contain_text("notes.bin")
    await drop(seat, "more.bin")
    await seat.page.get_by_role("button", name="Remove notes.bin").click()
    await seat.say("With a file")
    await expect(seat.last).to_contain_text("more.bin")
    await expect(seat.page.locator(".file-chip")).to_have_count(0)


async def test_a_file_of_25_mb_is_refused_before_it_is_sent(table: Table, sit: Sit, tmp_path: Path) -> None:
    seat = await sit()
    await drop(seat, "huge.bin", 25 * 1024 * 1024)
    await expect(seat.notice).to_have_text("huge.bin has 25 MB; a file may have 10 MB at most.×")
    await expect(seat.page.locator(".file-chip")).to_have_count(0)
    (tmp_path / "huge.bin").write_bytes(b"\0" * (25 * 1024 * 1024))
    await seat.choose_command("keep")
    await seat.option("file").set_input_files(tmp_path / "huge.bin")
    await seat.page.locator(".composer .send").click()
    await expect(seat.page.locator(".hint-line")).to_contain_text("a file may have 10 MB at most")
    assert table.channel.messages == []


async def test_a_file_dropped_on_a_command_fills_its_field(sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("keep")
    await drop(seat, "map.bin", len(PICTURE))
    await expect(seat.page.get_by_role("button", name="file: map.bin")).to_be_focused()
    await seat.page.locator(".composer .send").click()
    await expect(seat.last.locator(".content")).to_have_text(f"Kept map.bin of {len(PICTURE)} bytes")


async def test_a_message_is_shown_greyed_until_a_slow_server_has_it(sit: Sit) -> None:
    seat = await sit(bent=True)
    slow = asyncio.Event()

    async def later(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    await seat.page.route("**/page/say", later)
    await seat.say("Is anybody there?")
    await expect(seat.page.locator(".outgoing")).to_contain_text("Is anybody there?")
    await expect(seat.composer).to_have_value("")
    slow.set()
    await expect(seat.last.locator(".content")).to_have_text("Is anybody there?")
    await expect(seat.page.locator(".outgoing")).to_have_count(0)


async def test_arrows_and_backspace_walk_from_chip_to_chip(sit: Sit) -> None:
    seat = await sit()
    keyboard = seat.page.keyboard
    await seat.choose_command("typed")
    await keyboard.type("North")
    await keyboard.press("Escape")
    await keyboard.press("ArrowRight")
    await expect(seat.option("count")).to_be_focused()
    await keyboard.type("3")
    await keyboard.press("ArrowRight")
    await expect(seat.page.locator('.option-adder[data-option="loud"]')).to_be_focused()
    await keyboard.press("Enter")
    await expect(seat.option("loud")).to_be_focused()
    await keyboard.press("Backspace")
    await expect(seat.option("loud")).to_have_count(0)
    await seat.option("count").focus()
    await keyboard.press("Backspace")
    await keyboard.press("Backspace")
    await expect(seat.option("way")).to_be_focused()


async def test_completion_of_an_option_says_that_it_looks_and_what_went_wrong(sit: Sit) -> None:
    seat = await sit(bent=True)
    held = asyncio.Event()

    async def broken(route: Route) -> None:
        await held.wait()
        await route.fulfill(status=400, json={"error": "The application did not respond."})

    await seat.page.route("**/page/autocomplete", broken)
    await seat.choose_command("find")
    await expect(seat.page.locator(".listbox-note")).to_have_text("Looking…")
    held.set()
    await expect(seat.page.locator(".listbox-note")).to_have_text("The application did not respond.")
    await expect(seat.notice).to_be_hidden()


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_writing_choosing_and_forms_are_accessible(sit: Sit, scheme: Literal["dark", "light"]) -> None:
    seat = await sit(bent=True)
    await seat.page.emulate_media(color_scheme=scheme)

    slow = asyncio.Event()

    async def later(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    await seat.page.route("**/page/say", later)
    await drop(seat, "notes.bin")
    await seat.say("Hello?")
    await expect(seat.page.locator(".outgoing")).to_be_visible()
    await drop(seat, "notes.bin")
    await drop(seat, "huge.bin", 25 * 1024 * 1024)
    await seat.composer.press_sequentially("@b")
    await expect(seat.page.locator(".completion")).to_be_visible()
    found = await grave(seat)
    await seat.composer.fill("/")
    await expect(seat.page.locator(".picker [role=option]").first).to_be_visible()
    found += await grave(seat)
    await seat.composer.fill("")
    await seat.choose_command("typed")
    await seat.page.locator(".composer .send").click()
    found += await grave(seat)
    await seat.page.keyboard.press("Escape")
    await seat.page.keyboard.press("Escape")
    await seat.send_slash("ask")
    await seat.modal.get_by_role("button", name="Submit").click()
    found += await grave(seat)
    slow.set()
    assert found == []


async def grave(seat: Seat) -> list[str]:
    """Return what axe-core finds serious or critical in the window as it is."""
    results = await Axe().run(seat.page)
    bad = [one for one in results.response["violations"] if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['html'][:200]}" for one in bad for node in one["nodes"]]
