"""Characters in somebody's own words, read with a model and without one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.campaign import NAME_LENGTH
from bot.domain.character import ABILITIES
from bot.domain.rules.bounds import broken
from bot.domain.sheet import STANDARD_ARRAY
from bot.domain.sketch import Sketch, drafted, read_sketch, read_words
from bot.domain.workshop import Draft, base_scores, complete, problems, sheet_of
from tests.domain.tables import state


@pytest.mark.parametrize(
    ("words", "race", "class_", "background", "name"),
    [
        ("Kira, a half-elf thief who grew up with a caravan", "half-elf", "rogue", "caravan-child", "Kira"),
        ("a grumpy dwarven priestess named Hilda", "dwarf", "cleric", "", "Hilda"),
        ("An elf RANGER called Sael of the Wood", "elf", "ranger", "", "Sael"),
        (
            "Une magicienne demi-elfe nommée Élise, obsédée par les étoiles",
            "half-elf",
            "wizard",
            "star-counter",
            "Élise",
        ),
        ("un vieux nain guerrier qui s’appelle Brom Barbe-Grise", "dwarf", "fighter", "", "Brom Barbe-Grise"),
        ("Je veux une tieffeline ensorceleuse", "tiefling", "sorcerer", "", ""),
        ("Elf, wizard, that is all", "elf", "wizard", "", ""),
        ("somebody brave", "", "", "", ""),
    ],
)
def test_single_words_are_found_in_both_languages(
    words: str, race: str, class_: str, background: str, name: str
) -> None:
    found = read_words(words)
    assert (found.race, found.class_, found.background, found.name) == (race, class_, background, name)
    assert found.history == words


def test_a_models_answer_becomes_a_draft_whose_numbers_are_ours() -> None:
    answer = {
        "race": "Half Elf",
        "class": "Wizzard",
        "background": "Map Mender",
        "abilities": ["Wisdom", "int", "wis", "luck"],
        "skills": ["Arcana", "Survival", "Flying"],
        "name": "Kira",
        "history": "Lost at sea.",
        "looks": "Tall.",
        "scores": [30, 30, 30, 30, 30, 30],
        "hit_points": 500,
        "level": 20,
    }
    sketch = read_sketch(f"Here you are:\n```json\n{json.dumps(answer)}\n```")
    assert sketch is not None
    draft = drafted(sketch, "a wizard", Draft())
    assert (draft.race, draft.class_, draft.background, draft.name) == ("half-elf", "wizard", "map-mender", "Kira")
    assert sorted(base_scores(draft), reverse=True) == list(STANDARD_ARRAY)
    # Wisdom first, then Intelligence, then as a wizard needs it.
    assert base_scores(draft) == (8, 12, 13, 14, 15, 10)
    sheet = sheet_of(draft)
    assert (sheet.level, sheet.history, sheet.description) == (1, "Lost at sea.", "Tall.")
    assert {"arcana", "survival"} <= set(sheet.skills)
    assert max(sheet.scores) <= 17
    assert broken(state(sheet)) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no",
        "{}",
        "[]",
        '{"name": "Kira"}',
        '{"race": 5, "class": "bard"}',
        '{"race": ["elf"], "class": "bard"}',
        '{"race": "elf", "abilities": "all"}',
        '{"race": "elf", "skills": [1]}',
        '{"race": "elf"',
        "{" * 20_000 + "}" * 20_000,
        '{"race":' + "[" * 15_000 + "]" * 15_000 + "}",
        "x" * 5_000_000,
        '{"race": "' + "e" * 5_000_000 + '"}',
        '{"race": ' + "9" * 15_000 + "}",
        '{"race": NaN}',
    ],
    ids=range(16),
)
def test_an_answer_that_is_no_sheet_is_none(answer: str) -> None:
    assert read_sketch(answer) is None


def test_what_a_model_leaves_open_comes_from_the_words_and_what_it_invents_from_the_nearest() -> None:
    draft = drafted(Sketch(race="owlkin", class_="rouge"), "a dwarf called Hilda", Draft())
    assert (draft.race, draft.class_, draft.name, draft.background) == ("dwarf", "rogue", "Hilda", "night-courier")
    assert (drafted(Sketch(race="owlkin"), "?", Draft()).race, drafted(Sketch(), "?", Draft()).class_) == (
        "human",
        "fighter",
    )


def test_long_and_hostile_texts_of_a_model_are_cut_and_cleaned() -> None:
    sketch = Sketch("elf", "bard", "", "K\u202e" * 5_000, "h\n" * 5_000, "l" * 5_000, ("x" * 500,) * 500, ("y",) * 500)
    draft = drafted(sketch, "@everyone <b>'; DROP TABLE characters", Draft())
    assert len(draft.name) <= NAME_LENGTH
    assert problems(draft) == ()
    assert broken(state(sheet_of(draft))) == ()


@settings(max_examples=200, deadline=None)
@given(
    st.builds(Sketch, *[st.text(max_size=40)] * 6, st.lists(st.sampled_from([*ABILITIES, "x"])).map(tuple)), st.text()
)
def test_any_sketch_gives_a_sheet_by_the_book(sketch: Sketch, words: str) -> None:
    draft = drafted(sketch, words, Draft())
    assert complete(draft) == draft
    assert sorted(base_scores(draft), reverse=True) == list(STANDARD_ARRAY)
    sheet = sheet_of(draft if draft.name else Draft(name="Kira"))
    assert broken(state(sheet)) == ()
