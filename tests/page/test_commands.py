"""The slash-command picker and the fields of a command's options."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.page.conftest import Sit, Table
from tests.page.picture import PICTURE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_slash_opens_the_picker_and_typing_narrows_it(sit: Sit) -> None:
    seat = await sit()
    await seat.composer.press_sequentially("/")
    names = seat.page.locator(".picker [role=option] .slash-name")
    await expect(names.filter(has_text="/campaign create")).to_have_count(1)
    await seat.composer.press_sequentially("sh")
    await expect(names).to_have_text(["/campaign show"])
    await seat.composer.press("Escape")
    await expect(seat.page.locator(".picker")).to_be_hidden()


async def test_arrows_and_enter_choose_a_command_and_enter_sends_it(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.composer.press_sequentially("/campaign")
    options = seat.page.locator(".picker [role=option]")
    await expect(options).to_have_count(2)
    await seat.composer.press("ArrowDown")
    await seat.composer.press("ArrowUp")
    await seat.composer.press("Tab")
    await expect(seat.option("name")).to_be_focused()
    await seat.page.keyboard.type("The long road")
    await seat.page.keyboard.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Created The long road (None)")
    await expect(seat.last.locator(".context")).to_have_text("KKira used /campaign create")
    await expect(seat.composer).to_be_focused()
    assert len(table.channel.messages) == 1


async def test_text_typed_behind_a_command_goes_into_its_first_option(sit: Sit) -> None:
    seat = await sit()
    await seat.composer.fill("/campaign create The long road")
    await expect(seat.option("name")).to_have_value("The long road")
    await seat.page.keyboard.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Created The long road (None)")


async def test_optional_options_are_added_and_removed(sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("campaign create")
    await seat.option("name").fill("Road")
    await seat.page.get_by_role("button", name="Add an option: themes").click()
    await expect(seat.option("themes")).to_be_focused()
    await seat.page.keyboard.press("Backspace")
    await expect(seat.option("themes")).to_have_count(0)
    await seat.fill_option("themes", "rain")
    await seat.option("themes").press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Created Road (rain)")


async def test_a_missing_or_wrong_value_is_named_before_anything_is_sent(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("typed")
    hint = seat.page.locator(".hint-line")
    await seat.page.locator(".composer .send").click()
    await expect(hint).to_have_text("way is needed.")
    await expect(seat.option("way")).to_be_focused()
    await seat.option("way").fill("Up")
    await seat.page.locator(".composer .send").click()
    await expect(hint).to_have_text("way: choose one of the list.")
    await seat.option("way").fill("north")
    await seat.option("count").fill("many")
    await seat.page.locator(".composer .send").click()
    await expect(hint).to_have_text("count is a whole number.")
    await seat.option("count").fill("7")
    await seat.page.locator(".composer .send").click()
    await expect(hint).to_have_text("count is at most 6.")
    await expect(seat.option("count")).to_have_attribute("aria-invalid", "true")
    assert table.channel.messages == []


async def test_choices_booleans_people_and_channels_reach_the_bot_typed(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("typed")
    await seat.option("way").click()
    await seat.page.get_by_role("option", name="South").click()
    await seat.option("count").fill("3")
    await seat.fill_option("loud", "True")
    await seat.page.locator('.option-adder[data-option="friend"]').click()
    await seat.option("friend").press_sequentially("bru")
    await seat.option("friend").press("Enter")
    await expect(seat.option("friend")).to_have_value("@Bruno")
    await seat.fill_option("place", f"#{table.channel.name}")
    await seat.page.locator(".composer .send").click()
    await expect(seat.last.locator(".content")).to_have_text(f"s 3 True Bruno {table.channel.name}")


async def test_autocomplete_asks_while_one_types_and_sends_the_chosen_value(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("find")
    await expect(seat.page.get_by_role("option")).to_have_text(["goblin", "golem", "gorgon", "owlbear"])
    await seat.option("creature").press_sequentially("gol", delay=10)
    await expect(seat.page.get_by_role("option")).to_have_text(["golem"])
    await seat.option("creature").press("Enter")
    await expect(seat.option("creature")).to_have_value("golem")
    await seat.option("creature").press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Found id-golem (None)")
    # Three letters typed at once are one question, not three.
    assert table.bot.asked == ["", "gol"]


async def test_a_later_word_of_a_suggestion_finds_it_and_enter_takes_it(sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("find")
    await seat.option("creature").press_sequentially("ecla", delay=10)
    await expect(seat.page.get_by_role("option")).to_have_text(["un éclaireur"])
    await seat.option("creature").press("Enter")
    await expect(seat.option("creature")).to_have_value("un éclaireur")


async def test_text_that_no_suggestion_fits_is_sent_as_it_stands(sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("find")
    await seat.option("creature").fill("unicorn")
    await expect(seat.page.get_by_role("option")).to_have_count(0)
    await seat.option("creature").press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("Found unicorn (None)")


async def test_a_file_goes_along_with_a_command(sit: Sit, tmp_path: Path) -> None:
    image = tmp_path / "map.png"
    image.write_bytes(PICTURE)
    seat = await sit()
    await seat.choose_command("keep")
    await seat.page.locator(".composer .send").click()
    await expect(seat.page.locator(".hint-line")).to_have_text("file is needed.")
    await seat.option("file").set_input_files(image)
    await seat.page.locator(".composer .send").click()
    await expect(seat.last.locator(".content")).to_have_text(f"Kept map.png of {len(PICTURE)} bytes")


async def test_escape_gives_a_command_up(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.choose_command("campaign create")
    await seat.option("name").press("Escape")
    await expect(seat.composer).to_be_focused()
    await expect(seat.page.locator(".command-form")).to_have_count(0)
    assert table.channel.messages == []


async def test_commands_carry_their_french_names_when_the_page_speaks_french(table: Table, sit: Sit) -> None:
    await table.bot_says("Begin with </greet:1>, not </flee:2>")
    seat = await sit(locale="fr-FR")
    await expect(seat.last.locator(".content")).to_have_text("Begin with /saluer, not /flee")
    await seat.composer.press_sequentially("/sal")
    row = seat.page.locator(".picker [role=option]")
    await expect(row.locator(".slash-name")).to_have_text("/saluer")
    await expect(row.locator(".option-description")).to_have_text("Saluer quelqu’un avec une carte")
    await seat.composer.press("Enter")
    await expect(seat.page.locator(".option-label")).to_have_text("qui")
    await seat.page.keyboard.type("Bruno")
    await seat.page.keyboard.press("Enter")
    await expect(seat.last.locator(".embed-title")).to_have_text("Hello Bruno")


async def test_text_that_is_no_command_is_sent_as_a_message(table: Table, sit: Sit) -> None:
    seat = await sit()
    await seat.composer.press_sequentially("/shrug well")
    await expect(seat.page.locator(".picker")).to_contain_text("No command is called that")
    await seat.composer.press("Enter")
    await expect(seat.last.locator(".content")).to_have_text("/shrug well")
    assert len(table.channel.messages) == 1
