"""Five players at one table, and a clock that a test turns."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from benchmarks.model_server import ModelServer
from bot.domain.campaign import TableRules
from bot.domain.combat import Combat, Combatant, Foe, StatBlock
from bot.domain.event import Event
from bot.domain.rules.ruled import Ruled
from bot.domain.state import GameState
from bot.domain.tempo import whose_turn
from bot.services.altering import Alterations
from bot.services.awaiting import SIGN
from bot.services.table import Table
from bot.storage.tables import actions, turns
from playground.model import Message
from playground.people import Person
from tests.end_to_end.conftest import Seat, Sitting

KEY = SecretStr("sk-loopback-key-for-tests")
NAMES = ("Ada", "Kira", "Bruno", "Dora", "Emil")
BAG = StatBlock("bag", "Bag of straw", "object", 10, 500, "1d8", (1, 1, 1, 1, 1, 1), 0, 0, 2, speed=0)


class HandClock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        # An hour behind: what people write by the real clock is written after every time that runs out on this one.
        self.time = datetime.now(UTC) - timedelta(hours=1)
        self.sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self.news = asyncio.Event()

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.time + timedelta(seconds=seconds), sleeper))
        self.news.set()
        await sleeper

    def pass_(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        for due, sleeper in self.sleepers:
            if due <= self.time and not sleeper.done():
                sleeper.set_result(None)


class Company:
    """A seat with five players, each with a character."""

    def __init__(self, seat: Seat, vendor: ModelServer) -> None:
        self.seat = seat
        self.vendor = vendor
        self.clock = HandClock()
        others = seat.playground.add_people(["dora", "emil"])
        self.players: list[Person] = [seat.ada, seat.kira, seat.bruno, *others]

    @classmethod
    async def gather(cls, sit: Sitting, vendor: ModelServer, **rules: Any) -> Company:
        seat = await sit(playground={"rate_limits": False}, openai_base_url=vendor.url, openai_api_key=KEY)
        company = cls(seat, vendor)
        await seat.create_campaign(model="openai/gpt-4o")
        await seat.settled()
        for player, name in zip(company.players, NAMES, strict=True):
            sheet = {"name": name, "race": "human", "class": "fighter"}
            await (await player.slash(seat.channel, "character create", **sheet)).reply()
        await company.agree(**rules)
        return company

    async def agree(self, **rules: Any) -> None:
        """Let the table play by these rules."""
        table = await self.table()
        wanted = TableRules(**rules)
        await self.services.play._stores.campaigns.set_rules(table.campaign_id, wanted)
        table.change(lambda state: replace(state, campaign=replace(state.campaign, rules=wanted)))
        self.services.play._tempo._sleep, self.services.play._tempo._now = self.clock.sleep, self.clock.now
        self.services.play._tempo._absentees._now = self.clock.now

    async def restart(self) -> None:
        await self.seat.restart()
        self.services.play._tempo._sleep, self.services.play._tempo._now = self.clock.sleep, self.clock.now

    @property
    def services(self) -> Any:
        assert self.seat.bot is not None
        return self.seat.bot.services

    async def table(self) -> Table:
        play = self.services.play
        return await play._tables.get(play.campaign_in(self.seat.channel.id))

    async def fight(self, current: int = 0) -> None:
        """Begin a fight against a bag of straw, with the turn at one of the players."""

        def begun(state: GameState) -> Ruled:
            order = (*(Combatant(one.key, 20 - place, 1) for place, one in enumerate(state.party)),)
            foe = Foe("bag-1", "Bag", BAG, 500, 500)
            return replace(state, combat=Combat(1, current, (*order, Combatant("bag-1", 1, 1)), (foe,))), (Event("x"),)

        await self.alter(begun)

    async def next_turn(self, was: str) -> str:
        """Give the turn to the next player when the rules have not done so; return whose it is."""

        def given(state: GameState) -> Ruled:
            combat = state.combat
            assert combat is not None
            return replace(state, combat=replace(combat, current=(combat.current + 1) % 5)), (Event("x"),)

        table = await self.table()
        if whose(table) == was:
            await self.alter(given)
        return whose(table)

    async def alter(self, ruled: Any) -> None:
        table = await self.table()
        await Alterations(self.services.play._stores).make(table, 1, ruled)
        await self.services.play.go_on(self.seat.channel.id)

    def notices(self) -> list[Message]:
        """List what is said of waiting and stands there now."""
        return [one for one in self.seat.channel.messages if one.content.startswith(SIGN) and not one.deleted]

    async def noticed(self, words: str) -> Message:
        """Wait until a notice says something."""
        return await self.seat.playground.wait_for(
            lambda: next((one for one in self.notices() if words in one.content), None), what=f"“{words}”"
        )

    async def timed(self) -> None:
        """Wait until a timer runs."""
        while all(sleeper.done() for _, sleeper in self.clock.sleepers):
            self.clock.news.clear()
            await asyncio.wait_for(self.clock.news.wait(), 30)

    async def heard(self, count: int) -> None:
        """Wait until so many actions are part of the story."""
        table = await self.table()

        async def drained() -> None:
            while sum(one.role == "user" for one in table.transcript) < count:
                await self.seat.settled()
                await asyncio.sleep(0)

        await asyncio.wait_for(drained(), 20)

    async def answers(self) -> list[list[str]]:
        """Stop, check that everything was answered exactly once, and return the texts by turn."""
        kept, told = await self.seat.kept(actions, turns)
        assert [row.id for row in kept if row.turn_id is None] == []
        answered = [number for row in told if row.status == "told" for number in row.action_ids]
        assert Counter(answered) == Counter(row.id for row in kept)
        texts = {row.id: row.text for row in kept}
        return [[texts[number] for number in row.action_ids] for row in told if row.status == "told"]


def whose(table: Table) -> str:
    """Name whose turn it is."""
    current = whose_turn(table.state)
    return current.name if current else ""
