"""The drawer for the curious: what is behind one message."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.page.conftest import Sit, Table
from tests.page.driver import Seat, open_context
from tests.page.hands import use_menu

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCRIPT = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Behind this message")


async def look_at(seat: Seat, text: str) -> Locator:
    """Open the drawer on a message by its menu."""
    await use_menu(seat, seat.message(text).last, "Look inside")
    found = drawer(seat.page)
    await expect(found).to_be_visible()
    return found


async def findings(page: Page) -> list[str]:
    found = (await Axe().run(page)).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def trace_of(reply: int, said: int, at: float) -> dict[str, Any]:
    """Return a turn of which every text is hostile."""
    asked = {"id": "c1", "name": SCRIPT, "arguments": f'{{"why": {json.dumps(SCRIPT)}'}
    call = {
        "model": f"vendor/{SCRIPT}",
        "purpose": "adjudicate",
        "try": 1,
        "route": 0,
        "duel": False,
        "withdrawn": True,
        "error": "Interrupted",
        "at": at + 0.1,
        "queued": 0.1,
        "first": 0.2,
        "text": 0.3,
        "ended": 1.5,
        "sent": {"system": 0, "messages": [0, 1], "tools": [0], "tools_allowed": False, "max_tokens": 9, "stop": []},
        "answer": {"text": SCRIPT, "calls": [{**asked, "at": 0.4}], "reasoned": 0},
        "measured": {"output_tokens": 34, "finish_reason": SCRIPT},
    }
    return {
        "about": [str(reply), str(said)],
        "replies": [str(reply)],
        "turn": 3,
        "take": 1,
        "status": "told",
        "error": None,
        "model": "vendor/second",
        "wanted": f"vendor/{SCRIPT}",
        "notes": [SCRIPT],
        "actions": [{"id": str(said), "kind": "message", "author": "Kira", "text": SCRIPT, "at": at}],
        "received": at,
        "started": at + 0.1,
        "first_word": at + 0.5,
        "ended": at + 2,
        "calls": [call, {**call, "model": "vendor/second", "at": at + 1.6, "error": None, "withdrawn": False}],
        "entries": [],
        "duel": None,
        "texts": [SCRIPT],
        "messages": [
            {"role": "user", "content": SCRIPT},
            {"role": "tool", "content": '{"total": 17}', "answers": "c1"},
        ],
        "tools": [{"name": SCRIPT, "description": SCRIPT, "parameters": {"type": "object"}}],
    }


async def test_the_drawer_shows_requests_models_and_times_all_by_keyboard_and_hostile_words_as_text(
    table: Table, sit: Sit, tmp_path: Path
) -> None:
    said = await table.playground.person("kira").say(table.channel, f"Tell me {SCRIPT}")
    told = await table.bot_says("The fog lifts.")
    table.playground.traces = tmp_path
    at = table.playground.world.clock.time()
    (tmp_path / "1.json").write_text(json.dumps(trace_of(told.id, said.id, at)))
    seat = await sit()
    page = seat.page
    found = await look_at(seat, "The fog lifts.")
    await expect(found.get_by_role("tab", name="Timeline")).to_be_focused()
    rows = found.locator(".look-row")
    await expect(rows.filter(has_text="Waits in the queue")).to_contain_text("took 100 ms")
    await expect(rows.filter(has_text="vendor/second")).to_contain_text("first token after 200 ms · took 1.5 s")
    await expect(rows.filter(has_text="taken back")).to_contain_text("Interrupted")
    await expect(rows.filter(has_text='→ {"total": 17}')).to_have_count(1)
    await expect(rows.filter(has_text="What the bot wrote to Discord")).to_contain_text("1 request")
    assert await findings(page) == []

    await page.keyboard.press("ArrowRight")
    await expect(found.get_by_role("tab", name="Model")).to_have_attribute("aria-selected", "true")
    await expect(found.get_by_text("vendor/second, decides and tells")).to_be_visible()
    await expect(found.locator("pre").filter(has_text=SCRIPT).first).to_be_visible()
    for fold in ("Instructions", "Tools on offer (1) · not to be used any more", "Everything that was measured"):
        await found.locator("summary", has_text=fold).last.press("Enter")
    await expect(found.locator("pre", has_text='"type": "object"')).to_be_visible()
    assert await findings(page) == []

    await found.get_by_role("tab", name="Model").focus()
    await page.keyboard.press("ArrowRight")
    await found.locator("summary", has_text="POST").press("Enter")
    await expect(found.locator("pre", has_text='"content": "The fog lifts."').first).to_be_visible()
    assert await findings(page) == []
    # An edit that comes while one looks is seen a moment later, and what was opened stays open.
    await told.edit(content="The fog lifts. A bell rings.")
    await expect(found.locator("summary", has_text="PATCH")).to_be_visible()
    await expect(found.locator("pre", has_text='"content": "The fog lifts."').first).to_be_visible()

    assert await page.title() != "stolen"
    assert await page.locator(".look img, .look script").count() == 0
    await page.keyboard.press("Escape")
    await expect(found).to_have_count(0)
    await expect(page.locator("#log")).to_be_focused()  # where one was before, and can walk on
    # What was asked beside the turns stands there in the same way.
    summed = await table.bot_says("A bell rang.")
    turn = trace_of(summed.id, said.id, at)
    call = {**turn["calls"][1], "purpose": "summarise", "version": "recap-2"}
    aside = {key: turn[key] for key in ("about", "status", "error", "ended", "texts", "messages", "tools")}
    aside |= {"kind": "recap", "by": None, "model": call["model"], "calls": [call]}
    (tmp_path / "2.json").write_text(json.dumps(aside))
    found = await look_at(seat, "A bell rang.")
    await expect(found.locator(".look-row")).to_have_count(3)  # it, the rules it asked, and what was written
    await expect(found.locator(".look-row").first).to_contain_text("vendor/second: sums up the story so far")
    await page.keyboard.press("ArrowRight")
    await expect(found.get_by_text("vendor/second, sums up the story so far")).to_be_visible()
    await expect(found.locator(".look-facts li")).to_have_count(0)
    assert await findings(page) == []
    await seat.become("bruno")
    await expect(found).to_have_count(0)
    table.playground.traces = None


async def test_a_friend_sees_the_wire_but_not_what_the_model_was_sent(table: Table, tmp_path: Path) -> None:
    told = await table.bot_says("The fog lifts.")
    keys = table.playground.keys
    table.playground.traces = tmp_path
    (tmp_path / "1.json").write_text(json.dumps(trace_of(told.id, 1, 1.0)))
    context = await open_context(table.profiles.browser, "fr-FR", "light")
    page = await context.new_page()
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(f"{table.playground.url}/#key={keys.of(table.playground.person('kira'))}")
    await expect(page.locator("#message")).to_be_visible()
    await page.goto(f"{table.playground.url}/#kira/{table.channel.id}")
    seat = Seat(page)
    await use_menu(seat, seat.message("The fog lifts.").last, "Regarder à l’intérieur")
    found = seat.page.get_by_role("dialog", name="Derrière ce message")
    await expect(found.locator(".look-row")).to_have_count(1)
    await expect(found).to_contain_text("seul l’hôte de cette table le voit")
    await found.get_by_role("tab", name="Modèle").click()
    await expect(found).to_contain_text("seul l’hôte de cette table le voit")
    assert "vendor" not in await found.inner_text()
    await found.get_by_role("tab", name="Échanges").click()
    await expect(found.locator("summary", has_text="POST")).to_be_visible()
    assert await findings(seat.page) == []
    box = await found.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 360)
    await found.get_by_role("button", name="Fermer").click()
    await expect(found).to_have_count(0)
    # The host's window shows what was asked of whom, with the colon of the reader's language.
    await page.goto("about:blank")
    await page.goto(f"{table.playground.url}/#key={keys.host}")
    await expect(page.locator("#message")).to_be_visible()
    await page.goto(f"{table.playground.url}/#ada/{table.channel.id}")
    await use_menu(seat, seat.message("The fog lifts.").last, "Regarder à l’intérieur")
    await expect(found).to_contain_text(re.compile("vendor/\\w+\u00a0: décide et raconte"))
    table.playground.traces = None
    await context.close()
