"""Tell the owner of an account that somebody else tries to get in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.plaintext import shown
from bot.i18n import N_, translate
from bot.services.people import Person
from bot.services.ports import Replies
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

QUIET: Final = timedelta(minutes=5)

TRIED = N_(
    "🔐 {name} (<@{discord_id}>) tried to sign in to your Skald account with a wrong password. If that was not you, "
    "you need do nothing: after some attempts, no more are taken. /account history shows all of them."
)
LOCKED = N_(
    "🔒 The last attempts to sign in to your Skald account all failed, this one by {name} (<@{discord_id}>). Nobody "
    "can sign in with your address until {until}; whoever is signed in stays so. /account history shows all of them."
)


class Alarms:
    """Direct messages about attempts on accounts, one every five minutes for each account, and one when it locks.

    They are sent behind the answer's back: whoever tries must not notice that there is anybody to be told.
    """

    def __init__(self, stores: Stores, replies: Replies, speaks: Callable[[int], str]) -> None:
        self._stores = stores
        self._replies = replies
        self._speaks = speaks
        self._told: dict[int, datetime] = {}
        self._sending: set[asyncio.Task[None]] = set()

    def failed(self, account_id: int, person: Person, at: datetime, locks_for: timedelta) -> None:
        """Let an account's owner know that somebody failed to sign in, and that it is locked now if it is."""
        self._told = {known: told for known, told in self._told.items() if at - told < QUIET}
        if account_id in self._told and not locks_for:
            return
        self._told[account_id] = at
        until = at + locks_for if locks_for else None
        task = asyncio.create_task(self._tell(account_id, person, until))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Stop sending."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    async def _tell(self, account_id: int, person: Person, until: datetime | None) -> None:
        try:
            owner = await self._stores.identities.of(account_id)
            when = "" if until is None else f"<t:{int(until.timestamp()) + 1}:t>"
            # Whoever mistyped their own password knows.
            for discord_id in set(owner.discord_ids) - {person.discord_id}:
                language = owner.language or self._speaks(discord_id)
                sentence = translate(TRIED if until is None else LOCKED, language)
                told = sentence.format(name=shown(person.name), discord_id=person.discord_id, until=when)
                await self._replies.tell_person(discord_id, told)
        except Exception:
            # Nobody waits for this task, so nobody else would ever say what went wrong.
            log.exception("an account's owner could not be told of an attempt", account=account_id)
