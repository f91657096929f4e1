"""What counts as lost, told twice or left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.evidence import Records, TurnRow, Wrong, wrong_in_channel, wrong_in_records
from benchmarks.marks import mark, story
from benchmarks.patrons import Deed
from playground.messages import Draft, post
from playground.model import Message
from playground.server import Playground
from playground.world import World

ONE, TWO = mark(1, 1), mark(1, 2)


def turn(number: int, *marks: str, **changes: object) -> TurnRow:
    """Make a told turn; the message that carries it has its number as its id."""
    row = TurnRow(10 + number, 1, 5, number, "told", "flaky/teller", story(*marks), True, (number,), 0)
    return replace(row, **changes)  # pyright: ignore[reportArgumentType]


def deeds() -> list[Deed]:
    return [Deed(ONE, 0.0, discord_id=101), Deed(TWO, 1.0, discord_id=102)]


def records(*turns: TurnRow, answered: dict[int, int | None] | None = None) -> Records:
    return Records(turns, (), {101: 11, 102: 12} if answered is None else answered)


def kinds(found: Sequence[Wrong]) -> list[str]:
    return [each.what for each in found]


def test_nothing_is_wrong_when_every_action_has_its_turn():
    assert wrong_in_records(records(turn(1, ONE), turn(2, TWO)), deeds()) == []


def test_actions_that_were_answered_together_are_one_turn():
    both = records(turn(1, ONE, TWO), answered={101: 11, 102: 11})
    assert wrong_in_records(both, deeds()) == []


@pytest.mark.parametrize(
    ("had", "what"),
    [
        (records(turn(1, ONE), turn(2, TWO), answered={101: 11}), "an action that was not kept"),
        (records(turn(1, ONE), turn(2), answered={101: 11, 102: None}), "an action without a told turn"),
        (records(turn(1, ONE), turn(2, ONE, TWO)), "an action told in two turns"),
        (records(turn(1, ONE), turn(2, TWO, status="failed")), "a turn that was never finished"),
        (records(turn(1, ONE), turn(2, TWO, delivered=False)), "a turn that was not delivered"),
        (records(turn(1, ONE), turn(2, narration=story(TWO)[:-20])), "a narration that is not the whole story"),
        (records(turn(1, ONE), turn(2, TWO, dice=2)), "a turn with more than one roll"),
        (records(turn(1, ONE), replace(turn(2, TWO), number=3)), "a gap in the numbers of turns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_way_to_lose_something_has_a_name(had: Records, what: str):
    assert what in kinds(wrong_in_records(had, deeds()))


def said(*texts: str) -> list[Message]:
    """Let the bot write in a channel; the messages are numbered from 1."""
    playground = Playground(World.default())
    channel = playground.channel("campaign")
    messages = [post(channel, playground.world.application.bot, Draft(text)) for text in texts]
    for number, message in enumerate(messages, start=1):
        message.id = number
    return messages


def test_a_channel_holds_each_story_once_and_small_lines_do_not_belong_to_it():
    head, tail = story(TWO)[:90].rsplit(" ", 1)
    messages = said(f"{story(ONE)}\n-# 🎲 1d20 = 7", head, tail + story(TWO)[90:])
    turns = [turn(1, ONE, dice=1), turn(2, TWO, reply_ids=(2, 3))]
    assert wrong_in_channel("table-1", messages, [ONE, TWO], turns) == []


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ((story(ONE), story(TWO)[:-8]), "a story that does not stand in its channel"),
        ((story(ONE), f"{story(TWO)} {story(ONE)}"), "a story that stands there twice"),
        ((story(ONE)[:40] + "\n" + story(ONE), story(TWO)), "words that are no story"),
        ((story(ONE), story(TWO) + " ▌"), "a cursor that was left standing"),
        ((f"{story(ONE)}\n-# 🎲 7", story(TWO)), "dice in the channel that are not those of the ledger"),
        ((f"{story(ONE)} {story(TWO)}",), "a turn whose message does not stand in the channel"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_left_in_a_channel_is_named(texts: tuple[str, ...], what: str):
    found = wrong_in_channel("table-1", said(*texts), [ONE, TWO], [turn(1, ONE), turn(2, TWO)])
    assert what in kinds(found)


def test_many_of_a_kind_are_counted_and_a_few_shown():
    assert str(Wrong("a cursor", ("a", "b", "c", "d", "e"))) == "5 × a cursor: a; b; c and 2 more"
