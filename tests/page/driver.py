"""Drive the playground's page as a person would: what tests and the screenshot command share."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, BrowserContext, Error, Locator, Page, async_playwright, expect

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
Scheme = Literal["dark", "light"]
# How long a busy machine may take to show what is expected.
PATIENCE_MS = 10_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_binary() -> str | None:
    """Find a Chromium or Chrome of this machine, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@asynccontextmanager
async def open_browser(binary: str) -> AsyncIterator[Browser]:
    """Start a headless browser and end it afterwards."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, headless=True, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


async def open_context(browser: Browser, locale: str = "en-US", scheme: Scheme = "dark") -> BrowserContext:
    """Make a browser profile of its own that speaks a language and likes it dark or light."""
    context = await browser.new_context(locale=locale, timezone_id="UTC", color_scheme=scheme)
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return context


async def open_page(
    context: BrowserContext,
    url: str,
    person: str = "kira",
    channel: str = "campaign",
    *,
    size: tuple[int, int] = (1280, 800),
) -> Seat:
    """Sit down at the page as a person, in a channel (a name or an id)."""
    return await sit_down(await context.new_page(), url, person, channel, size=size)


async def sit_down(page: Page, url: str, person: str, channel: str, *, size: tuple[int, int] = (1280, 800)) -> Seat:
    """Have a window show the page, to a person, in a channel (a name or an id)."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    seat = Seat(page)
    await page.goto(f"{url}/#{person}/{channel}")
    await expect(page.locator(".log-top > *")).to_be_attached()
    return seat


class Seat:
    """One browser window with somebody in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", self._failed)

    @property
    def messages(self) -> Locator:
        return self.page.locator("li.message")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def composer(self) -> Locator:
        return self.page.locator("#message")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#dock .notice")

    @property
    def modal(self) -> Locator:
        return self.page.get_by_role("dialog")

    def message(self, text: str) -> Locator:
        """Find the messages that hold a text."""
        return self.messages.filter(has_text=text)

    def option(self, name: str) -> Locator:
        """Find the field of a slash-command option."""
        return self.page.locator(f'[data-option="{name}"] .field-input')

    async def texts(self) -> list[str]:
        """List what the messages say, oldest first."""
        return [text.strip() for text in await self.messages.locator(".content").all_inner_texts()]

    async def say(self, text: str) -> None:
        """Write a message and send it."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def choose_command(self, command: str) -> None:
        """Enter a command's name and take it from the picker."""
        await self.composer.fill(f"/{command}")
        await self.page.locator(".picker [role=option] .slash-name").get_by_text(f"/{command}", exact=True).click()

    async def fill_option(self, name: str, value: str) -> None:
        """Fill one option, adding its field when it is an optional one that is not there yet."""
        await self.offer_option(name)
        await self.option(name).fill(value)

    async def offer_option(self, name: str) -> None:
        """Have an option's field stand there, once the command's form does."""
        adder = self.page.locator(f'.option-adder[data-option="{name}"]')
        await expect(self.option(name).or_(adder)).to_be_attached()
        if await adder.count():
            await adder.click()

    async def send_slash(self, command: str, options: Mapping[str, str] | None = None) -> None:
        """Use a slash command with these options, typed as a person types them."""
        await self.choose_command(command)
        for name, value in (options or {}).items():
            await self.fill_option(name, value)
        await self.page.locator(".composer .send").click()
        await expect(self.composer).to_be_visible()

    async def click(self, label: str) -> None:
        """Press a button of the newest message that has it."""
        await self.messages.locator(".components").get_by_role("button", name=label, exact=True).last.click()

    async def become(self, person: str) -> None:
        """Switch to another person, by the menu of the seat."""
        me = self.page.locator(f'.seat-me[data-me="{person}"]')
        if await me.count():
            return
        await self.open_seat()
        await self.page.locator(f'.seat-menu [data-person="{person}"]').click()
        await expect(me).to_be_attached()

    async def open_channels(self) -> None:
        """See the channels: on a narrow window they are in a drawer."""
        if not await self.page.locator("#sidebar").is_visible():
            await self.page.locator(".drawer-sidebar").click()

    async def open_seat(self) -> None:
        """Open the menu of the seat: who plays here, the language, the look, friends."""
        await self.open_channels()
        await self.page.locator(".seat-me").click()
        await expect(self.page.locator(".seat-menu")).to_be_visible()

    async def whisper(self) -> None:
        """Go to the direct messages."""
        await self.open_channels()
        await self.page.locator('[data-rail="home"]').click()
        await expect(self.page.locator("#header .hash")).to_have_text("@")

    async def mark_read(self) -> None:
        """Let the bar go that counts what is new, if it is there."""
        mark = self.page.locator(".new-bar-mark")
        if await mark.is_visible():
            await mark.click()

    async def screenshot(self, path: Path) -> None:
        """Take a picture of the window, the pointer out of the way."""
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=path)

    async def leave(self) -> None:
        """Leave the table, and nothing behind in the window. Raises AssertionError when the page's code failed."""
        await self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.remove_listener("pageerror", self._failed)
        await self.page.goto("about:blank")
        self._blame()

    async def close(self) -> None:
        """Leave the table and close the window. Raises AssertionError when the page's code failed on the way."""
        await self.page.evaluate("localStorage.clear()")
        await self.page.close()
        self._blame()

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def _blame(self) -> None:
        if self.errors:
            raise AssertionError(f"The page's code failed: {self.errors}")
