"""Let five players write at once, turn after turn, and see that each of their actions is answered exactly once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, get_args

from benchmarks import kept
from benchmarks.model_server import ModelServer, Reply
from benchmarks.parlour import Parlour
from benchmarks.saga import Script
from benchmarks.seat import CHANNEL, seated, settled
from bot.bootstrap import Services
from bot.domain.campaign import TurnMode
from bot.domain.rules.turns import turn_of
from bot.services.people import Person
from bot.services.settings import Wishes
from bot.services.table import Table
from bot.services.utterance import Utterance

MODES: tuple[TurnMode, ...] = get_args(TurnMode)
PLAYERS = tuple(
    Person(2001 + number, name, steward=number == 0)
    for number, name in enumerate(("Ada", "Kira", "Bruno", "Dora", "Emil"))
)

MOST_AWAITED = 200


@dataclass(slots=True)
class Crowd:
    """What came of five players in one turn mode; an action is named by its id."""

    mode: str
    turns: int = 0
    actions: int = 0
    unanswered: list[int] = field(default_factory=list[int])
    answered_twice: list[int] = field(default_factory=list[int])
    out_of_order: list[int] = field(default_factory=list[int])
    most_in_one: int = 0
    fights: int = 0
    failures: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Tell whether everything was answered, once and in order."""
        return not (self.unanswered or self.answered_twice or self.out_of_order or self.failures)


async def run(mode: TurnMode, turns: int, folder: Path) -> Crowd:
    """Let them play so many turns in an empty folder."""
    async with ModelServer().running() as model, seated(folder, model, PLAYERS) as (services, parlour, table):
        await services.settings.change(CHANNEL, PLAYERS[0], Wishes(mode=mode, absent="wait"))
        table = await services.campaigns.changeable(CHANNEL, PLAYERS[0])
        crowd, script = Crowd(mode), Script([])

        def tell(body: Mapping[str, Any]) -> Reply:
            if body["messages"][-1]["role"] == "user" and body.get("tools"):
                script.write(table.state.turn + 1, table.state, None)
            return script.answer(body)

        model.teller = tell
        began = time.perf_counter()
        await _play(services, parlour, table, turns)
        crowd.seconds = time.perf_counter() - began
        crowd.turns, crowd.fights, crowd.failures = table.state.turn, script.fights, parlour.failures
        await _look(services, table, crowd)
        return crowd


async def _play(services: Services, parlour: Parlour, table: Table, turns: int) -> None:
    chance, number = Random(11), 0
    while table.state.turn < turns:
        number += 1
        writing = list(PLAYERS)
        chance.shuffle(writing)
        await asyncio.gather(*(_say(services, parlour, person, number) for person in writing))
        if chance.random() < 0.5:
            # Half of the waves come while the last one is being answered.
            await settled(table)
    await settled(table)
    last = number + MOST_AWAITED
    while table.waiting:
        # Whoever is awaited has to write once more, so that the others' last words are answered.
        await _say(services, parlour, _awaited(table, number), number := number + 1)
        await settled(table)
        if number > last:
            parlour.failures.append("the last words are never answered")
            return


def _awaited(table: Table, number: int) -> Person:
    """Return whose turn it is, else one after the other of those who have not written: some may be down."""
    current = turn_of(table.state)
    waiting = {action.author for action in table.waiting}
    silent = [person for person in PLAYERS if person.name not in waiting] or list(PLAYERS)
    awaited = [person for person in silent if current is not None and person.name == current.name]
    return awaited[0] if awaited else silent[number % len(silent)]


async def _say(services: Services, parlour: Parlour, person: Person, number: int) -> None:
    text, now = f"{person.name} acts, {number}.", datetime.now(UTC)
    await services.play.submit(Utterance(person, CHANNEL, parlour.next_id(), "message", text, now))


async def _look(services: Services, table: Table, crowd: Crowd) -> None:
    actions, turns = await kept.actions_and_turns(services, table)
    number_of = {row.id: row.number for row in turns}
    named = [action_id for row in turns for action_id in row.action_ids]
    crowd.actions = len(actions)
    crowd.unanswered = [row.id for row in actions if row.turn_id is None or row.id not in named]
    crowd.answered_twice = sorted({one for one in named if named.count(one) > 1})
    crowd.most_in_one = max(len(row.action_ids) for row in turns)
    last: dict[int, int] = {}
    for row in actions:
        number = number_of.get(row.turn_id, 0)
        if number < last.get(row.account_id, 0):
            crowd.out_of_order.append(row.id)
        last[row.account_id] = number
    shown = [row.reply_ids[0] for row in turns]
    if shown != sorted(shown):
        crowd.failures.append("replies do not stand in the order of their turns")
