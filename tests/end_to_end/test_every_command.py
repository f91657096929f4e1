"""Every slash command of the bot is used at the page, in a browser, as a person would use it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.async_api import BrowserContext

from tests.end_to_end.at_the_keyboard import Keyboard
from tests.end_to_end.conftest import Sitting
from tests.page.driver import browser_binary, open_browser, open_context, open_page
from tests.permissions.acting import outcome
from tests.permissions.errands import own, prepare
from tests.permissions.matrix import YES, Line, lines
from tests.permissions.stage import CAST, Stage
from tests.translations import load_commands, typed

# Who uses a command, the first of them who may: the fewer people, the fewer windows.
HANDS = ("owner", "admin", "gm", "stranger")
# A stage is set for each of them, at some cost; more than one, so that no process walks alone at the end of a run.
GROUPS = 2


@dataclass(frozen=True, slots=True)
class Errand:
    """One command, who uses it where, and the error they are told when it cannot be done at this table."""

    line: Line
    role: str
    told: str

    @property
    def place(self) -> str:
        return self.line.at or "campaign"


def errands() -> list[Errand]:
    """Choose for each command one line of the matrix and somebody who may; else somebody who is refused."""
    best: dict[str, Errand] = {}
    for line in lines("commands"):
        role = next((one for one in HANDS if line.cells[one] == YES), HANDS[0])
        wanted = line.then if line.cells[role] == YES else line.cells[role]
        found = best.get(line.command)
        if found is None or (found.told and not wanted):
            best[line.command] = Errand(line, role, wanted)
    return list(best.values())


async def test_the_walk_uses_every_command_of_the_tree() -> None:
    walked = [one.line.command for one in errands()]
    assert sorted(walked) == sorted(one.qualified_name for one in typed(await load_commands()))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("group", range(GROUPS))
async def test_every_command_is_used_at_the_page_and_answers(sit: Sitting, group: int) -> None:
    binary = browser_binary()
    if binary is None:
        pytest.skip("there is no Chromium or Chrome on this machine (Debian: apt install chromium)")
    stage = await Stage.set(sit)
    mine = sorted(errands()[group::GROUPS], key=lambda one: (one.role, one.place))
    wrong: list[str] = []
    async with open_browser(binary) as browser:
        profile = await open_context(browser)
        windows: dict[tuple[str, str], Keyboard] = {}
        for errand in mine:
            seat = errand.role, errand.place
            if seat not in windows:
                for left in windows.values():
                    await left.page.close()
                windows = {seat: await _window(profile, stage, errand)}
            if problem := await _try(stage, errand, windows[seat]):
                wrong.append(f"/{errand.line.command} as {errand.role}: {problem}")
                # Nothing of what went wrong is met by the next.
                windows.clear()
                await profile.close()
                profile = await open_context(browser)
    assert "\n".join(wrong) == ""


async def _window(profile: BrowserContext, stage: Stage, errand: Errand) -> Keyboard:
    playground = stage.seat.playground
    place = playground.channel(errand.place)
    name = CAST[errand.role]
    page = await open_page(profile, playground.url, name, str(place.id))
    page.page.set_default_timeout(5000)
    return Keyboard(page, playground, stage.person(name), place)


async def _try(stage: Stage, errand: Errand, at: Keyboard) -> str:
    """Use a command and put everything back; return what went wrong, or nothing."""
    line = errand.line
    await stage.open_to_all(errand.role == "stranger")
    await prepare(stage, line.prepare)
    try:
        call = await at.use(line.command, own(stage, line.name, CAST[errand.role]))
        words, errors = await outcome(call)
        if bool(errors) != bool(errand.told) or (errors and errand.told not in errors):
            return f"{errand.told or 'an answer'} wanted, got {', '.join(sorted(errors))}: {words[:90]}"
        await at.see(call)
    except Exception as problem:  # whatever it is, the others are tried as well
        return f"{type(problem).__name__}: {problem}"[:400]
    finally:
        await stage.restore()
    return ""
