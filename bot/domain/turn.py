"""Actions, turns and what the ledger keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.domain.attempt import Attempt
from bot.domain.changes import Change
from bot.domain.conversation import Role
from bot.domain.memory import Fact

ActionKind = Literal["message", "act", "opening", "retell", "pass", "absent", "narration", "xcard"]
TurnStatus = Literal["telling", "told", "failed"]

ACTION_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Action:
    """What one player did, unique by the id of the Discord message or interaction it came with.

    The text of a `retell` names the model that is to tell the last turn again. A `pass` says that its player lets the
    others act, an `absent` that the game acts for somebody who is not there. A `narration` is the story in the words
    of the person in the game master's chair. An `xcard` has the last turn told again without what was in it; it is
    kept under the owner's account, whoever asked.
    """

    id: int
    campaign_id: int
    account_id: int
    channel_id: int
    discord_id: int
    kind: ActionKind
    author: str
    text: str
    received_at: datetime

    def spoken(self, turn: int) -> TranscriptMessage:
        """Return it as a piece of the story; what the game itself does, such as opening a campaign, has no author."""
        return TranscriptMessage("user", None if self.kind == "opening" else self.author, self.text, turn)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A roll or a change of state, in the order it happened; `detail` is JSON for its kind.

    The `summary` is what players read, "" for what is the game master's own. `changes` are those of the state, on the
    last entry of what caused them.
    """

    kind: str
    actor: str
    summary: str
    detail: Mapping[str, Any]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One reply of the game master, from its first visible word to its commit.

    `number` counts the campaign's told turns from 1; `attempt` counts how often this number was begun after a
    failure, and with it names the reply towards Discord, so a restart meets the message it had begun. `take` counts the
    tellings of one number; the last that was told is the story. `again` says that it is to take the place of a telling
    that stands, `findings` what was wrong with it and `checked` what it was held against (see `bot.domain.checking`,
    None where nothing looked). `wanted_model` is who should have told it, `model`
    who did; `notes` are the small lines under the story; `memories` says what of the past the model was given;
    `duel` is the blind comparison that its words came out of.
    """

    campaign_id: int
    number: int
    attempt: int
    channel_id: int
    status: TurnStatus
    action_ids: tuple[int, ...]
    reply_ids: tuple[int, ...] = ()
    model: str | None = None
    started_at: datetime | None = None
    first_word_ms: float | None = None
    last_word_ms: float | None = None
    error: str | None = None
    delivered: bool = True
    take: int = 1
    wanted_model: str | None = None
    notes: tuple[str, ...] = ()
    memories: Mapping[str, Any] | None = None
    again: bool = False
    findings: tuple[Mapping[str, Any], ...] = ()
    duel: int | None = None
    checked: int | None = None


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn as it stands in the story, with the id it is kept under."""

    id: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class TranscriptMessage:
    """A piece of the story as a model reads it; `turn` is the number of the turn it belongs to."""

    role: Role
    author: str | None
    content: str
    turn: int


@dataclass(frozen=True, slots=True)
class ToldTurn:
    """Everything that one told turn leaves behind; it is kept as a whole or not at all.

    `turn_id` is what opening the turn returned; the states are JSON documents. A telling that takes the place of
    another names in `reverts` the ids of the turns it takes back.
    """

    turn: Turn
    turn_id: int
    guild_id: int
    narration: str
    messages: tuple[TranscriptMessage, ...]
    entries: tuple[LedgerEntry, ...]
    attempts: tuple[Attempt, ...]
    state_before: str
    state_after: str
    reverts: tuple[int, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LateReply:
    """A told turn that its players may not have read: the story, and what the rules decided in their words."""

    turn: Turn
    story: str
    summaries: tuple[str, ...]
