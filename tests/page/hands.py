"""What hands do with the controls of a message or a form at the page: commands, lists, fields, menus."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, expect

from playground.world import World
from tests.page.driver import Seat


def label(world: World, command: str, language: str) -> str:
    """Name a command as a page in a language does."""
    names: list[str] = []
    inside: list[Any] = [*world.application.commands.values()]
    for word in command.split():
        found = next(one for one in inside if one["name"] == word)
        names.append((found.get("name_localizations") or {}).get(language, word))
        inside = found.get("options") or []
    return " ".join(names)


async def pick(seat: Seat, where: Locator, name: str, option: str) -> None:
    """Choose one value of a list of a message or a form, named by what stands on it."""
    await where.get_by_role("combobox", name=name, exact=True).click()
    rows = where.locator("[role=option]")
    await rows.filter(has=seat.page.locator(".option-name").get_by_text(option, exact=True)).click()


async def press(seat: Seat, where: Locator, label: str) -> None:
    """Press a button of a message."""
    await where.locator(".components").get_by_role("button", name=label, exact=True).click()


async def fill_in(seat: Seat, fields: dict[str, str], lists: dict[str, str] | None = None) -> None:
    """Fill in the form that is open, text by text and list by list, and send it."""
    await expect(seat.modal).to_be_visible()
    for name, value in fields.items():
        await seat.modal.locator(f'[data-custom-id="{name}"]').fill(value)
    for name, option in (lists or {}).items():
        await pick(seat, seat.modal, name, option)


async def send(seat: Seat) -> None:
    """Send the form that is open, and see it close."""
    await seat.modal.locator("button[type=submit]").click()
    await expect(seat.modal).to_have_count(0)


async def use_menu(seat: Seat, on: Locator, entry: str) -> None:
    """Use an entry of the menu on a message or a person, opened by the right button."""
    await on.click(button="right")
    await seat.page.get_by_role("menuitem", name=entry, exact=True).click()
