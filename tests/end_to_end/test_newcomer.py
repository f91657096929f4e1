"""A newcomer's evening at the page in a real browser: everything a person does and sees, in both languages."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.end_to_end.conftest import Sitting
from tests.end_to_end.newcomer import ENGLISH, FRENCH, Evening, Script
from tests.page.driver import browser_binary, open_browser, open_context, open_page
from tests.page.reading import Untranslated, pictures_without_words, texts_of
from tests.translations import labels, read

# What channels, and languages to choose from, are called whoever reads them.
NAMES = {"campaign", "dice", "English"}
MOST_TO_THE_FIRST_SCENE, MOST_TO_A_CHARACTER = 6, 5


@pytest.mark.parametrize("script", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_a_newcomer_sets_up_makes_a_character_plays_levels_up_and_takes_everything_home(
    sit: Sitting, script: Script
) -> None:
    binary = browser_binary()
    if binary is None:
        pytest.skip("there is no Chromium or Chrome on this machine (Debian: apt install chromium)")
    table = await sit(playground={"rate_limits": False})
    seen: set[str] = set()
    mute: list[str] = []
    complaints: list[str] = []
    async with open_browser(binary) as browser:
        page = await open_page(await open_context(browser, script.locale), table.playground.url, "ada")
        page.page.on(
            "console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None
        )

        async def look(_: str) -> None:
            seen.update(await texts_of(page))
            mute.extend(await pictures_without_words(page))

        evening = Evening(page, table, script, look)
        steps_to_scene = await evening.set_up()
        steps_to_characters = await evening.make_characters()
        await evening.see_the_sheet()
        await evening.play()
        await evening.gain_a_level()
        await evening.look_around()
        await evening.take_everything_home()
        await page.close()
    assert steps_to_scene <= MOST_TO_THE_FIRST_SCENE
    assert max(steps_to_characters) <= MOST_TO_A_CHARACTER
    assert not mute
    assert not complaints
    everything = " ".join(seen)
    assert not [said for said in map(evening.t, SEEN) if said not in everything]
    if script is FRENCH:
        assert english().found_in(seen - NAMES) == {}
    (file,) = table.playground.direct(table.kira).messages[-1].attachments
    taken = _opened(table.playground.world.files[file.id])
    assert script.name in taken["read-me.md"]
    assert json.loads(taken["data.json"])


SEEN = (
    "Setting up Skald",
    "A month's budget",
    "A new campaign",
    "Nobody yet",
    "🛡️ Drawn by Skald, not generated.",
    "Make your account yours",
)


def english() -> Untranslated:
    """Know every English sentence that has a French one."""
    sentences = {str(one.id): str(one.string) for one in read("fr") if isinstance(one.id, str) and one.id}
    return Untranslated({**sentences, **labels()})


def _opened(packed: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".md", ".json"))}
