"""Ask random things of the rules and hold every answer to what must hold: `python -m benchmarks rules`."""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from benchmarks.random_calls import found, random_call
from benchmarks.random_tables import SECRET, Book, random_table
from bot.domain import tools
from bot.domain.changes import apply, revert
from bot.domain.conversation import ToolCall
from bot.domain.dice import SeededDice
from bot.domain.dice.proof import throw_again
from bot.domain.dice.source import turn_secret
from bot.domain.rules.bounds import broken
from bot.domain.rules.creatures import creatures
from bot.domain.rules.slots import slots
from bot.domain.rules.turns import end_of_turn
from bot.domain.state import GameState, document, restore
from bot.domain.turn import LedgerEntry
from bot.output import while_read

COMMANDS = 100_000
STEPS = 25
"""How many commands a table meets before the next one is set."""
MOST_MEDIAN_MS = 1.0
LONGEST_LINE = 1_000


class DoesNotHold(Exception):
    """What a command led to that must not be; says how to see it again."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How many commands were tried, how many of them the rules took, and how long each took in seconds."""

    commands: int
    taken: int
    seconds: tuple[float, ...]
    taken_seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return 1000 * statistics.median(self.seconds)

    @property
    def median_taken_ms(self) -> float:
        return 1000 * statistics.median(self.taken_seconds)

    @property
    def p99_ms(self) -> float:
        return 1000 * statistics.quantiles(self.seconds, n=100)[98]


def book() -> Book:
    """Read the whole rule book; takes a second or two."""
    from bot.storage.srd.rows import rows

    return Book.of(rows())


def attempt(commands: int, seed: int, known: Book) -> Tried:
    """Try that many commands; raises `DoesNotHold` at the first that leads where it must not."""
    seconds: list[float] = []
    taken: list[float] = []
    for number in range(-(-commands // STEPS)):
        for valid, spent in _table(f"{seed}:{number}", min(STEPS, commands - number * STEPS), known):
            seconds.append(spent)
            if valid:
                taken.append(spent)
    return Tried(commands, len(taken), tuple(seconds), tuple(taken))


def _table(seed: str, steps: int, known: Book) -> Iterator[tuple[bool, float]]:
    chance = random.Random(seed)
    state = random_table(chance, known, SeededDice(SECRET, 0))
    for step in range(1, steps + 1):
        call, dice = random_call(chance, state, known), SeededDice(SECRET, step)
        try:
            before, needed = state, found(call, state, known)
            begun = time.perf_counter()
            outcome = tools.run(call, state, dice, state.campaign.language, needed)
            spent = time.perf_counter() - begun
            state = outcome.state
            _hold_call(before, call, outcome)
            if not outcome.valid:
                dice.counter = 0
            entries = outcome.entries
            _hold(before, state, entries)
            if chance.random() < 0.2:
                before, acted = state, {chance.choice(state.party).id}
                state, events = end_of_turn(state, acted, dice)
                ended = tools.entries(events, before, state, state.campaign.language)
                _hold(before, state, ended)
                entries = (*entries, *ended)
            _hold_dice(entries, dice, step)
        except Exception as problem:
            raise DoesNotHold(
                f"table {seed!r}, command {step}: {call.name}({call.arguments[:300]}): {problem!r}"
            ) from problem
        yield outcome.valid, spent


def _hold_call(before: GameState, call: ToolCall, outcome: tools.Outcome) -> None:
    content = json.loads(outcome.content)
    _must("error" not in content if outcome.valid else bool(content["error"]), "an answer that says why")
    if not outcome.valid:
        _must(outcome.state is before and not outcome.entries, "a refusal changes nothing")
        return
    after = {character.id: character for character in outcome.state.party}
    for character in before.party:
        now = after[character.id]
        more = sum(now.slots_spent) - sum(character.slots_spent)
        _must(more <= (1 if call.name == "cast_spell" else 0), "one slot for one spell")
        _must(not character.dead or now.dead, "the dead stay dead")
        _must(now.level >= character.level and now.experience >= character.experience, "nobody unlearns")
        _must((now.account_id, now.campaign_id) == (character.account_id, character.campaign_id), "whose it is")


def _hold(before: GameState, after: GameState, entries: tuple[LedgerEntry, ...]) -> None:
    wrong = broken(after)
    _must(not wrong, f"the bounds: {', '.join(wrong)}")
    for each in creatures(after):
        _must(0 <= each.hit_points <= each.max_hit_points, f"the hit points of {each.key}")
        _must(not each.dead or each.hit_points == 0, f"{each.key} dead with hit points")
    for character in after.party:
        _must(min(astuple(character.coins)) >= 0, "a negative coin")
        most = slots(character.class_, character.level)
        _must(all(0 <= used <= have for used, have in zip(character.slots_spent, most, strict=True)), "slots")
    _must(after.campaign == before.campaign and len(after.party) == len(before.party), "the campaign")
    made = [change for entry in entries for change in entry.changes]
    _must(apply(before, made) == after, "the changes lead to the state")
    _must(revert(after, made) == before, "the changes taken back lead to the state before")
    _must(restore(document(after), after.campaign) == after, "the state can be kept")
    for entry in entries:
        json.dumps(dict(entry.detail))
        _must("\n" not in entry.summary and len(entry.summary) < LONGEST_LINE, "one line for an event")
        _must("@everyone" not in entry.summary.replace("\\@", ""), "nobody is called")


def _hold_dice(entries: tuple[LedgerEntry, ...], dice: SeededDice, turn: int) -> None:
    """Check the dice as anybody can who knows the turn's secret."""
    again = throw_again(turn_secret(SECRET, turn), [entry.detail for entry in entries])
    _must(len(again) == dice.counter, f"{dice.counter} dice were thrown, the ledger has {len(again)}")
    _must(all(throw.agrees for throw in again), "the ledger has the dice that fell, in their order")


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise DoesNotHold(what)


@while_read()
def main(argv: list[str] | None = None) -> int:
    """Try the commands, print what they took; the exit status is 1 when something did not hold or took too long."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks rules", description=__doc__)
    parser.add_argument("--commands", type=int, default=COMMANDS, help=f"how many are tried ({COMMANDS})")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="the same, again")
    options = parser.parse_args(argv)
    print(f"{options.commands:,} random commands against the rules, seed {options.seed}", flush=True)
    known = book()
    # What stays is no garbage to look through in the middle of a command.
    gc.collect()
    gc.freeze()
    try:
        tried = attempt(options.commands, options.seed, known)
    except DoesNotHold as problem:
        print(f"Does not hold: {problem}", file=sys.stderr)
        return 1
    print(
        f"{tried.taken:,} taken, {tried.commands - tried.taken:,} refused; everything held.\n"
        f"A command takes {tried.median_ms:.3f} ms in the median, {tried.p99_ms:.3f} ms at p99; "
        f"one that the rules take {tried.median_taken_ms:.3f} ms in the median."
    )
    return 0 if max(tried.median_ms, tried.median_taken_ms) <= MOST_MEDIAN_MS else 1


if __name__ == "__main__":
    sys.exit(main())
