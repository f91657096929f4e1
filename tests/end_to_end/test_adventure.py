"""The adventure of the documents, over the wire, in every turn mode and both languages."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Row

from bot.domain.campaign import TurnMode
from bot.llm.offline.book import open_book
from bot.storage.tables import actions, ledger, turns
from tests.end_to_end.adventure import ENGLISH, FRENCH, PLAYERS, SECRETS, Adventure, Script, WireHands, secret
from tests.end_to_end.conftest import Sitting

Rows = list[Row[Any]]
PARTY = frozenset(name.title() for name in PLAYERS)


@pytest.mark.parametrize("mode", ["free", "rounds", "initiative"])
@pytest.mark.parametrize("script", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_three_people_fight_fall_rest_and_grow(
    sit: Sitting, monkeypatch: pytest.MonkeyPatch, mode: TurnMode, script: Script
) -> None:
    monkeypatch.setattr("bot.services.campaigns.new_secret", lambda: secret(SECRETS[mode]))
    seat = await sit(playground={"rate_limits": False})
    evening = Adventure(seat, WireHands(seat), script, mode)
    await evening.gather()
    await evening.play()
    state, stories = evening.state, [one.content for one in seat.stories()]
    kept, told, entries = await seat.kept(actions, turns, ledger)

    _fought_by_initiative(entries)
    _fell_and_made_death_saves(entries)
    rest = next(row for row in entries if row.kind == "rest")
    mended = [row.detail for row in entries if row.kind == "rested" and row.id > rest.id]
    assert any(each["hit_points"] > each["hit_points_before"] for each in mended)
    assert {row.actor for row in entries if row.kind == "level"} == PARTY
    assert all(one.level == 2 for one in state.party)
    assert all(one.hit_points == one.max_hit_points or mode == "rounds" for one in state.party)

    answered = [number for row in told if row.status == "told" for number in row.action_ids]
    assert Counter(answered) == Counter(row.id for row in kept)
    assert [row.text for row in kept if row.text in dict.fromkeys(text for _, text in evening.written)] == [
        text for _, text in evening.written
    ]
    book = open_book(script.language)
    ending = next(one for one in book.palettes if one.name == "road").tale.ending
    assert sum(book.grammar.typeset(ending) in story for story in stories) == 1


def _fought_by_initiative(entries: Rows) -> None:
    kinds = [row.kind for row in entries]
    began, ended = kinds.index("combat_started"), kinds.index("combat_ended")
    order = [name for place in entries[began].detail["order"] for name in place["names"]]
    assert set(order) > PARTY
    assert entries[ended].detail["outcome"] == "victory"
    turns_of = [row for row in entries[began:ended] if row.kind == "turn"]
    assert turns_of[-1].detail["round"] > 1
    # Turns go from round to round and, within one, down the order of the initiative.
    places = [(row.detail["round"], order.index(row.actor)) for row in turns_of]
    assert places == sorted(places)


def _fell_and_made_death_saves(entries: Rows) -> None:
    fell = [row for row in entries if row.kind == "damage" and row.detail["outcome"] == "fell"]
    saves = [row for row in entries if row.kind == "death_save"]
    assert {row.actor for row in saves} <= {row.actor for row in fell} <= PARTY
    assert len(saves) > 1
