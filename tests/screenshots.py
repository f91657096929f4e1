"""Take the pictures of the documents from a real evening at the page: `make screenshots`."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.async_api import Locator, expect
from pydantic import SecretStr

from bot.config import Settings
from playground.server import Playground
from tests.end_to_end import comparers, first_evening, newcomer
from tests.end_to_end.conftest import Seat
from tests.end_to_end.stumble import stumble, stumbling
from tests.page.driver import Seat as PageSeat
from tests.page.driver import browser_binary, open_browser, open_context, open_page

IMAGES = Path(__file__).parent.parent / "docs" / "images"

# What a newcomer's evening shows at each of its moments, and how large.
DESKTOP, PHONE = (1280, 860), (400, 860)
MOMENTS = {
    "setup": ("setup", DESKTOP),
    "workshop": ("workshop", (1280, 1130)),
    "sheet": ("sheet", PHONE),
    "portrait": ("portrait", PHONE),
    "play": ("table", DESKTOP),
    "levelup": ("levelup", DESKTOP),
    "help": ("help", (1280, 940)),
}
LOCALISED = {"en": tuple(MOMENTS), "fr": ("setup", "sheet", "play")}

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

# What is pictured of a stranger's first evening in a language; on a desktop, the whole makes a moving picture as well.
EVENINGS = (
    (first_evening.ENGLISH, DESKTOP, ("turn", "duel", "drawer")),
    (first_evening.ENGLISH, PHONE, ("duel", "drawer")),
    (first_evening.FRENCH, DESKTOP, ()),
    (first_evening.FRENCH, PHONE, ("turn",)),
)
# A narrower window slides its side panels away.
RESTING = (
    "Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))"
)


async def newcomers_evening(page: PageSeat, table: Seat, script: newcomer.Script) -> None:
    """Play a newcomer's evening and take its pictures on the way."""

    async def look(moment: str) -> None:
        if moment not in LOCALISED[script.language]:
            return
        name, (width, height) = MOMENTS[moment]
        file = IMAGES / (f"{name}.png" if script.language == "en" else f"{name}-{script.language}.png")
        await page.page.set_viewport_size({"width": width, "height": height})
        await expect(page.page.locator(".pending-row, .message.loading")).to_have_count(0)
        await page.mark_read()
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


async def comparers_evening(page: PageSeat, table: Seat) -> None:
    """Look at a month of play as people who compare models do, and take its pictures on the way."""

    async def picture(moment: str, shown: Locator) -> None:
        if moment not in COMPARED:
            return
        name, (width, height) = COMPARED[moment]
        file = IMAGES / f"comparing-{name}.png"
        await page.page.set_viewport_size({"width": width, "height": height})
        await at_rest(page)
        await expect(page.page.locator(".pending-row")).to_have_count(0)
        await shown.screenshot(path=file)
        sys.stdout.write(f"{file}\n")
        await page.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    await comparers.Evening(table, comparers.PageHands(page, table, "en", picture)).play()


async def at_rest(page: PageSeat) -> None:
    """Wait until a narrower window has slid its side panels away."""
    await page.page.evaluate(RESTING)


async def receipt(page: PageSeat, table: Seat) -> None:
    """See what two failures of a model came to."""
    await stumble(page, table)
    await page.screenshot(IMAGES / "receipt.png")
    sys.stdout.write(f"{IMAGES / 'receipt.png'}\n")


async def take(
    binary: str, played: Callable[[PageSeat, Seat], Awaitable[None]], locale: str = "en-US", **changes: Any
) -> None:
    """Open the page on a desktop, with a table of its own behind it, and play."""
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
                page = await open_page(await open_context(browser, locale), playground.url, "ada", size=DESKTOP)
                await played(page, table)
        finally:
            await table.stop()
            await playground.close()


async def first_evenings(binary: str) -> None:
    """Walk through the first evening, picture what it shows, and make one moving picture of the whole."""
    for walk, size, moments in EVENINGS:
        ending = "" if walk is first_evening.ENGLISH else "-fr"
        with TemporaryDirectory() as folder:
            shown = await walked(binary, walk, size, Path(folder))
            for moment in moments:
                file = IMAGES / f"evening-{moment}{'-phone' if size == PHONE else ''}{ending}.png"
                shutil.copy(shown[moment], file)
                sys.stdout.write(f"{file}\n")
            if size == DESKTOP:
                moving([*shown.values()], IMAGES / f"evening{ending}.webp")


async def walked(binary: str, walk: first_evening.Walk, size: tuple[int, int], folder: Path) -> dict[str, Path]:
    """Walk through the evening once; return a picture of each of its moments, in order."""
    shown: dict[str, Path] = {}
    async with first_evening.opened(folder / "data") as address, open_browser(binary) as browser:
        page = await (await open_context(browser, walk.locale)).new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})

        async def look(moment: str) -> None:
            await page.evaluate(RESTING)
            shown[moment] = folder / f"{moment}.png"
            await page.screenshot(path=shown[moment])

        await page.goto(address)
        await first_evening.Evening(page, walk, look).whole()
    return shown


def moving(pictures: Sequence[Path], file: Path) -> None:
    """Join pictures into one that moves, half as large; each stands long enough to be read."""
    frames = [Image.open(one).convert("RGB").resize((DESKTOP[0] * 3 // 4, DESKTOP[1] * 3 // 4)) for one in pictures]
    frames[0].save(file, save_all=True, append_images=frames[1:], duration=2500, loop=0, quality=70, method=4)
    sys.stdout.write(f"{file}\n")


async def main() -> int:
    """Take every picture."""
    binary = browser_binary()
    if binary is None:
        sys.stderr.write("Pictures need Chromium; on Debian: apt install chromium fonts-noto-color-emoji\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    await first_evenings(binary)
    for script in (newcomer.ENGLISH, newcomer.FRENCH):
        await take(binary, partial(newcomers_evening, script=script), script.locale)
    with TemporaryDirectory() as folder:
        async with comparers.made_up(Path(folder), rate=30) as served:
            await take(binary, comparers_evening, **served)
    async with stumbling() as served:
        await take(binary, receipt, **served)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
