"""Take the pictures of the documents from a real evening at the page: `make screenshots`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from bot.config import Settings
from playground.server import Playground
from tests.end_to_end.conftest import Seat
from tests.end_to_end.evening import ENGLISH, FRENCH, play
from tests.end_to_end.stumble import stumble, stumbling
from tests.page.driver import Seat as PageSeat
from tests.page.driver import browser_binary, open_browser, open_context, open_page

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PICTURES = (("table.png", ENGLISH, (1280, 860)), ("table-fr.png", FRENCH, (400, 860)))


async def take(
    binary: str, file: Path, played: Callable[[PageSeat, Seat], Awaitable[None]], size: tuple[int, int], **changes: Any
) -> None:
    """Play and picture the end."""
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
                page = await open_page(await open_context(browser), playground.url, "ada", size=(1280, size[1]))
                await played(page, table)
                await page.page.set_viewport_size({"width": size[0], "height": size[1]})
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
    async with stumbling() as served:
        await take(binary, IMAGES / "receipt.png", stumble, (1280, 860), **served)
    sys.stdout.write(f"{IMAGES / 'receipt.png'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
