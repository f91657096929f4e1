"""Characters in files: the same after a round trip, described by a schema, and never beyond the rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.character import Affliction, Character
from bot.domain.rules.bounds import wrong_with
from bot.domain.rules.experience import award
from bot.domain.sheet import new_sheet
from bot.domain.sheet_file import AgainstTheBook, NewerCharacter, NotACharacter, read_sheet, written
from bot.domain.srd import CLASSES, RACES
from bot.errors import SkaldError
from tests.domain.tables import kira, state

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "character.schema.json").read_text())


def grown(race: str, class_: str, experience: int) -> Character:
    sheet = replace(new_sheet(1, 7, "Zoé ‘the Owl’", race, class_, "Tall."), id=11, history="Grew up on a ship.")
    return award(state(sheet), experience, "")[0].party[0] if experience else sheet


@pytest.mark.parametrize("class_", CLASSES)
@pytest.mark.parametrize("experience", [0, 355_000])
def test_every_character_fits_the_schema_and_comes_back_as_it_was(class_: str, experience: int) -> None:
    for race in RACES:
        sheet = grown(race, class_, experience)
        content = written(sheet)
        jsonschema_rs.validate(SCHEMA, json.loads(content))
        assert read_sheet(content.decode(), 9) == replace(sheet, id=0, campaign_id=0, account_id=9)


def test_a_wounded_character_comes_back_with_its_wounds() -> None:
    sheet = kira(
        hit_points=0, stable=True, conditions=(Affliction("unconscious", "fallen"),), slots_spent=(1, *[0] * 8)
    )
    jsonschema_rs.validate(SCHEMA, json.loads(written(sheet)))
    assert read_sheet(written(sheet).decode(), 7) == replace(sheet, id=0, campaign_id=0)


def changed(**values: Any) -> str:
    return json.dumps({**json.loads(written(kira())), **values})


@pytest.mark.parametrize(
    "values",
    [
        {"max_hit_points": 9_000, "hit_points": 9_000},
        {"scores": [30, 30, 30, 30, 30, 30]},
        {"level": 21},
        {"level": 0},
        {"immunities": ["fire"]},
        {"resistances": ["everything"]},
        {"coins": {"pp": 2_000_000}},
        {"coins": {"pp": -1}},
        {"items": [{"name": "Sword", "weapon": {"damage": "99d99", "damage_type": "fire"}}]},
        {"items": [{"name": "Plate", "armour": {"base": 29, "kind": "heavy"}}]},
        {"items": [{"name": "x" * 61}]},
        {"items": [{"name": "Torch"}] * 61},
        {"name": ""},
        {"name": "\u200b"},
        {"name": "x" * 10_000},
        {"description": "x" * 10_000},
        {"history": "x" * 10_000},
        {"background": "../../etc/passwd"},
        {"race": "god"},
        {"spells": ["'; DROP TABLE characters"]},
        {"conditions": [{"condition": "blessed-forever"}]},
        {"slots_spent": [9] * 9},
        {"exhaustion": 6},
        {"dead": True},
    ],
)
def test_what_the_rules_do_not_know_is_refused_with_what_it_is(values: dict[str, Any]) -> None:
    with pytest.raises(AgainstTheBook) as refused:
        read_sheet(changed(**values), 7)
    assert len(refused.value.say("fr")) > 20


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        "[" * 200000,
        changed(id=1),
        changed(level="1"),
        changed(wings=2),
        changed(level=1.0),
        changed(skald_character=True),
        changed(level=10**30),
        "1" * 5000,
        changed(skald_character="1"),
    ],
)
def test_what_is_no_character_is_refused(text: str) -> None:
    with pytest.raises(NotACharacter):
        read_sheet(text, 7)


def test_a_newer_form_is_named_as_such() -> None:
    with pytest.raises(NewerCharacter):
        read_sheet(changed(skald_character=2), 7)


@settings(deadline=None)
@given(st.data())
def test_a_file_that_was_changed_is_refused_or_holds_a_sound_character(data: st.DataObject) -> None:
    content = json.loads(written(kira()))
    anything: Callable[[], Any] = lambda: data.draw(  # noqa: E731
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers(0, 30), max_size=9)
    )
    for name in data.draw(st.lists(st.sampled_from(sorted(content)), max_size=4)):
        content[name] = anything()
    try:
        sheet = read_sheet(json.dumps(content), 7)
    except SkaldError:
        return
    assert wrong_with(sheet) == ()
