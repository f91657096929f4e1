"""The first evening, walked through in a real browser against the program as `make play` starts it.

Whoever walks knows nothing but what stands on the page: they press what is offered, write one sentence of their own,
vote in the duel, and open the drawer in the end. `look` is told what there is to see after each step.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

HOME = Path(__file__).parents[2]
Look = Callable[[str], Awaitable[None]]
# A step is several turns of a story; a busy machine takes its time over them.
STEP_MS = 60_000


@dataclass(frozen=True, slots=True)
class Walk:
    """What somebody reads and writes in a language."""

    locale: str
    begin: str
    deed: str
    vote: str


ENGLISH = Walk("en-US", "Begin", "I ask the innkeeper what the bell is for.", "A")
FRENCH = Walk("fr-FR", "Commencer", "Je demande à l’aubergiste à quoi sert la cloche.", "A")


@asynccontextmanager
async def opened(folder: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """Start the playground with the bot as its child, tell the page's address, and end both."""
    # What a developer's own shell sets for Skald is not what a newcomer has.
    env = {
        key: value for key, value in os.environ.items() if not re.match("DISCORD_|DATABASE_|DATA_DIR|.*_API_KEY", key)
    }
    env |= {"DATA_DIR": str(folder), "NARRATOR_PACE": "0.002", "OLLAMA_BASE_URL": "http://127.0.0.1:9/v1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "playground", "--port", "0"),
        cwd=HOME,
        env=env | dict(settings or {}),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    draining: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(60):
            while not (found := re.search(rb"plays at (http://[\d.]+:\d+)", await process.stdout.readline())):
                pass
        draining = asyncio.create_task(process.stdout.read())
        yield found[1].decode()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        if draining is not None:
            await draining


@dataclass
class Evening:
    """One visitor's way through it, at one window."""

    page: Page
    walk: Walk
    look: Look

    async def whole(self) -> None:
        """Walk from the greeting to the drawer."""
        await self.sit_down()
        await self.sample("character")
        await self.play_a_turn()
        await self.sample("portrait")
        await self.duel()
        for step in ("fight", "month", "chart"):
            await self.sample(step)
        await self.open_the_drawer()

    def step(self, name: str) -> Locator:
        return self.page.locator(f"[data-step={name}]")

    async def sit_down(self) -> None:
        """Read the greeting and press the one button there is."""
        button = self.page.get_by_role("button", name=self.walk.begin, exact=True)
        await expect(button).to_be_visible()
        # The page stands there before the bot has connected, and says so.
        await expect(self.page.locator("#banner")).to_be_hidden(timeout=STEP_MS)
        await self.look("greeting")
        await button.click()
        await expect(self.page.locator("[data-sample=character]")).to_be_enabled(timeout=STEP_MS)
        await self.look("begun")

    async def sample(self, name: str) -> None:
        """Press what a step offers, twice as many do, and wait until it is done."""
        await self._unfold()
        await self.step(name).click()
        await self.page.locator(f"[data-sample={name}]").dblclick()
        await self._done(name)
        await expect(self.page.locator("#dock .notice")).to_be_hidden()
        await self.look(name)

    async def play_a_turn(self) -> None:
        """Write what one's character does, as anybody does."""
        await self._fold()
        await self.page.locator("#message").fill(self.walk.deed)
        await self.page.keyboard.press("Enter")
        await self._unfold()
        await self._done("turn")
        await self._fold()
        await self.look("turn")

    async def duel(self) -> None:
        """Have the next turn told twice, vote, and see who it was."""
        await self._unfold()
        await self.step("duel").click()
        await self.page.locator("[data-sample=duel]").click()
        card = self.page.locator("li.message").filter(
            has=self.page.get_by_role("button", name=self.walk.vote, exact=True)
        )
        await expect(card).to_be_visible(timeout=STEP_MS)
        await self._fold()
        await self.look("duel")
        await card.get_by_role("button", name=self.walk.vote, exact=True).click()
        await self._unfold()
        await self._done("duel")
        await self._fold()
        await self.look("revealed")

    async def open_the_drawer(self) -> None:
        """Look behind the last story: what went over the wire, what the model was sent, when."""
        await self._fold()
        story = self.page.locator("li.message").filter(has=self.page.get_by_role("button", name="🧾")).last
        await story.scroll_into_view_if_needed()
        await story.locator(".content").hover()
        await self.page.locator("[data-tool=more]").click()
        await self.page.locator(".message-menu [data-entry=inspect]").click()
        await expect(self.page.locator("dialog.look")).to_be_visible()
        await self.look("drawer")
        await self.page.keyboard.press("Escape")

    async def start_over(self) -> None:
        """Begin anew, and read where this evening is kept."""
        await self._unfold()
        await self.page.locator("[data-guide=start-over]").click()
        await self.page.get_by_role("dialog").locator("button[type=submit]").click()
        await expect(self.page.get_by_role("button", name=self.walk.begin, exact=True)).to_be_visible(timeout=STEP_MS)
        await expect(self.page.locator(".guide-aside")).to_be_visible()

    async def _done(self, name: str) -> None:
        await expect(self.step(name)).to_have_attribute("data-done", "true", timeout=STEP_MS)
        await expect(self.page.locator("[data-sample]:disabled")).to_have_count(0, timeout=STEP_MS)

    async def _fold(self) -> None:
        await self._be_folded("true")

    async def _unfold(self) -> None:
        await self._be_folded("false")

    async def _be_folded(self, wanted: str) -> None:
        button = self.page.locator("[data-guide=fold]")
        if (await button.get_attribute("aria-expanded") == "false") != (wanted == "true"):
            await button.click()
        await expect(button).to_have_attribute("aria-expanded", "false" if wanted == "true" else "true")
