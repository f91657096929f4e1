"""Take the pictures of the documents from a real evening at the page: `make screenshots`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Locator, expect
from pydantic import SecretStr

from bot.config import Settings
from playground.server import Playground
from tests.end_to_end import comparers, newcomer
from tests.end_to_end.conftest import Seat
from tests.end_to_end.evening import ENGLISH, FRENCH, play
from tests.end_to_end.stumble import stumble, stumbling
from tests.page.driver import Seat as PageSeat
from tests.page.driver import browser_binary, open_browser, open_context, open_page

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURES = (("table.png", ENGLISH, (1280, 860)), ("table-fr.png", FRENCH, (400, 860)))

# What a newcomer's evening shows at each of its moments, and how large.
DESKTOP, PHONE = (1280, 860), (400, 860)
MOMENTS = {
    "setup": ("setup", DESKTOP),
    "workshop": ("workshop", (1280, 1130)),
    "sheet": ("sheet", PHONE),
    "portrait": ("portrait", PHONE),
    "levelup": ("levelup", DESKTOP),
    "help": ("help", DESKTOP),
}
LOCALISED = {"en": tuple(MOMENTS), "fr": ("setup", "sheet")}
LOCALES = {"en": "en-US", "fr": "fr-FR"}

# What people who compare models see, and how large.
WIDE, TALL = (900, 720), (760, 980)
COMPARED = {
    "models": ("models", TALL),
    "leaderboard": ("leaderboard", TALL),
    "scorecard-figures": ("scorecard", TALL),
    "duel": ("duel", WIDE),
    "reveal": ("reveal", WIDE),
    "digest": ("digest", WIDE),
    "chart-first-word-dark": ("first-word", WIDE),
    "chart-speed-cost-dark": ("speed-cost", WIDE),
    "chart-scorecard-light": ("checks", TALL),
    "chart-ratings-dark": ("ratings", WIDE),
    "chart-outcomes-light": ("outcomes", WIDE),
    "chart-cost-days-dark": ("cost-days", WIDE),
    "chart-trend-dark": ("trend", WIDE),
    "chart-wins-light": ("wins", WIDE),
    "chart-campaign-dark": ("campaign", WIDE),
    "chart-system-dark": ("system", TALL),
}
COMPARED_IN = {"en": tuple(COMPARED), "fr": ("leaderboard", "reveal", "chart-first-word-dark")}


async def newcomers_evening(page: PageSeat, table: Seat, script: newcomer.Script) -> None:
    """Play a newcomer's evening and take its pictures on the way."""

    async def look(moment: str) -> None:
        if moment not in LOCALISED[script.language]:
            return
        name, (width, height) = MOMENTS[moment]
        file = IMAGES / (f"{name}.png" if script.language == "en" else f"{name}-{script.language}.png")
        await page.page.set_viewport_size({"width": width, "height": height})
        await expect(page.page.locator(".pending-row, .message.loading")).to_have_count(0)
        await show(page, moment)
        await page.screenshot(file)
        sys.stdout.write(f"{file}\n")
        await page.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    evening = newcomer.Evening(page, table, script, look)
    await evening.set_up()
    await evening.make_characters()
    await evening.see_the_sheet()
    await evening.play()
    await evening.gain_a_level()
    await evening.look_around()


async def show(page: PageSeat, moment: str) -> None:
    """Bring into view what a picture is about: of a message that is taller than the window, its head."""
    await at_rest(page)
    if moment == "sheet":
        await page.last.evaluate("(one) => one.scrollIntoView({ block: 'start' })")


async def comparers_evening(page: PageSeat, table: Seat, language: str) -> None:
    """Look at a month of play as people who compare models do, and take its pictures on the way."""

    async def picture(moment: str, shown: Locator) -> None:
        if moment not in COMPARED_IN[language]:
            return
        name, (width, height) = COMPARED[moment]
        file = IMAGES / (f"comparing-{name}.png" if language == "en" else f"comparing-{name}-{language}.png")
        await page.page.set_viewport_size({"width": width, "height": height})
        await at_rest(page)
        await expect(page.page.locator(".pending-row")).to_have_count(0)
        await shown.screenshot(path=file)
        sys.stdout.write(f"{file}\n")
        await page.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    await comparers.Evening(table, comparers.PageHands(page, table, language, picture), language).play()


async def at_rest(page: PageSeat) -> None:
    """Wait until a narrower window has slid its side panels away."""
    await page.page.evaluate(
        "Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))"
    )


async def take(
    binary: str,
    file: Path | None,
    played: Callable[[PageSeat, Seat], Awaitable[None]],
    size: tuple[int, int],
    locale: str = "en-US",
    **changes: Any,
) -> None:
    """Play and picture the end, if a file is named for it."""
    with TemporaryDirectory() as folder:
        playground = await Playground.start()
        settings = Settings.model_construct(
            discord_token=SecretStr(playground.token),
            discord_api_url=playground.api_url,
            data_dir=Path(folder),
            narrator_pace=0.002,
            ollama_base_url="http://127.0.0.1:9/v1",
            **changes,
        )
        table = Seat(playground, settings)
        try:
            await table.start()
            async with open_browser(binary) as browser:
                page = await open_page(await open_context(browser, locale), playground.url, "ada", size=(1280, size[1]))
                await played(page, table)
                if file is not None:
                    await page.page.set_viewport_size({"width": size[0], "height": size[1]})
                    await at_rest(page)
                    await page.screenshot(file)
        finally:
            await table.stop()
            await playground.close()


async def main() -> int:
    """Take every picture."""
    binary = browser_binary()
    if binary is None:
        sys.stderr.write("Pictures need Chromium; on Debian: apt install chromium fonts-noto-color-emoji\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, evening, size in PICTURES:
        await take(binary, IMAGES / name, partial(play, evening=evening), size)
        sys.stdout.write(f"{IMAGES / name}\n")
    for script in (newcomer.ENGLISH, newcomer.FRENCH):
        await take(binary, None, partial(newcomers_evening, script=script), DESKTOP, LOCALES[script.language])
    with TemporaryDirectory() as folder:
        for language, locale in LOCALES.items():
            async with comparers.made_up(Path(folder), rate=30) as served:
                await take(binary, None, partial(comparers_evening, language=language), DESKTOP, locale, **served)
    async with stumbling() as served:
        await take(binary, IMAGES / "receipt.png", stumble, (1280, 860), **served)
    sys.stdout.write(f"{IMAGES / 'receipt.png'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
