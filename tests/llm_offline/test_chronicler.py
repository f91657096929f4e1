"""The offline chronicler: the same game as the narrator's, in few words, a line for each thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain import tools
from bot.domain.conversation import Decided, Message, Prompt
from bot.llm.chat import Event
from bot.llm.offline import OfflineNarrator
from bot.llm.offline.book import open_annals, open_book
from tests.llm_offline import game, tables
from tests.llm_offline.game import Game
from tests.llm_offline.tables import calls_of, play, prompt, tell, text_of
from tests.llm_offline.test_narrator import HOSTILE, STORIES

THEMES = sorted(one.name for one in open_book("en").palettes)
DEEDS = ("I sneak on. Je me faufile.", "I go on. J'avance.", "I attack! J'attaque !") * 4


async def chronicled(asked: Prompt) -> list[Event]:
    return [event async for event in OfflineNarrator("chronicler", pace=0).stream(asked)]


@pytest.fixture(autouse=True)
def table_of_the_chronicler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the tables of these tests told by the chronicler."""
    for place in (tables, game):
        monkeypatch.setattr(place, "events", chronicled)


@pytest.mark.parametrize(("language", "turns"), STORIES)
@pytest.mark.parametrize("theme", ["tavern", "space"])
async def test_its_style_is_known_at_a_glance(language: str, turns: list[list[tuple[str, str]]], theme: str) -> None:
    story = await play(turns, language=language, themes=(theme,))
    for told, deeds in zip(story, turns, strict=True):
        assert "📜 **" in told.text
        assert len(told.text.split()) <= 110
        assert all(author in told.text for author, _ in deeds)
        assert not re.search(r"[{}']|  |\.\.\.| \n|\n$", told.text)
        assert told.text.splitlines()[-1].startswith("→ ")
    assert sum("chronicler" in told.text or "chroniqueur" in told.text for told in story) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("theme", THEMES)
async def test_its_places_and_adventures_are_the_narrators(language: str, theme: str) -> None:
    terse, whole = open_annals(language), open_book(language)
    assert [one.nouns for one in terse.palettes] == [one.nouns for one in whole.palettes]
    table = Game(language=language, themes=(theme,))
    await table.play()
    for deed in DEEDS:
        await table.play(("Kira", deed), ("Bram", deed))
    assert all(told.text and "{" not in told.text for told in table.story)
    assert any(call.name == "start_combat" for told in table.story for call in told.calls)
    assert any("▸" in told.text or "†" in told.text for told in table.story)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("deed", HOSTILE)
async def test_hostile_words_are_never_entered_as_they_came(deed: str, language: str) -> None:
    told = await tell(prompt(("Kira", deed), language=language))
    for danger in ("@", "http", "`", "](", "||", "~~", "<", "IGNORE ALL", "evil", "\x00", "\u202e", "{", "xxx"):
        assert danger not in told.text


@pytest.mark.parametrize("model", ["narrator", "chronicler"])
async def test_what_another_model_had_decided_is_told_without_a_word_of_who_tells(model: str) -> None:
    asked = prompt(("Kira", "I sneak past the guards"), turn=6)
    earlier = (Message("user", "x"), Message("assistant", "A long tale that another model told."))
    asked = replace(asked, messages=(*earlier, *asked.messages))
    (call,) = calls_of(await chronicled(asked))
    said = Message("assistant", "", (replace(call, id="toolu_17"),))
    told = {
        success: await _told_by(model, asked, (said, Message("tool", success, tool_call_id="toolu_17")))
        for success in ('{"success":true,"total":19}', '{"success":false,"total":2}', "{")
    }
    assert len(set(told.values())) == 3
    garbled = replace(said, tool_calls=(replace(said.tool_calls[0], arguments="["),))
    for text in (*told.values(), await _told_by(model, asked, (garbled,))):
        assert "Kira" in text
        assert not re.search("Crooked Lantern|Skald|narrator|chronicler", text)


async def _told_by(model: str, asked: Prompt, exchange: Sequence[Message]) -> str:
    decided = Decided(tuple(exchange), tools.TOOLS)
    blind = replace(asked, brief=replace(asked.brief, decided=decided), tools=(), tools_allowed=False)
    return text_of([event async for event in OfflineNarrator(model, pace=0).stream(blind)])
