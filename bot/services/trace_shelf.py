"""Write traces into a folder, the newest ones only; where that fails, no turn is harmed by it."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Collection, Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog

from bot.errors import OperatorError
from bot.log import redact
from bot.services.trace import Aside, Ended, aside_document, document, without_secrets
from bot.storage.duels import Duels

log = structlog.stdlib.get_logger(__name__)

KEPT: Final = 200
_HALF: Final = ".half"
_SHORTEST_NAME: Final = 2
_TIME: Final = "%Y%m%dT%H%M%S%f"


class TraceShelf:
    """A folder with one JSON file for each of the newest turns and answers, which only its owner may read."""

    def __init__(self, folder: Path, duels: Duels, kept: int = KEPT) -> None:
        self._folder = folder
        self._duels = duels
        self._kept = kept
        self._writing: set[asyncio.Task[None]] = set()

    def put(self, ended: Ended) -> None:
        """Write a turn's trace beside whatever goes on; never raises."""
        self._begin(self._put(ended))

    def put_aside(self, aside: Aside) -> None:
        """Write what was asked beside the turns in the same way; never raises."""
        name = f"{aside.ended_at:{_TIME}}-{aside.kind}"
        self._begin(asyncio.to_thread(lambda: self._write(name, aside_document(aside))))

    async def forget(self, names: Collection[str], ids: Collection[int]) -> None:
        """Take away every trace in which somebody is numbered or named; raises `OSError`.

        A name counts within a word, too; one of a single letter only where it is a word.
        """
        await self.close()
        firsts = {name.split()[0] for name in names if name.strip()}
        called = {name.strip() for name in names} | firsts
        marks = [_as_written(name) for name in called if len(name) >= _SHORTEST_NAME]
        letters = [re.escape(_as_written(name)) for name in called if 0 < len(name) < _SHORTEST_NAME]
        word = re.compile(rf"(?<!\w)(?:{'|'.join(letters)})(?!\w)") if letters else None
        await asyncio.to_thread(self._forget, [*marks, *map(str, ids)], word)

    async def close(self) -> None:
        """Wait for what is being written."""
        await asyncio.gather(*self._writing)

    def _begin(self, writing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._tried(writing))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _tried(self, writing: Coroutine[Any, Any, None]) -> None:
        try:
            await writing
        except (OSError, OperatorError) as error:
            log.warning("a turn's trace is not kept", reason=str(error))
        except Exception:
            # What is only looked at by the curious must not be what a table hears of.
            log.exception("a turn's trace is not kept")

    async def _put(self, ended: Ended) -> None:
        fought = ended.turn.duel or next((one.duel for one in ended.attempts if one.duel is not None), None)
        duel = None if fought is None else await self._duels.get(fought)
        if duel is not None and duel.status == "voting":
            return  # who told what is nobody's to know before the vote is over
        await asyncio.to_thread(lambda: self._write(_name(ended), document(ended, duel)))

    def _write(self, name: str, told: dict[str, Any]) -> None:
        text = json.dumps(without_secrets(told, redact), ensure_ascii=False, default=str)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self._folder / f"{name}{_HALF}"
        try:
            with open(half, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                # A lone surrogate, which a model may write, has no bytes of its own.
                file.write(text.encode("utf-8", "replace"))
            half.replace(self._folder / f"{name}.json")
        except OSError:
            half.unlink(missing_ok=True)
            raise
        self._prune()

    def _forget(self, marks: Sequence[str], word: re.Pattern[str] | None) -> None:
        # Also what a write that was cut off left behind.
        for file in [*self._folder.glob("*.json"), *self._folder.glob(f"*{_HALF}")]:
            # One that is gone by now made room for a newer one.
            with suppress(FileNotFoundError):
                told = file.read_text("utf-8", "replace").casefold()
                if any(mark in told for mark in marks) or (word is not None and word.search(told)):
                    file.unlink()

    def _prune(self) -> None:
        # A name begins with its time, so that the order of the names is that of the turns.
        for old in sorted(self._folder.glob("*.json"))[: -self._kept]:
            old.unlink(missing_ok=True)


def _as_written(name: str) -> str:
    """Return a name as a trace holds it, whatever its case."""
    return json.dumps(name.casefold(), ensure_ascii=False)[1:-1]


def _name(ended: Ended) -> str:
    turn = ended.turn
    return f"{ended.ended_at:{_TIME}}-{turn.campaign_id}-{turn.number}-{turn.take}-{turn.attempt}"
