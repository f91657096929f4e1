"""The whole of it, as a newcomer sees it: a real browser, the page, Discord's wire, Skald, its narrator."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Sitting
from tests.end_to_end.evening import ENGLISH, FRENCH, Evening, play
from tests.page.driver import browser_binary, open_browser, open_context, open_page


@pytest.mark.parametrize("evening", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_two_people_play_three_turns_with_dice_at_the_page(sit: Sitting, evening: Evening) -> None:
    binary = browser_binary()
    if binary is None:
        pytest.skip("there is no Chromium or Chrome on this machine")
    table = await sit(narrator_pace=0.002)
    async with open_browser(binary) as browser:
        page = await open_page(await open_context(browser), table.playground.url, "ada")
        await play(page, table, evening)
        texts = await page.texts()
        await page.close()
    assert sum("🎲" in text for text in texts) >= 2
    assert len(table.stories()) == 4
