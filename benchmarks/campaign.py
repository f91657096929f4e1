"""Play a campaign of a thousand turns by a script and see what holds: `python -m benchmarks campaign`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from benchmarks import five, kept
from benchmarks.campaign_report import render
from benchmarks.model_server import ModelServer
from benchmarks.parlour import Parlour
from benchmarks.prompts import Seen, seen
from benchmarks.saga import Planted, Script, plant
from benchmarks.seat import CHANNEL, seated, settled
from bot.bootstrap import Services
from bot.config import Settings
from bot.errors import SkaldError
from bot.output import while_read
from bot.services.people import Person
from bot.services.table import Table
from bot.services.utterance import Utterance

RESULTS = Path(__file__).parent / "results" / "campaign.md"
PLAYERS = (Person(1001, "Ada", steward=True), Person(1002, "Kira"), Person(1003, "Bruno"))
UNDONE = 50
FULL = 1000
"""From so many turns on, prompts must have stopped growing; in fewer, one long turn decides what the largest is."""


@dataclass(slots=True)
class Outcome:
    """What a campaign came to; sizes in characters of a request, times in seconds."""

    turns: int
    limit: int
    prompts: list[Seen] = field(default_factory=list[Seen])
    planted: int = 0
    found: int = 0
    first: int = 0
    lost_facts: list[str] = field(default_factory=list[str])
    undone: int = 0
    undone_exactly: bool = False
    wrong_states: list[int] = field(default_factory=list[int])
    by_hand: int = 0
    dice: int = 0
    wrong_dice: list[int] = field(default_factory=list[int])
    chapters: int = 0
    fights: int = 0
    calls: int = 0
    valid_calls: int = 0
    refusals: list[str] = field(default_factory=list[str])
    failures: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    def largest(self, first: int, last: int) -> int:
        """Return the size of the largest request of these turns."""
        return max((one.size for one in self.prompts if first <= one.turn <= last), default=0)

    @property
    def growth(self) -> float:
        """How much the largest request of the last tenth is larger than that of the second tenth, 0.05 for 5 %."""
        tenth = max(self.turns // 10, 1)
        return self.largest(self.turns - tenth, self.turns) / max(self.largest(tenth, 2 * tenth), 1) - 1

    @property
    def gaps(self) -> list[int]:
        """Turns whose prompt lacked a turn that no chapter tells of."""
        return sorted({one.turn for one in self.prompts if one.missing})

    @property
    def holds(self) -> bool:
        """Tell whether everything that was promised of a long campaign held."""
        return (
            all(one.size < self.limit for one in self.prompts)
            and (self.growth <= 0.05 or self.turns < FULL)
            and not self.gaps
            and self.found == self.planted
            and self.first * 50 >= self.planted * 48
            and self.undone_exactly
            and not (self.wrong_states or self.wrong_dice or self.failures)
        )


class LongCampaign:
    """One table and everything it is made of, from the model's wire to the database's file."""

    def __init__(self, services: Services, parlour: Parlour, table: Table, model: ModelServer, turns: int) -> None:
        self.services = services
        self.parlour = parlour
        self.table = table
        self.outcome = Outcome(turns, Settings.model_construct().prompt_chars)
        self._model = model
        self._facts = plant(50)
        self._script = Script(self._facts)
        model.teller = self._script.answer
        self._planted: list[tuple[Planted, int]] = []

    async def play(self) -> Outcome:
        """Play all turns, take some back in the middle, and look at everything in the end."""
        began = time.perf_counter()
        turns = self.outcome.turns
        undone = min(UNDONE, turns // 4)
        middle = turns * 6 // 10
        every = max((turns - 2 * undone) // (len(self._facts) + 1), 1)
        while self.table.state.turn < middle:
            await self._turn(plant_every=every)
        await self._take_back(undone)
        while self.table.state.turn < turns:
            await self._turn(plant_every=every)
        self.outcome.seconds = time.perf_counter() - began
        await self._look()
        return self.outcome

    async def _turn(self, plant_every: int = 0, by_hand: bool = True) -> None:
        number = self.table.state.turn + 1
        due = plant_every and number % plant_every == 0 and len(self._planted) < len(self._facts)
        fact = self._facts[len(self._planted)] if due else None
        person = PLAYERS[number % len(PLAYERS)]
        text = self._script.write(number, self.table.state, fact)
        if by_hand and number % 17 == 0:
            await self._rearrange(person)
        await self.services.play.submit(self._utterance(person, text))
        if by_hand and number % 23 == 0:
            # While the turn is told.
            await self._rearrange(PLAYERS[(number + 1) % len(PLAYERS)])
        await settled(self.table)
        if self.table.state.turn != number:
            raise RuntimeError(f"turn {number} was not told: {self.parlour.failures}")
        if fact is not None:
            self._planted.append((fact, number))
        self.outcome.prompts += [one for request in self._model.requests if (one := seen(request.body, number))]
        self._model.requests.clear()

    async def _rearrange(self, person: Person) -> None:
        """Let a player change their sheet by hand, where the rules let them."""
        self.outcome.by_hand += 1
        try:
            await kept.rearrange(self.services, self.table, person, self.outcome.by_hand)
        except SkaldError as refused:
            self.outcome.refusals.append(str(refused))

    async def _take_back(self, count: int) -> None:
        before = await kept.document(self.services, self.table)
        fights = self._script.fights
        for _ in range(count):
            await self._turn(by_hand=False)
        await self.services.undoing.undo(CHANNEL, PLAYERS[0], count)
        self.outcome.undone = count
        self.outcome.undone_exactly = await kept.document(self.services, self.table) == before
        self._script.fights = fights
        # Changes by hand among the turns that are taken back stay, and the story goes on with them.
        for _ in range(6):
            await self._turn()
        await self._rearrange(PLAYERS[0])
        await self.services.undoing.undo(CHANNEL, PLAYERS[0], 5)

    async def _look(self) -> None:
        outcome, services = self.outcome, self.services
        outcome.failures = list(self.parlour.failures)
        outcome.fights = self._script.fights
        outcome.planted = len(self._planted)
        for fact, number in self._planted:
            found = await services.memory.recall(CHANNEL, PLAYERS[0], fact.question)
            right = [fact.answer in one.text and one.turn == number for one in found.passages]
            outcome.found += any(right)
            outcome.first += right[:1] == [True]
            if right[:1] != [True]:
                outcome.lost_facts.append(f"{fact.question} ({number})")
        outcome.wrong_states = await kept.wrong_states(services, self.table)
        for number in range(1, self.table.state.turn + 1):
            proof = await services.proofs.prove(CHANNEL, number)
            outcome.dice += len(proof.throws)
            if not proof.holds:
                outcome.wrong_dice.append(number)
        outcome.calls, outcome.valid_calls, outcome.chapters = await kept.counted(services, self.table)

    def _utterance(self, person: Person, text: str) -> Utterance:
        return Utterance(person, CHANNEL, self.parlour.next_id(), "message", text, datetime.now(UTC))


async def run(turns: int, folder: Path) -> Outcome:
    """Play a campaign of so many turns in an empty folder."""
    async with ModelServer().running() as model, seated(folder, model, PLAYERS) as (services, parlour, table):
        return await LongCampaign(services, parlour, table, model, turns).play()


@while_read()
def main(argv: list[str] | None = None) -> int:
    """Play it, then five players at once; print the figures and keep them. The exit status is 1 when one is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks campaign", description=__doc__)
    parser.add_argument("--turns", type=int, default=1000, help="how long the campaign is (1000), 40 or more")
    parser.add_argument("--five", type=int, default=200, help="turns of five players in each mode (200), 0 for none")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures are kept, JSON beside them")
    options = parser.parse_args(argv)
    if options.turns < 40:
        parser.error("a long campaign has 40 turns or more")
    # What happens in so many turns is no news; what goes wrong is in the figures.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(run(options.turns, Path(folder)))
    crowds: list[five.Crowd] = []
    for mode in five.MODES if options.five else ():
        with tempfile.TemporaryDirectory() as folder:
            crowds.append(asyncio.run(five.run(mode, options.five, Path(folder))))
    report = render(outcome, crowds)
    print(f"\n{report}", flush=True)
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(report)
    figures = {"campaign": asdict(outcome), "five": [asdict(crowd) for crowd in crowds]}
    options.results.with_suffix(".json").write_text(json.dumps(figures, indent=1))
    return 0 if outcome.holds and all(crowd.holds for crowd in crowds) else 1


if __name__ == "__main__":
    sys.exit(main())
