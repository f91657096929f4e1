"""What the game master notes, finds again and keeps to itself, and where the story goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.conversation import ToolCall
from bot.domain.memory import FACT, Fact, Passage, fact_of
from bot.domain.recall import excerpt, words_of
from bot.domain.scene import Scene
from bot.domain.tools import Need, Outcome, needs, run
from tests.domain.tables import LoadedDice, kira, state


def call(name: str, **arguments: object) -> ToolCall:
    return ToolCall("1", name, json.dumps(arguments))


def ran(name: str, before: Any = None, found: Any = None, language: str = "en", **arguments: object) -> Outcome:
    return run(call(name, **arguments), before or state(), LoadedDice([]), language, found)


def test_what_is_remembered_is_an_entry_of_the_ledger_and_a_fact() -> None:
    outcome = ran("remember", kind="NPC", about="Osric\nVane", note="owes *three* casks")
    (entry,) = outcome.entries
    assert (entry.kind, entry.summary) == (FACT, "Noted · Osric Vane · owes \\*three\\* casks")
    assert fact_of(entry.detail, 4) == Fact(0, "person", "Osric Vane", "owes *three* casks", turn=4)
    assert outcome.state == state()


def test_a_secret_note_has_no_line_for_players() -> None:
    (entry,) = ran("secret_note", about="Osric", note="is the traitor").entries
    assert entry.summary == ""
    assert fact_of(entry.detail, 4).kind == "secret"


@pytest.mark.parametrize("blank", ["", "   ", "\u200b", "\u3164"])
def test_a_note_without_words_is_none(blank: str) -> None:
    assert not ran("remember", kind="person", about=blank, note="x").valid
    assert not ran("secret_note", about="x", note=blank).valid


def test_the_story_is_quoted_where_it_was_found() -> None:
    need = Need("passages", "Osric debt")
    assert needs(call("recall", about="Osric debt"), state()) == (need,)
    long = "It rains. " * 100 + "Osric owes three casks. " + "The sea is loud. " * 100
    outcome = ran("recall", about="Osric debt", found={need: (Passage(7, None, long), Passage(3, "Ada", "Osric?"))})
    told = json.loads(outcome.content)["found"]
    assert [(one["turn"], one["told_by"]) for one in told] == [(7, "game master"), (3, "Ada")]
    assert "Osric owes three casks." in told[0]["text"]
    assert len(told[0]["text"]) <= 410
    assert outcome.entries == ()


def test_what_was_never_told_is_not_made_up() -> None:
    assert json.loads(ran("recall", about="Osric").content)["found"] == []


def test_the_scene_moves_with_its_people_and_without_the_old_description() -> None:
    here = replace(state(kira()), scene=Scene("Inn", "noon", "Smoke and songs", ("Bram",), (9,)))
    outcome = ran("move_scene", here, place="The lighthouse", présents="Osric Vane, Kira; Osric Vane,, ")
    assert outcome.state.scene == Scene("The lighthouse", "noon", "", ("Osric Vane",), (9,))
    assert outcome.entries[-1].summary == "Scene · The lighthouse · noon · Osric Vane"
    assert outcome.entries[-1].changes
    later = ran("move_scene", outcome.state, language="fr", time="dusk")
    assert later.state.scene.people == ("Osric Vane",)
    assert later.entries[-1].summary.startswith("Scène · ")


def test_a_scene_that_stays_as_it_is_is_refused() -> None:
    assert not ran("move_scene").valid
    assert not ran("move_scene", time="").valid


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=60), st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_scene_is_called_it_stays_bounded(place: str, time: str, description: str, present: str) -> None:
    scene = ran("move_scene", place=place, time=time, description=description, present=present).state.scene
    assert len(scene.people) <= 12
    assert all(name == " ".join(name.split()) and len(name) <= 60 for name in scene.people)
    assert "\n" not in scene.place + scene.time + scene.description


@settings(deadline=None)
@given(st.text(max_size=900), st.text(max_size=60), st.integers(50, 400))
def test_an_excerpt_is_never_longer_than_asked(text: str, query: str, length: int) -> None:
    assert len(excerpt(text, words_of(query), length)) <= length
