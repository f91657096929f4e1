"""What models were sent and answered, as a document for whoever wants to see how a turn or an answer came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.domain.attempt import Attempt
from bot.domain.conversation import Message, Prompt, Tool, ToolCall
from bot.domain.duel import Duel
from bot.domain.turn import Action, LedgerEntry, Turn
from bot.llm.chat import Event, Finished, Stirring, TextDelta, Usage

VERSION: Final = 1


@dataclass(slots=True)
class Exchange:
    """One request to a model: what it was sent, and each event of its answer, in seconds since it was asked."""

    model: str
    prompt: Prompt
    started_at: datetime
    events: list[tuple[float, Event]] = field(default_factory=list[tuple[float, Event]])
    ended: float = 0.0


@dataclass(slots=True)
class Trace:
    """What became of one turn, as it is gathered; `closed` once its turn is kept, `about` are its messages then."""

    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    attempts: list[Attempt] = field(default_factory=list[Attempt])
    about: tuple[int, ...] = ()
    closed: bool = False


TURN: Final[ContextVar[Trace | None]] = ContextVar("trace of a turn", default=None)
"""A task that is begun for a turn, such as one of a duel's two tellings, belongs to the same one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A trace at its turn's end, with all that is told of the turn; nothing in it changes any more.

    `about` names the messages it is found by, those of a duel's card left out.
    """

    about: tuple[int, ...]
    turn: Turn
    actions: tuple[Action, ...]
    exchanges: tuple[Exchange, ...]
    attempts: tuple[Attempt, ...]
    entries: tuple[LedgerEntry, ...]
    first_word_at: datetime | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Aside:
    """What models were asked beside the turns, a recap or a portrait, and the ids of what it answers.

    `by` is the Discord id of whoever asked, None for what came of a turn.
    """

    about: tuple[int, ...]
    by: int | None
    calls: tuple[tuple[Exchange, Attempt], ...]
    ended_at: datetime

    @property
    def kind(self) -> str:
        """Name what it was for: "recap", "chapter", "whisper", "sheet", "portrait" or "audition"."""
        return self.calls[-1][1].prompt_version.rpartition("-")[0]


class _Pool:
    """Values that many requests share, each once: a request names them by their places."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, key: Any, value: Any) -> int:
        if key not in self._places:
            self._places[key] = len(self.kept)
            self.kept.append(value)
        return self._places[key]


def document(ended: Ended, duel: Duel | None) -> dict[str, Any]:
    """Return a turn's trace as JSON can hold it; the ids of its messages come first, for whoever looks for one.

    Texts, messages and tools that several requests share stand once, in `texts`, `messages` and `tools`; requests name
    them by place. Times are seconds since 1970 or, within a request (`first`, `text`, `ended`), since it was made.
    """
    turn = ended.turn
    texts, messages, tools = _Pool(), _Pool(), _Pool()
    about = dict.fromkeys((*turn.reply_ids, *(duel.message_ids if duel else ()), *ended.about))
    return {
        "about": [str(each) for each in about],
        "version": VERSION,
        "campaign": turn.campaign_id,
        "turn": turn.number,
        "take": turn.take,
        "attempt": turn.attempt,
        "status": turn.status,
        "error": turn.error,
        "model": turn.model,
        "wanted": turn.wanted_model,
        "notes": list(turn.notes),
        "actions": [_action(action) for action in ended.actions],
        "received": min((action.received_at.timestamp() for action in ended.actions), default=None),
        "started": _seconds(turn.started_at),
        "first_word": _seconds(ended.first_word_at),
        "ended": ended.ended_at.timestamp(),
        "calls": [_call(*pair, texts, messages, tools) for pair in paired(ended.exchanges, ended.attempts)],
        "entries": [{"kind": one.kind, "summary": one.summary, "detail": dict(one.detail)} for one in ended.entries],
        "duel": None if duel is None else _duel(duel),
        "texts": texts.kept,
        "messages": messages.kept,
        "tools": tools.kept,
    }


