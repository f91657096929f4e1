"""Play many tables with a vendor that fails by chance, and a healthy one to fall back on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import ROOT
from benchmarks.cores import Cores
from benchmarks.evidence import Records, TurnRow, Wrong, read, wrong_in_channel, wrong_in_records
from benchmarks.model_server import Served
from benchmarks.patrons import Deed, Listener, play_table
from benchmarks.stage import Stage, Vendor, staged
from benchmarks.start import quiet
from playground.model import Channel, Message
from playground.server import Playground

API_TIMEOUT = 2.0
"""Seconds to the first token and between tokens, so that a stall does not take the 30 s it takes at a table."""
PACE = ("--first", "0.1", "--rate", "120", "--rolls", "0.2")
# A turn may take 90 s before the table hears why; whoever waits longer heard nothing.
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is played, and how much of it goes wrong."""

    tables: int
    turns: int
    faults: float
    seed: int
    fallback: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it all."""

    plan: Plan
    seconds: float
    deeds: tuple[Deed, ...]
    records: Records
    flaky: tuple[Served, ...]
    healthy: tuple[Served, ...]
    too_many: int
    wrong: tuple[Wrong, ...]


def flaky(plan: Plan) -> Vendor:
    return Vendor("flaky", "openai", (*PACE, "--faults", str(plan.faults), "--seed", str(plan.seed)))


HEALTHY = Vendor("healthy", "anthropic", (*PACE, "--faults", "0"))


async def run(plan: Plan, cores: Cores, root: Path = ROOT) -> Outcome:
    """Play it all. Raises Died when the bot does not live, TimeoutError when nothing can be played."""
    first = flaky(plan)
    settings = {"API_TIMEOUT": str(API_TIMEOUT), "DEFAULT_MODEL": first.model}
    async with staged((first, HEALTHY), cores, settings, root) as stage:
        tables = [stage.playground.add_channel(f"table-{number}") for number in range(1, plan.tables + 1)]
        order = (first, HEALTHY) if plan.fallback else (first,)
        await stage.open_tables([(table, order) for table in tables], HEALTHY)
        opened = {table.id: set(table.log) for table in tables}
        before = time.perf_counter()
        had = await _play(stage, tables, plan)
        seconds = time.perf_counter() - before
        await quiet(stage.bot, PATIENCE)
        asked = [await stage.served(vendor) for vendor in (first, HEALTHY)]
        await stage.bot.end()
        records, mistakes = read(stage.database), stage.mistakes
        too_many = stage.playground.limits.too_many
        told = [(table, _since(stage.playground, table, opened[table.id])) for table in tables]
    deeds = tuple(deed for table in had for deed in table)
    wrong = wrong_in_records(records, deeds)
    for (table, messages), of_table in zip(told, had, strict=True):
        wrong += wrong_in_channel(table.name, messages, _told(of_table), _turns(records, table, of_table))
    wrong += _uncounted(records, first, asked[0]) + _uncounted(records, HEALTHY, asked[1])
    wrong += [Wrong("an error nobody foresaw", mistakes)] if mistakes else []
    return Outcome(plan, seconds, deeds, records, tuple(asked[0]), tuple(asked[1]), too_many, together(wrong))


async def _play(stage: Stage, tables: Sequence[Channel], plan: Plan) -> list[list[Deed]]:
    listener = Listener(stage.playground)
    people = [stage.playground.person("kira"), stage.playground.person("bruno")]

    async def one(number: int, table: Channel) -> list[Deed]:
        await asyncio.sleep(number / len(tables))
        return await play_table(listener, people, table, number, turns=plan.turns, patience=PATIENCE)

    playing = asyncio.gather(*(one(number, table) for number, table in enumerate(tables, start=1)))
    return await stage.bot.while_running(playing, plan.turns * PATIENCE)


def _since(playground: Playground, table: Channel, opened: set[int]) -> list[Message]:
    bot = playground.world.application.bot
    return [each for each in table.messages if each.author is bot and each.id not in opened]


def _told(deeds: Sequence[Deed]) -> list[str]:
    return [deed.mark for deed in deeds if deed.told_at is not None]


def _turns(records: Records, table: Channel, deeds: Sequence[Deed]) -> list[TurnRow]:
    answering = {records.answered.get(deed.discord_id) for deed in deeds}
    return [turn for turn in records.turns if turn.channel == table.id and turn.id in answering]


def _uncounted(records: Records, vendor: Vendor, served: Sequence[Served]) -> list[Wrong]:
    """Compare what a vendor was asked with the attempts that were written down."""
    kept = sum(call.provider == vendor.name for call in records.calls)
    if kept == len(served):
        return []
    return [Wrong("attempts that differ from what arrived", (f"{vendor.name}: {kept} kept, {len(served)} arrived",))]


def together(wrong: Sequence[Wrong]) -> tuple[Wrong, ...]:
    """Make one finding of all that are of a kind."""
    places: dict[str, list[str]] = {}
    for each in wrong:
        places.setdefault(each.what, []).extend(each.places)
    return tuple(Wrong(what, tuple(where)) for what, where in places.items())
