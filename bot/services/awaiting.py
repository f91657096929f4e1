"""Show at each table, in one message, for whom it waits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.campaign import AbsentPolicy
from bot.domain.character import Character
from bot.domain.plaintext import escape
from bot.domain.tempo import Waiting, whose_turn
from bot.i18n import N_, translate
from bot.services.pace import Key
from bot.services.ports import Board
from bot.services.table import Table

SIGN = "-# ⏳ "
"""What every line begins with that is about waiting, and no story does."""

ROUND = N_("The round waits for {names}.")
TURN = N_("It is {names}’s turn.")
IN_TIME = {
    "dodge": N_("Without a word {time}, their character is careful and lets the others act."),
    "friend": N_("Without a word {time}, the others may act in their place."),
}
FRIENDS = N_("It is {names}’s turn; whoever writes now acts for them.")
KEPT = N_("{authors}: it is {names}’s turn. What you wrote is kept, and answered when yours comes.")
KEPT_PRIVATELY = N_("It is {names}’s turn. What you wrote is kept, and answered when yours comes.")


def names_of(characters: Sequence[Character]) -> str:
    """Write who is meant, in Discord's markdown."""
    return ", ".join(f"**{escape(character.name)}**" for character in characters)


def awaited(table: Table, waiting: Waiting, policy: AbsentPolicy, *, over: bool) -> str:
    """Say for whom a table waits, and what comes of it when they do not act; `over` says that the time is up."""
    state = table.state
    names = names_of(waiting.characters)
    alone = whose_turn(state) is not None
    sentences = [FRIENDS if alone and over and policy == "friend" else TURN if alone else ROUND]
    if waiting.until is not None and not over and policy in IN_TIME:
        sentences.append(IN_TIME[policy])
    time = f"<t:{int(waiting.until.timestamp())}:R>" if waiting.until else ""
    said = [translate(sentence, state.campaign.language).format(names=names, time=time) for sentence in sentences]
    return SIGN + " ".join(said)


def kept_for_later(language: str, authors: Sequence[str], current: Character) -> str:
    """Say to those who wrote out of turn that it is kept."""
    written = ", ".join(f"**{escape(author[:80])}**" for author in authors)
    return SIGN + translate(KEPT, language).format(authors=written, names=names_of([current]))


def kept_privately(language: str, current: Character) -> str:
    """Say the same to one of them alone."""
    return translate(KEPT_PRIVATELY, language).format(names=names_of([current]))


@dataclass(slots=True)
class _Notice:
    channel_id: int
    key: Key
    nonce: str
    language: str
    wanted: str | None = None
    shown: str | None = None
    message_id: int | None = None
    # How often it was taken away: Discord refuses the nonce of a message that was deleted.
    gone: int = 0
    pump: asyncio.Task[None] | None = None


class AwaitedNotices:
    """The notices of all tables; each stands under the story, changes with who is awaited, and goes when play does."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._notices: dict[int, _Notice] = {}
        self._pumps: set[asyncio.Task[None]] = set()

    def show(self, table: Table, channel_id: int, key: Key, text: str) -> None:
        """Show a text at a table; one with the key of the last changes that, another takes its place."""
        notice = self._notices.get(table.campaign_id)
        if notice is None or notice.key != key:
            self.clear(table)
            campaign = table.state.campaign
            nonce = f"{campaign.commitment[:8]}-w{'-'.join(map(str, key))}"
            notice = self._notices[table.campaign_id] = _Notice(channel_id, key, nonce, campaign.language)
        notice.wanted = text
        self._sync(notice)

    def clear(self, table: Table) -> None:
        """Take a table's notice away."""
        if notice := self._notices.get(table.campaign_id):
            notice.wanted = None
            self._sync(notice)

    def forget(self, table: Table) -> None:
        """Take a table's notice away for good."""
        self.clear(table)
        self._notices.pop(table.campaign_id, None)

    async def close(self) -> None:
        """Leave the notices where they are: what they say holds until the next start."""
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    def _sync(self, notice: _Notice) -> None:
        if notice.pump is None and notice.wanted != notice.shown:
            notice.pump = pump = asyncio.create_task(self._show(notice))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _show(self, notice: _Notice) -> None:
        try:
            while notice.wanted != notice.shown:
                wanted = notice.wanted
                if wanted is None:
                    if notice.message_id is not None:
                        await self._board.take_down(notice.channel_id, notice.message_id)
                        notice.gone += 1
                    notice.message_id = None
                else:
                    nonce = f"{notice.nonce}r{notice.gone}" if notice.gone else notice.nonce
                    notice.message_id = await self._board.post(
                        notice.channel_id, wanted, nonce, notice.language, notice.message_id
                    )
                notice.shown = wanted
        finally:
            notice.pump = None