def aside_document(aside: Aside) -> dict[str, Any]:
    """Return what was asked beside the turns as a document of the same shape, with its `kind` in place of a turn."""
    texts, messages, tools = _Pool(), _Pool(), _Pool()
    last = aside.calls[-1][1]
    return {
        "about": [str(each) for each in aside.about],
        "version": VERSION,
        "kind": aside.kind,
        "by": None if aside.by is None else str(aside.by),
        "status": "failed" if last.error_class else "told",
        "error": last.error_class,
        "model": f"{last.provider}/{last.model}",
        "ended": aside.ended_at.timestamp(),
        "calls": [_call(*pair, texts, messages, tools) for pair in aside.calls],
        "texts": texts.kept,
        "messages": messages.kept,
        "tools": tools.kept,
    }


def paired(exchanges: Iterable[Exchange], attempts: Sequence[Attempt]) -> list[tuple[Exchange, Attempt]]:
    """Give each attempt its request; what else was asked meanwhile, such as a probe, is left out."""
    left = list(exchanges)
    pairs: list[tuple[Exchange, Attempt]] = []
    for attempt in sorted(attempts, key=lambda one: one.started_at):
        mine = [one for one in left if one.model == attempt.model and one.started_at >= attempt.started_at]
        if mine:
            left.remove(mine[0])
            pairs.append((mine[0], attempt))
    return pairs


def _call(exchange: Exchange, attempt: Attempt, texts: _Pool, messages: _Pool, tools: _Pool) -> dict[str, Any]:
    prompt, events = exchange.prompt, exchange.events
    return {
        "model": f"{attempt.provider}/{attempt.model}",
        "purpose": attempt.purpose,
        "version": attempt.prompt_version,
        "try": attempt.attempt,
        "route": attempt.route,
        "duel": attempt.duel is not None,
        "withdrawn": attempt.withdrawn,
        "error": attempt.error_class,
        "at": exchange.started_at.timestamp(),
        "queued": attempt.queue_ms / 1000,
        "first": next((at for at, event in events if not isinstance(event, Usage | Finished)), None),
        "text": next((at for at, event in events if isinstance(event, TextDelta)), None),
        "ended": exchange.ended,
        "sent": {
            "system": texts.place(prompt.system, prompt.system),
            "messages": [
                messages.place((one.role, one.content, one.tool_call_id, *map(_key, one.tool_calls)), _said(one))
                for one in prompt.messages
            ],
            "tools": [tools.place(one.name + one.description, _tool(one)) for one in prompt.tools],
            "tools_allowed": prompt.tools_allowed,
            "max_tokens": prompt.max_tokens,
            "stop": list(prompt.stop),
        },
        "answer": {
            "text": "".join(event.text for _, event in events if isinstance(event, TextDelta)),
            "calls": [_asked(event) | {"at": at} for at, event in events if isinstance(event, ToolCall)],
            "reasoned": sum(isinstance(event, Stirring) and event.kind == "reasoning" for _, event in events),
        },
        "measured": {name: _plain(value) for name, value in asdict(attempt).items() if value is not None},
    }


def _key(call: ToolCall) -> tuple[str, str, str]:
    return call.id, call.name, call.arguments


def _asked(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "name": call.name, "arguments": call.arguments}


def _said(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        said["calls"] = [_asked(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        said["answers"] = message.tool_call_id
    return said


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": str(action.discord_id),
        "kind": action.kind,
        "author": action.author,
        "text": action.text,
        "at": action.received_at.timestamp(),
    }


def _duel(duel: Duel) -> dict[str, Any]:
    return {
        "a": duel.model_a,
        "b": duel.model_b,
        "outcome": duel.outcome,
        "told": duel.told,
        "made": duel.made_at.timestamp(),
        "closed": _seconds(duel.closed_at),
        "messages": [str(each) for each in duel.message_ids],
    }


def _seconds(time: datetime | None) -> float | None:
    return None if time is None else time.timestamp()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    return str(value) if isinstance(value, Decimal) else value


def without_secrets(value: Any, clean: Any) -> Any:
    """Return a document with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: without_secrets(each, clean) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [without_secrets(each, clean) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return value
