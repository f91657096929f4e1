"""A stranger's first evening in a real browser, on a large window and on a phone, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.end_to_end.first_evening import ENGLISH, FRENCH, Evening, Walk, opened
from tests.page.driver import browser_binary, open_browser, open_context

SIZES = {"desktop": (1280, 800), "phone": (360, 740)}
# Views that are worth the second that a whole check of them takes.
CHECKED = ("greeting", "begun", "duel", "chart", "drawer")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("walk", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_a_stranger_plays_fights_draws_duels_and_reads_a_chart(walk: Walk, size: str, tmp_path: Path) -> None:
    binary = browser_binary()
    if binary is None:
        pytest.skip("no chromium or chrome on this machine, so the page is not tested (Debian: apt install chromium)")
    seen: dict[str, Path] = {}
    errors: list[str] = []
    async with opened(tmp_path / "data") as address, open_browser(binary) as browser:
        page = await (await open_context(browser, walk.locale)).new_page()
        await page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
        page.on("pageerror", lambda error: errors.append(str(error)))

        async def look(moment: str) -> None:
            seen[moment] = tmp_path / f"{moment}.png"
            await page.screenshot(path=seen[moment])
            wide = await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert wide, f"{moment} is wider than the window"
            if moment in CHECKED:
                found = (await Axe().run(page)).response["violations"]
                bad = [
                    (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
                ]
                assert bad == [], moment

        await page.goto(address)
        evening = Evening(page, walk, look)
        await evening.whole()
        if size == "phone":
            await evening.start_over()
    assert errors == []
    assert len(seen) == 11
