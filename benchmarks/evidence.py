"""What the database and the channels say of a run, and whatever in it should not be so."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.marks import marks_in, story
from benchmarks.patrons import Deed
from benchmarks.traffic import squeeze
from playground.model import Message

CURSOR = "▌"
DICE = "-# 🎲"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as the database has it; `dice` counts its rolls in the ledger."""

    id: int
    campaign: int
    channel: int
    number: int
    status: str
    model: str | None
    narration: str
    delivered: bool
    reply_ids: tuple[int, ...]
    dice: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """An attempt at a model as the database has it."""

    turn_id: int | None
    provider: str
    error_class: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Records:
    """What the database has of a run; `answered` gives the turn of each action by the action's Discord id."""

    turns: tuple[TurnRow, ...]
    calls: tuple[CallRow, ...]
    answered: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that must not be, how often, and the first few places."""

    what: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.places) - SHOWN} more" if len(self.places) > SHOWN else ""
        return f"{len(self.places)} × {self.what}: {'; '.join(self.places[:SHOWN])}{more}"


def read(database: Path) -> Records:
    """Read the database of a bot that has ended."""
    with closing(sqlite3.connect(database)) as connection:
        rolls = Counter(each for (each,) in connection.execute("SELECT turn_id FROM ledger"))
        withdrawn = _has(connection, "llm_calls", "withdrawn")
        turns = tuple(
            TurnRow(id_, campaign, channel, number, status, model, text or "", bool(done), _ids(replies), rolls[id_])
            for id_, campaign, channel, number, status, model, text, done, replies in connection.execute(
                "SELECT id, campaign_id, channel_id, number, status, model, narration, delivered, reply_ids FROM turns"
            )
        )
        calls = tuple(
            CallRow(turn_id, provider, error, bool(back))
            for turn_id, provider, error, back in connection.execute(
                f"SELECT turn_id, provider, error_class, {'withdrawn' if withdrawn else '0'} FROM llm_calls"  # noqa: S608
            )
        )
        answered = dict(connection.execute("SELECT discord_id, turn_id FROM actions WHERE kind = 'message'"))
    return Records(turns, calls, answered)


def _ids(document: str) -> tuple[int, ...]:
    return tuple(int(each) for each in json.loads(document))


def _has(connection: sqlite3.Connection, table: str, column: str) -> bool:
    return any(row[1] == column for row in connection.execute(f"PRAGMA table_info({table})"))


def wrong_in_records(records: Records, deeds: Sequence[Deed]) -> list[Wrong]:
    """Check that every action has one told turn, whose narration is the whole story of its actions and nothing else."""
    turns = {turn.id: turn for turn in records.turns}
    kept = [deed for deed in deeds if deed.discord_id in records.answered]
    told_by = {deed.mark: turns.get(records.answered[deed.discord_id] or 0) for deed in kept}
    of_turn: dict[int, list[str]] = {}
    for name, turn in told_by.items():
        if turn is not None:
            of_turn.setdefault(turn.id, []).append(name)
    spoken = Counter(name for turn in records.turns for name in marks_in(turn.narration))
    found = [
        Wrong("an action that was not kept", tuple(deed.mark for deed in deeds if deed not in kept)),
        Wrong("an action without a told turn", tuple(name for name, turn in told_by.items() if not _is_told(turn))),
        Wrong("an action told in two turns", tuple(name for name, times in spoken.items() if times > 1)),
        Wrong("a turn that was never finished", tuple(_place(turn) for turn in records.turns if not _is_told(turn))),
        Wrong("a turn that was not delivered", tuple(_place(turn) for turn in records.turns if not turn.delivered)),
        Wrong(
            "a narration that is not the whole story",
            tuple(_place(turns[id_]) for id_, names in of_turn.items() if not _is_whole(turns[id_], names)),
        ),
        Wrong("a turn with more than one roll", tuple(_place(turn) for turn in records.turns if turn.dice > 1)),
        Wrong("a gap in the numbers of turns", _gaps(records.turns)),
    ]
    return [each for each in found if each.places]


def _is_told(turn: TurnRow | None) -> bool:
    return turn is not None and turn.status == "told"


def _is_whole(turn: TurnRow, names: Sequence[str]) -> bool:
    return squeeze(turn.narration) == story(*names)


def _place(turn: TurnRow) -> str:
    return f"turn {turn.number} of campaign {turn.campaign} ({turn.status})"


def _gaps(turns: Sequence[TurnRow]) -> tuple[str, ...]:
    numbers: dict[int, list[int]] = {}
    for turn in turns:
        numbers.setdefault(turn.campaign, []).append(turn.number)
    return tuple(
        f"campaign {campaign}" for campaign, had in numbers.items() if sorted(had) != list(range(1, len(had) + 1))
    )


def wrong_in_channel(
    name: str, messages: Sequence[Message], told: Sequence[str], turns: Sequence[TurnRow]
) -> list[Wrong]:
    """Check that what the bot wrote in a channel is the stories of these marks, in order, whole, each once.

    `messages` are all that stand there, of the bot alone and since the first mark; the small lines under a story do
    not belong to it.
    """
    words = squeeze(" ".join(_plain(message.content) for message in messages))
    standing = {message.id: message for message in messages}
    found: list[Wrong] = []
    if words != " ".join(story(each) for each in told):
        found += _difference(name, words, told)
    cursors = tuple(f"#{name}: {message.content[-60:]!r}" for message in messages if CURSOR in message.content)
    found.append(Wrong("a cursor that was left standing", cursors))
    missing = tuple(_place(turn) for turn in turns if any(each not in standing for each in turn.reply_ids))
    found.append(Wrong("a turn whose message does not stand in the channel", missing))
    other = tuple(
        _place(turn)
        for turn in turns
        if turn.dice != sum(standing[each].content.count(DICE) for each in turn.reply_ids if each in standing)
    )
    found.append(Wrong("dice in the channel that are not those of the ledger", other))
    return [each for each in found if each.places]


def _difference(name: str, words: str, told: Sequence[str]) -> list[Wrong]:
    times = {each: words.count(story(each)) for each in told}
    rest = words
    for each in told:
        rest = rest.replace(story(each), " ")
    return [
        Wrong("a story that does not stand in its channel", tuple(each for each, n in times.items() if n == 0)),
        Wrong("a story that stands there twice", tuple(each for each, n in times.items() if n > 1)),
        Wrong("words that are no story", (f"#{name}: {squeeze(rest)[:200]!r}",) if rest.strip() else ()),
    ]


def _plain(content: str) -> str:
    return "\n".join(line for line in content.splitlines() if not line.startswith("-#"))
