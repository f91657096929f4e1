"""Read from a message of Skald's what happened, by its buttons and files rather than by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playground.jsonvalue import an_object
from playground.model import Message, walk

_RECEIPT = re.compile(r"skald:receipt:\d+:(\d+):\d+")
_BALLOT = re.compile(r"skald:duel:(\d+):a")
_CLOSED = re.compile(r"skald:duel:\d+:read")
_FALLEN = re.compile(r"^-# 💥 (.+?) · .*→ 0\b", re.MULTILINE)
_HEALED = re.compile(r"^-# 💚 (.+?) · .*\*\*\+\d", re.MULTILINE)
_FIGHT = "-# ⚔️ "


@dataclass(frozen=True, slots=True)
class Signs:
    """What a message tells: `turn` is the number of a turn told to its end, `ballot` says that a vote is open.

    `fight` is True when one begins, False when it ends, None when neither; `fallen` and `healed` are names;
    `used_by` is whose command it answers.
    """

    turn: int | None
    ballot: bool
    verdict: bool
    fight: bool | None
    fallen: tuple[str, ...]
    healed: tuple[str, ...]
    sheet: bool
    portrait: bool
    chart: bool
    used_by: int | None


def read(message: Message) -> Signs:
    """Read a message as it is now."""
    ids = [*_ids(message)]
    files = [item.filename for item in message.attachments]
    used_by = an_object(an_object(message.interaction_metadata).get("user")).get("id")
    return Signs(
        turn=next((int(found[1]) for each in ids if (found := _RECEIPT.fullmatch(each))), None),
        ballot=any(_BALLOT.fullmatch(each) for each in ids),
        verdict=any(_CLOSED.fullmatch(each) for each in ids),
        fight=_fight(message.content),
        fallen=tuple(_FALLEN.findall(message.content)),
        healed=tuple(_HEALED.findall(message.content)),
        sheet=any(name.startswith("sheet-") for name in files),
        portrait=any(name.startswith("portrait") for name in files),
        chart=any(each.startswith("skald:chart:") for each in ids) and bool(files),
        used_by=int(used_by) if used_by else None,
    )


def _ids(message: Message) -> Iterator[str]:
    return (str(item["custom_id"]) for item in walk(message.components) if item.get("custom_id"))


def _fight(content: str) -> bool | None:
    """Find the last line of the dice that says how a fight stands; only its beginning names the initiative."""
    told = [line for line in content.splitlines() if line.startswith(_FIGHT)]
    return ("initiative" in told[-1].lower()) if told else None
