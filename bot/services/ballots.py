"""Let a table vote on two tellings of its turn, without knowing who told which."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.domain.duel import CHOICES, VOTES_PER_DAY, Choice, Duel, Side, coin
from bot.errors import SkaldError
from bot.i18n import N_
from bot.services.people import PeopleService, Person
from bot.services.ports import Board, CannotSpeak, DuelCard
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)

STOPPED: Final = "stopped"
UNSHOWN: Final = "unshown"
"""Why a duel is void: somebody wanted to hear no more of the scene, or Discord would not show it."""


class VoteOver(SkaldError):
    sentence = N_("This vote is over.")


class NothingToRead(SkaldError):
    sentence = N_("These tellings are not kept any more.")


class NoVoter(SkaldError):
    sentence = N_("Those who play in this scene vote on it. In the next one you are in, you vote as well.")


class VotedOften(SkaldError):
    sentence = N_("You voted in {limit} duels today, which is as many as count. Tomorrow you vote again.")


@dataclass(slots=True)
class _Held:
    """A vote that a turn waits for."""

    campaign_id: int
    teller: asyncio.Task[object] | None
    stopped: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Ballots:
    """The votes that tables hold just now, one at a time in each campaign."""

    def __init__(
        self,
        stores: Stores,
        people: PeopleService,
        board: Board,
        label: Callable[[str], str],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: Callable[[Awaitable[bool], float], Awaitable[bool]] | None = None,
    ) -> None:
        """`label` is what players call a model, `wait` as `asyncio.wait_for`."""
        self._stores = stores
        self._people = people
        self._board = board
        self._label = label
        self._now = now
        self._wait: Callable[[Awaitable[bool], float], Awaitable[bool]] = wait or asyncio.wait_for
        self._held: dict[int, _Held] = {}

    async def hold(self, duel: Duel) -> Duel:
        """Show a duel, or go on with one that stands there, until all voted or its time is up; return it as it ended.

        It ends void when nobody could see it or somebody stopped the scene. A program that ends closes no vote.
        """
        if duel.status != "voting":
            return duel
        held = _Held(duel.campaign_id, asyncio.current_task())
        # Whoever is quick presses before Discord has told us that the message stands there.
        self._held[duel.id] = held
        try:
            try:
                duel = await self._shown(duel)
            except CannotSpeak as refused:
                log.info("a duel could not be shown", duel=duel.id, reason=str(refused))
                return await self._stores.duels.void(duel.id, UNSHOWN, self._now())
            # Before a restart, all but the close may have happened.
            if not set(duel.voters) <= (await self._stores.duels.ballots(duel.id)).keys():
                await self._awaited(held, duel)
        finally:
            self._held.pop(duel.id, None)
        if held.stopped:
            ended = await self._stores.duels.void(duel.id, STOPPED, self._now())
            await self._show_end(DuelCard(ended))
            return ended
        return await self._stores.duels.close(duel.id, await self._coin(duel), self._now())

    async def vote(self, duel_id: int, person: Person, choice: Choice) -> bool:
        """Keep somebody's ballot, in the place of the one before; raises a sentence where it does not count.

        Two Discord users of one account are one voter. Returns whether it was the last that was awaited.
        """
        account_id = await self._people.met(person.discord_id)
        if account_id is None:
            raise NoVoter
        match await self._stores.duels.vote(duel_id, account_id, choice, self._now(), VOTES_PER_DAY):
            case "closed":
                raise VoteOver
            case "stranger":
                raise NoVoter
            case "often":
                raise VotedOften(limit=VOTES_PER_DAY)
            case "last":
                if held := self._held.get(duel_id):
                    held.over.set()
                return True
            case "cast":
                return False

    async def reveal(self, duel: Duel) -> None:
        """Say on a duel's message who told which, how the table voted, and what each took."""
        if duel.status != "closed":
            await self._show_end(DuelCard(duel))
            return
        votes = Counter((await self._stores.duels.ballots(duel.id)).values())
        await self._show_end(DuelCard(duel, self._names(duel), {choice: votes[choice] for choice in CHOICES}))

    async def tellings(self, channel_id: int, duel_id: int) -> tuple[Duel, tuple[str, str]]:
        """Return a duel of a channel that is over and who told it, to be read again; raises `NothingToRead`."""
        duel = await self._stores.duels.get(duel_id)
        # Whoever can write to Discord can forge what a button asks for.
        if duel is None or duel.status != "closed" or duel.channel_id != channel_id:
            raise NothingToRead
        if not (duel.story_a or duel.story_b):
            raise NothingToRead  # its campaign was removed
        return duel, self._names(duel)

    def let_go(self, campaign_id: int) -> None:
        """Let a table vote no longer: somebody wants to hear no more of its scene. Its duel ends void."""
        for held in self._held.values():
            if held.campaign_id == campaign_id:
                held.stopped = True
                held.over.set()

    def close(self) -> None:
        """Let no turn wait any more; the votes stay open and the next start goes on with them."""
        for held in self._held.values():
            if held.teller is not None:
                held.teller.cancel()

    def _names(self, duel: Duel) -> tuple[str, str]:
        return self._label(duel.model_a), self._label(duel.model_b)

    async def _shown(self, duel: Duel) -> Duel:
        """Show a duel unless it stands there already; raises `CannotSpeak`."""
        if duel.message_ids:
            return duel
        message_id = await self._board.show_duel(DuelCard(duel))
        await self._stores.duels.posted(duel.id, (message_id,))
        return await self._stores.duels.get(duel.id) or duel

    async def _awaited(self, held: _Held, duel: Duel) -> None:
        # A clock that was put back must not hold up a table for longer than it was told.
        left = min(duel.closes_at - self._now(), duel.closes_at - duel.made_at).total_seconds()
        if left <= 0:
            return
        try:
            await self._wait(held.over.wait(), left)
        except TimeoutError:
            log.debug("a vote's time is up", duel=duel.id)

    async def _show_end(self, card: DuelCard) -> None:
        """Change a duel's message for good; where Discord refuses, the story goes on all the same."""
        if not card.duel.message_ids:
            return
        try:
            await self._board.show_duel(card)
        except CannotSpeak as refused:
            log.info("the end of a duel could not be shown", duel=card.duel.id, reason=str(refused))

    async def _coin(self, duel: Duel) -> Side:
        """Throw the coin that a tie falls to, from the campaign's secret: the same however often it is asked."""
        try:
            secret = (await self._stores.campaigns.get(duel.campaign_id)).secret
        except LookupError:
            secret = b""  # the campaign was deleted meanwhile; nobody is told anything
        return "b" if coin(secret, duel.number, duel.take, "tie") else "a"
