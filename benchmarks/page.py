"""How soon the page shows an edit, how smoothly a long channel scrolls, and what the page weighs.

`python -m benchmarks page`: a playground, five windows of Chromium in front of it, and a bot at its wire.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from playwright.async_api import Browser, Page

from bot.output import while_read
from playground.messages import Draft, post
from playground.model import Channel
from playground.server import Playground
from tests.page.driver import browser_binary, open_browser, open_context, open_page

WINDOWS: Final = 5
EDITS: Final = 100
MESSAGES: Final = 5000
PEOPLE: Final = ("ada", "kira", "bruno")
MOST_MS: Final = 50.0
"""What an edit may take at p95, from the bot's request to the frame that shows it, over all windows."""
MOST_BYTES: Final = 300_000
A_FRAME_MS: Final = 1000 / 60
_PAUSE_S: Final = 0.12

# Notes when the frame that shows each edit was drawn: a task that follows the frame's callback runs after it.
_WATCH: Final = """
(id) => {
  window.shown = {};
  const node = document.querySelector(`li[data-id="${id}"] .content`);
  new MutationObserver(() => {
    const at = /edit (\\d+)\\./.exec(node.textContent)?.[1];
    if (at === undefined || at in window.shown) return;
    window.shown[at] = null;
    requestAnimationFrame(() => setTimeout(() => {
      window.shown[at] = performance.timeOrigin + performance.now();
    }));
  }).observe(node, { childList: true, characterData: true, subtree: true });
}
"""
# Turns a wheel, frame by frame, until the channel's first message is there; notes how long each frame took.
_SCROLL: Final = """
async ([pixels, most]) => {
  const log = document.getElementById("log");
  const frames = [];
  const rows = [];
  let before = performance.now();
  const begun = before;
  while (performance.now() - begun < most) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
    rows.push(log.querySelectorAll("li.message").length);
    if (log.scrollTop === 0 && log.querySelector(".welcome")) break;
    log.scrollTop -= pixels;
  }
  return { frames, rows: Math.max(...rows), whole: Boolean(log.querySelector(".welcome")) };
}
"""
_WEIGHT: Final = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((one) => !one.name.includes("/page/"))
  .map((one) => [new URL(one.name).pathname, one.decodedBodySize])
"""


@dataclass(frozen=True, slots=True)
class Scrolled:
    """What going through a whole channel took: milliseconds of each frame, the most rows that stood on the page."""

    frames: Sequence[float]
    rows: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured: milliseconds until each window showed each edit, the way through a channel, bytes a file."""

    shown: Sequence[float]
    missed: int
    scrolled: Scrolled
    files: Mapping[str, int]


@while_read()
def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status is 1 when edits come late, the scroll gets stuck or the page is too heavy."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks page", description=__doc__)
    parser.add_argument("--windows", type=int, default=WINDOWS)
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    options = parser.parse_args(argv)
    binary = browser_binary()
    if binary is None:
        sys.stderr.write("No Chromium or Chrome on this machine (Debian: apt install chromium).\n")
        return 1
    seen = asyncio.run(measure(binary, options.windows, options.edits, options.messages))
    weight = sum(seen.files.values())
    frames = seen.scrolled.frames
    long = sum(frame > 2 * A_FRAME_MS for frame in frames) / len(frames)
    print(f"{options.edits} edits in {options.windows} windows: {_spread(seen.shown)}, {seen.missed} not seen")
    through = "to its first message" if seen.scrolled.whole else "not to its first message"
    print(f"{options.messages} messages, scrolled {through}: {len(frames)} frames, {_spread(frames)}")
    print(f"{long:.1%} of them longer than two, at most {seen.scrolled.rows} messages on the page at a time")
    print(f"the page: {len(seen.files)} files, {weight / 1000:.0f} kB")
    late = percentile(seen.shown, 0.95) > MOST_MS or seen.missed
    return int(bool(late) or weight > MOST_BYTES or not seen.scrolled.whole)


async def measure(binary: str, windows: int, edits: int, messages: int) -> Seen:
    """Open the windows, edit as a bot does while it streams, then scroll through a long channel."""
    playground = await Playground.start(rate_limits=False)
    try:
        place = playground.add_channel("long")
        fill(playground, place, messages)
        async with open_browser(binary) as browser:
            pages = [await _sit(browser, playground, place, number) for number in range(windows)]
            shown, missed = await edit(playground, place, pages, edits)
            told = await pages[0].evaluate(_SCROLL, [160, 120_000])
            files = {str(path): int(size) for path, size in await pages[0].evaluate(_WEIGHT)}
        return Seen(shown, missed, Scrolled(told["frames"], told["rows"], told["whole"]), files)
    finally:
        await playground.close()


def fill(playground: Playground, place: Channel, messages: int) -> None:
    """Write so many messages into a channel, as people and a bot do."""
    people = [playground.person(name).user for name in PEOPLE]
    for number in range(messages):
        by = playground.world.application.bot if number % 3 == 2 else people[number // 3 % 3]
        text = f"**{number}.** The lantern swings. *Who goes there?*\n" + "A step, then another. " * (number % 9)
        post(place, by, Draft(text))


async def _sit(browser: Browser, playground: Playground, place: Channel, number: int) -> Page:
    # A profile for each: a browser slows down the tab that is behind another.
    context = await open_context(browser)
    return (await open_page(context, playground.url, PEOPLE[number % 3], str(place.id))).page


async def edit(playground: Playground, place: Channel, pages: Sequence[Page], edits: int) -> tuple[list[float], int]:
    """Edit a message as a telling bot does; milliseconds from request to frame for each window, and how many missed."""
    url = f"{playground.api_url}/channels/{place.id}/messages"
    sent: list[float] = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {playground.token}"}) as session:
        async with session.post(url, json={"content": "It begins."}) as answer:
            number = (await answer.json())["id"]
        for page in pages:
            await page.wait_for_selector(f'li[data-id="{number}"]')
            await page.evaluate(_WATCH, number)
        for at in range(edits):
            text = f"edit {at}.\n" + "The door creaks, and **something** breathes behind it. " * (1 + at % 30)
            sent.append(time.time() * 1000)
            async with session.patch(f"{url}/{number}", json={"content": text}) as answer:
                await answer.read()
            await asyncio.sleep(_PAUSE_S)
    await asyncio.sleep(1)
    read: list[dict[str, Any]] = [await page.evaluate("window.shown") for page in pages]
    found = [(one.get(str(at)), sent[at]) for one in read for at in range(edits)]
    shown = [float(when) - begun for when, begun in found if when is not None]
    return shown, len(found) - len(shown)


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which that part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _spread(values: Sequence[float]) -> str:
    return ", ".join(f"p{part:.0%}".rstrip("%") + f" {percentile(values, part):.0f} ms" for part in (0.5, 0.95)) + (
        f", max {max(values):.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
