"""What the drawer shows of one message: what went over the wire, and what the models of its turn were sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import orjson

from playground.errors import Json
from playground.interactions import MODAL, Interaction
from playground.jsonvalue import an_object, objects
from playground.model import EPHEMERAL, Message
from playground.permissions import VIEW_CHANNEL
from playground.recorder import Exchange, Sent
from playground.web.asked import Asked
from playground.web.masking import HIDDEN, TOKEN_PATH, Secrets

Look = Callable[[Asked], Awaitable[Any]]

MOST_ENTRIES = 300
MOST_TRACES = 5
LARGEST_TRACE = 16 * 1024 * 1024
# Fields of forms whose content is nobody's to read again, not even for whoever wrote it.
_SECRET_FIELDS = frozenset(["password", "old", "new", "again", "code", "key", "email", "address", "secret", "token"])


class Drawer:
    """One method for each question; what it returns is the answer."""

    def __init__(self) -> None:
        self.questions: dict[str, Look] = {"wire": self.wire, "trace": self.trace}

    async def wire(self, asked: Asked) -> Json:
        """Return what the bot asked and was told about a message, oldest first, as far as it is still kept."""
        message = asked.message()
        mine = _interactions(asked, message)
        also = await self._acted(asked, message)
        recorder = asked.playground.recorder
        entries = [
            *(_request(asked, message, one, mine) for one in recorder.exchanges if _concerns(message, one, mine)),
            *(_event(asked, one) for one in recorder.events if one.about in (message.id, *mine, *also)),
        ]
        entries.sort(key=lambda entry: entry["at"])
        secrets = Secrets(asked.world)
        return {
            "kept": recorder.enabled,
            "left_off": max(len(entries) - MOST_ENTRIES, 0),
            # Beside whatever else goes on: it may be long, and everybody may ask.
            "entries": await asyncio.to_thread(
                lambda: [secrets.masked(_for_whom_it_is(asked, entry)) for entry in entries[-MOST_ENTRIES:]]
            ),
        }

    async def trace(self, asked: Asked) -> Json:
        """Return what the models were sent for the turn or the answer that a message is, the newest first."""
        message = asked.message()
        if not asked.seat.host:
            return {"why": "host", "traces": []}
        folder = asked.playground.traces
        if folder is None:
            return {"why": "off", "traces": []}
        return {"why": None, "traces": await _traces(asked, folder, message)}

    async def _acted(self, asked: Asked, message: Message) -> set[int]:
        """Name what people did that this message answers, as far as whoever asks may see it."""
        folder = asked.playground.traces
        if not asked.seat.host or folder is None:
            return set() if message.reference_id is None else {message.reference_id}
        traces = await _traces(asked, folder, message)
        done = {int(one["id"]) for trace in traces for one in objects(trace.get("actions"))}
        return {number for number in done if _seen(asked, number)}


def _seen(asked: Asked, number: int) -> bool:
    message = asked.world.messages.get(number)
    if message is None:
        return number in asked.world.interactions
    seen = message.seen_by in (None, asked.person.id)
    return seen and bool(message.channel.permissions(asked.person.id) & VIEW_CHANNEL)


def _interactions(asked: Asked, message: Message) -> dict[int, Interaction]:
    """Find what people asked of the bot that this message answers, or that began at it."""
    return {
        number: one
        for number, one in asked.world.interactions.items()
        if message in (one.original, one.message) or message in one.followups
    }


def _concerns(message: Message, exchange: Exchange, mine: dict[int, Interaction]) -> bool:
    parts = exchange.path.split("/")
    if str(message.id) in parts:
        return True
    if an_object(exchange.response).get("id") == str(message.id):
        return True
    for number, one in mine.items():
        if parts[-1] == "callback" and str(number) in parts:
            return True
        if parts[-1] == "@original" and one.token in parts and one.original is message:
            return True
    return False


def _request(asked: Asked, message: Message, exchange: Exchange, mine: dict[int, Interaction]) -> Json:
    entry: Json = {
        "kind": "request",
        "at": exchange.at - exchange.took,
        "took": exchange.took,
        "method": exchange.method,
        "path": TOKEN_PATH.sub(rf"\1{HIDDEN}", exchange.path),
        "status": exchange.status,
        "injected": exchange.injected,
        "files": list(exchange.files),
        "request": exchange.request,
        "response": exchange.response,
    }
    asker = next((one for number, one in mine.items() if f"/{number}/" in exchange.path), None)
    if asker is not None and asker.user.id != asked.person.id and asker.original is not message:
        # What the bot said to somebody else alone, such as the form their press opened.
        entry |= {"request": HIDDEN, "response": HIDDEN, "private": True}
    return entry


def _event(asked: Asked, sent: Sent) -> Json:
    data: Json = sent.data
    entry: Json = {"kind": "event", "at": sent.at, "name": sent.name, "data": data}
    if sent.name != "INTERACTION_CREATE":
        return entry
    by = (data.get("member") or data)["user"]["id"]
    if by != str(asked.person.id):
        # What somebody else filled in is theirs.
        return entry | {"data": {**data, "data": HIDDEN}, "private": True}
    if data["type"] == MODAL:
        return entry | {"data": {**data, "data": _form(data["data"])}}
    return entry


def _form(part: Any) -> Any:
    """Take what is nobody's to read again out of a form that was sent."""
    if isinstance(part, list):
        return [_form(each) for each in cast("list[Any]", part)]
    if not isinstance(part, dict):
        return part
    shown = {name: _form(each) for name, each in cast(Json, part).items()}
    if shown.get("custom_id") in _SECRET_FIELDS and "value" in shown:
        shown["value"] = HIDDEN
    return shown


def _for_whom_it_is(asked: Asked, value: Any) -> Any:
    """Return a copy without the messages that somebody else alone was shown: what came of them quotes them."""
    if isinstance(value, list | tuple):
        return [_for_whom_it_is(asked, each) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    told = cast(Json, value)
    if "channel_id" in told and (told.get("flags") or 0) & EPHEMERAL:
        message = asked.world.messages.get(int(told.get("id") or 0))
        if message is None or message.seen_by != asked.person.id:
            return HIDDEN
    return {name: _for_whom_it_is(asked, each) for name, each in told.items()}


async def _traces(asked: Asked, folder: Path, message: Message) -> list[Json]:
    """Read what models were asked for a message: turns first, then what came beside them."""
    used = message.interaction_metadata
    answered = [number for number, one in asked.world.interactions.items() if message in (one.original, *one.followups)]
    ids = {str(message.id), *([str(used["id"])] if used else []), *map(str, answered)}
    found = await asyncio.to_thread(_read, folder, [f'"{number}"'.encode() for number in ids])
    return sorted(found, key=lambda trace: "kind" in trace)


def _read(folder: Path, wanted: list[bytes]) -> list[Json]:
    """Read the traces that are about one of some ids, which stand in quotes in the first list of a file."""
    found: list[Json] = []
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            with path.open("rb") as file:
                about = file.read(4096).partition(b"]")[0]
            if not any(each in about for each in wanted) or path.stat().st_size > LARGEST_TRACE:
                continue
            trace = orjson.loads(path.read_bytes())
        except (OSError, ValueError):
            continue  # taken away by a newer one meanwhile, or not written by the bot
        if isinstance(trace, dict):
            found.append(cast(Json, trace))
        if len(found) == MOST_TRACES:
            break
    return found
