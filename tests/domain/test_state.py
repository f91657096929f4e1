"""The state of a game as a value."""

from __future__ import annotations

import json

import pytest

from bot.domain.state import document, restore
from tests.domain.tables import SECRET, campaign, kira, state


def test_a_person_finds_their_character() -> None:
    assert state().character_of(7) == kira()
    assert state().character_of(8) is None


@pytest.mark.parametrize("name", ["Kira", "KIRA", " kíra ", "“Kira”"])
def test_a_name_is_found_without_regard_to_case_and_accents(name: str) -> None:
    assert state().named(name) == kira()


def test_part_of_a_name_is_enough_when_only_one_has_it() -> None:
    north, south = kira(id=1, name="Kira of the North"), kira(id=2, name="Sam of the South")
    party = state(north, south)
    assert party.named("Kira") == north
    assert party.named("south sam") == south
    assert party.named("of the") is None
    assert party.named("") is None
    assert party.named("!!!") is None


def test_the_document_is_stable_and_comes_back_whole() -> None:
    before = state(kira(), kira(id=12, account_id=8, name="Zoé «|»"))
    text = document(before)
    assert restore(text, campaign()) == before
    assert document(restore(text, campaign())) == text
    assert ": " not in text


def test_the_document_never_holds_the_secret() -> None:
    text = document(state())
    assert SECRET.hex() not in text
    assert "secret" not in text
    assert set(json.loads(text)) == {"format", "turn", "party", "scene", "combat"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format":1,"turn":1,"party":{}}',
        '{"format":2,"turn":1,"party":{"1":{}},"scene":{},"combat":null}',
    ],
)
def test_a_damaged_document_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        restore(text, campaign())
