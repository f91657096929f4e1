"""Forms at the page, with every type of field: filled in by hand, checked before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sit, Table
from tests.page.driver import Seat
from tests.page.hands import pick, send

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ask(seat: Seat, **options: str) -> None:
    await seat.send_slash("ask", options)
    await expect(seat.modal).to_be_visible()


async def test_choices_boxes_files_and_people_of_a_form_reach_the_bot(sit: Sit, tmp_path: Path) -> None:
    (tmp_path / "map.txt").write_text("here be dragons")
    seat = await sit()
    await ask(seat)
    form = seat.modal
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("radiogroup", name="Way")).to_contain_text("Way is needed.")
    await expect(form.get_by_role("radio", name="North")).to_be_focused()
    await seat.page.keyboard.press("ArrowDown")
    await expect(form.get_by_role("radio", name="South")).to_be_checked()
    for box in ("North", "South"):
        await form.get_by_role("group", name="Gear").get_by_role("checkbox", name=box).check()
    await form.get_by_role("checkbox", name="Sure").check()
    await form.locator('[data-custom-id="map"]').set_input_files(tmp_path / "map.txt")
    await expect(form.locator(".file-chip")).to_contain_text("map.txt")
    await pick(seat, form, "Friend", "@Bruno")
    await send(seat)
    said = "south ['north', 'south'] True ['here be dragons'] ['Bruno']"
    await expect(seat.last.locator(".content")).to_have_text(said)


async def test_roles_channels_and_anybody_are_picked_from_lists(table: Table, sit: Sit) -> None:
    seat = await sit()
    await ask(seat, things="True")
    await expect(seat.modal).to_contain_text("Choose well.")
    await pick(seat, seat.modal, "Role", "@everyone")
    await pick(seat, seat.modal, "Who", "@Kira")
    await pick(seat, seat.modal, "Where", f"#{table.channel.name}")
    await send(seat)
    await expect(seat.last.locator(".content")).to_have_text(f"@everyone kira {table.channel.name}")


async def test_a_file_too_large_for_a_form_is_refused_before_it_is_sent(sit: Sit, tmp_path: Path) -> None:
    (tmp_path / "huge.bin").write_bytes(b"\0" * (25 * 1024 * 1024))
    seat = await sit()
    await ask(seat)
    await seat.modal.locator('[data-custom-id="map"]').set_input_files(tmp_path / "huge.bin")
    await expect(seat.modal).to_contain_text("huge.bin has 25 MB; a file may have 10 MB at most.")
    await expect(seat.modal.locator(".file-chip")).to_have_count(0)


async def test_what_was_written_in_a_form_is_not_lost_by_one_escape(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("form")
    await seat.modal.get_by_label("Name").press_sequentially("Mira")
    await seat.page.keyboard.press("Escape")
    await expect(seat.modal).to_contain_text("Press Escape again")
    await expect(seat.modal.get_by_label("Name")).to_have_value("Mira")
    await seat.page.keyboard.press("Escape")
    await expect(seat.modal).to_have_count(0)
    assert table.channel.messages == []


async def test_a_form_that_the_bot_does_not_answer_stays_open_with_what_was_written(sit: Sit) -> None:
    seat = await sit()
    await seat.send_slash("mute")
    await seat.modal.get_by_label("Words").fill("A long story")
    await seat.modal.get_by_role("button", name="Submit").click()
    await expect(seat.modal.get_by_role("button", name="Submit")).to_be_disabled()
    await expect(seat.modal.locator(".notice")).to_have_text("The application did not respond.")
    await expect(seat.modal.get_by_label("Words")).to_have_value("A long story")
    await expect(seat.modal.get_by_role("button", name="Submit")).to_be_enabled()
