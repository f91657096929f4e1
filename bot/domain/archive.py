"""A whole campaign as one document, to keep and to bring back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.domain.campaign import BudgetPolicy, Status, TableRules
from bot.domain.campaign import Role as PlaceAtTable
from bot.domain.changes import apply
from bot.domain.conversation import Role
from bot.domain.memory import FactKind
from bot.domain.state import GameState, content, from_content
from bot.domain.turn import ActionKind
from bot.domain.values import LARGEST, NotAValue, read

ARCHIVE: Final = 1
# What archives did not hold at first; left out of the seal as long as it says nothing, so that older seals hold.
_LATER: Final = {"theme": None, "status": "open"}
_LATER_RULES: Final = {"entry": "open", "levels": "automatic", "guests": "level", "story_language": ""}
MOST_TURNS: Final = 50_000
MOST_VALUES: Final = 3_000_000
"""Beyond as many, reading a file of a few megabytes would take the memory of the machine."""


@dataclass(frozen=True, slots=True)
class ArchivedPlayer:
    """Somebody who plays; `discord_id` is written as text, as Discord does."""

    id: int
    name: str
    discord_id: str
    role: PlaceAtTable


@dataclass(frozen=True, slots=True)
class ArchivedAction:
    """What a player did, times in ISO 8601."""

    player: int
    kind: ActionKind
    author: str
    text: str
    received_at: str


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A piece of the story."""

    role: Role
    author: str | None
    content: str


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    """An entry of the ledger; what a `player` changed by hand came after a turn, and is of none."""

    kind: str
    actor: str
    summary: str
    detail: dict[str, Any]
    changes: tuple[tuple[Any, ...], ...]
    player: int | None = None
    after_turn: int | None = None


@dataclass(frozen=True, slots=True)
class ArchivedFact:
    """A fact that is remembered; `turn` is None for one that people wrote down."""

    kind: FactKind
    subject: str
    text: str
    pinned: bool
    turn: int | None
    character: int | None
    made_at: str


@dataclass(frozen=True, slots=True)
class ArchivedChapter:
    """A summary of turns."""

    first: int
    last: int
    text: str
    model: str
    made_at: str


@dataclass(frozen=True, slots=True)
class ArchivedTurn:
    """A told turn; `secret` is, in hex, what its dice fell from, "" where nobody opened it."""

    number: int
    take: int
    model: str | None
    wanted_model: str | None
    notes: tuple[str, ...]
    told_at: str
    secret: str
    actions: tuple[ArchivedAction, ...]
    messages: tuple[ArchivedMessage, ...]
    ledger: tuple[ArchivedEntry, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """A campaign with everything that was told, rolled, changed and remembered in it.

    `start` is the state its first turn began with and `state` how it stands, as `bot.domain.state.content` writes
    them; `seal` is the SHA-256 of all the rest. The secret of the dice to come is no part of it.
    """

    skald: int
    exported_at: str
    name: str
    themes: tuple[str, ...]
    language: str
    model: str | None
    fallbacks: tuple[str, ...] | None
    over_budget: BudgetPolicy
    rules: TableRules
    commitment: str
    created_at: str
    players: tuple[ArchivedPlayer, ...]
    start: dict[str, Any]
    turns: tuple[ArchivedTurn, ...]
    by_hand: tuple[ArchivedEntry, ...]
    facts: tuple[ArchivedFact, ...]
    chapters: tuple[ArchivedChapter, ...]
    state: dict[str, Any]
    seal: str = ""
    theme: str | None = None
    status: Status = "open"


def sealed(archive: Archive) -> Archive:
    """Return the archive with its seal."""
    return replace(archive, seal=_seal(archive))


def written(archive: Archive) -> bytes:
    """Write an archive as JSON."""
    return json.dumps(asdict(archive), ensure_ascii=False, separators=(",", ":")).encode()


def opened(text: bytes) -> Archive:
    """Read an archive; raises `NotAValue` or another ValueError for what is none, in whichever way."""
    if sum(text.count(sign) for sign in b"[{,") > MOST_VALUES:
        raise NotAValue("more values than a campaign has")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAValue("not JSON") from None
    archive = read(Archive, given)
    _check_times(archive)
    if any(not _is_id(player.discord_id) for player in archive.players):
        raise NotAValue("a player is nobody")
    if len(archive.turns) > MOST_TURNS or [turn.number for turn in archive.turns] != list(
        range(1, len(archive.turns) + 1)
    ):
        raise NotAValue("its turns are not all there")
    return archive


def _check_times(archive: Archive) -> None:
    times = [archive.exported_at, archive.created_at, *(turn.told_at for turn in archive.turns)]
    times += [action.received_at for turn in archive.turns for action in turn.actions]
    times += [one.made_at for one in (*archive.facts, *archive.chapters)]
    for time in times:
        if datetime.fromisoformat(time).tzinfo is None:
            raise NotAValue("a time without a zone")


def _is_id(written: str) -> bool:
    return len(written) < 20 and written.isascii() and written.isdecimal() and 0 < int(written) <= LARGEST


def intact(archive: Archive) -> bool:
    """Tell whether nobody changed it since it was sealed."""
    return archive.seal == _seal(archive)


def replayed(archive: Archive, start: GameState) -> tuple[list[tuple[GameState, GameState]], GameState]:
    """Return the states each turn began with and left, by the ledger, and how it stands in the end.

    What people changed by hand after a turn is part of what the next began with. Raises ValueError where a change
    does not fit.
    """
    by_turn: dict[int | None, list[ArchivedEntry]] = {}
    for entry in archive.by_hand:
        by_turn.setdefault(entry.after_turn, []).append(entry)
    states: list[tuple[GameState, GameState]] = []
    state = start
    for turn in archive.turns:
        before = state
        for entry in turn.ledger:
            state = apply(state, entry.changes)
        state = replace(state, turn=turn.number)
        states.append((before, state))
        for entry in by_turn.get(turn.number, ()):
            state = _carried(state, entry)
    return states, state


def agrees(archive: Archive, state: GameState) -> bool:
    """Tell whether a state is the one that the archive says it ends with."""
    # What a sheet did not hold yet when the archive was written is as empty in both.
    return content(state) == content(from_content(archive.state, state.campaign))


def _carried(state: GameState, entry: ArchivedEntry) -> GameState:
    try:
        return apply(state, entry.changes)
    except ValueError:
        return state  # made to a state of which a turn was taken back since


def _seal(archive: Archive) -> str:
    plain = asdict(replace(archive, seal=""))
    for part, later in ((plain, _LATER), (plain["rules"], _LATER_RULES)):
        for name, default in later.items():
            if part[name] == default:
                del part[name]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
