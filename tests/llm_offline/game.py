"""A table that plays whole games with the offline narrator: state, memory and transcript go on from turn to turn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from typing import Any

from bot.domain import tools
from bot.domain.campaign import Campaign, TableRules, TurnMode
from bot.domain.character import Character
from bot.domain.conversation import Brief, Deed, Message, Prompt, Tool, ToolCall
from bot.domain.dice import SeededDice, commitment
from bot.domain.memory import FACT, Memory, fact_of
from bot.domain.plaintext import fold
from bot.domain.rules.turns import end_of_turn
from bot.domain.sheet import new_sheet
from bot.domain.state import GameState
from bot.domain.tools import Need
from bot.domain.turn import LedgerEntry
from bot.storage.srd import monsters, spells
from tests.llm_offline.tables import SECRET, calls_of, events, text_of

MOST_ROUNDS = 5
REMEMBERED = 40

CLASSES = (("Kira", "half-elf", "fighter"), ("Bram", "dwarf", "cleric"), ("Odile", "elf", "wizard"))


def party() -> tuple[Character, ...]:
    """Three characters of level 1: a fighter, a cleric and a wizard."""
    return tuple(
        replace(new_sheet(1, number, name, race, class_), id=number)
        for number, (name, race, class_) in enumerate(CLASSES, 1)
    )


@cache
def found(need: Need) -> Any:
    """Look something up in the rule book itself; None where it has nothing by that name."""
    kinds = {"monster": ("Monsters", monsters.stat_block), "spell": ("Spells", spells.spell)}
    if need.kind not in kinds:
        return None
    book, read = kinds[need.kind]
    module = import_module(f"tinys_srd.{book}")
    meant = fold(need.name)
    sources = (vars(getattr(module, entry)) for entry in module.entries)
    return next((read(one) for one in sources if meant in (fold(one["index"]), fold(one["name"]))), None)


@dataclass
class Told:
    """One turn: what was told, what was asked, what came of it, and the states around it."""

    text: str
    calls: list[ToolCall]
    outcomes: list[tools.Outcome]
    entries: list[LedgerEntry]
    before: GameState
    after: GameState


@dataclass
class Game:
    """A campaign at the offline narrator's table."""

    language: str = "en"
    themes: tuple[str, ...] = ("forest",)
    mode: TurnMode = "free"
    state: GameState = field(init=False)
    memory: Memory = Memory()
    transcript: list[Message] = field(default_factory=list[Message])
    story: list[Told] = field(default_factory=list[Told])
    deeds: list[tuple[tuple[str, str], ...]] = field(default_factory=list[tuple[tuple[str, str], ...]])
    seed: int = 0
    only: frozenset[str] | None = None

    def __post_init__(self) -> None:
        rules = TableRules(mode=self.mode)
        campaign = Campaign(
            1, 2, 3, "The Salt Crown", self.themes, self.language, None, SECRET, commitment(SECRET), rules=rules
        )
        self.state = GameState(campaign, party(), 0)

    async def play(self, *deeds: tuple[str, str]) -> Told:
        """Play one turn as the engine does: rounds of tools, the story, the end of the turn."""
        number = self.state.turn + 1
        before = self.state = replace(self.state, turn=number)
        dice, state = SeededDice(SECRET, number + 1000 * self.seed), self.state
        brief = Brief(
            self.language,
            state.campaign.name,
            self.themes,
            number,
            tuple(one.name for one in state.party),
            tuple(Deed(*deed) for deed in deeds),
            state,
            self.memory,
        )
        prompt = Prompt(
            "", (*self.transcript[-2 * REMEMBERED :], Message("user", "(now)")), brief, self._offered(state)
        )
        calls: list[ToolCall] = []
        outcomes: list[tools.Outcome] = []
        text = ""
        for last_but in reversed(range(MOST_ROUNDS)):
            heard = await events(prompt)
            text, asked = text_of(heard), calls_of(heard)
            if not asked or not last_but:
                break
            results: list[Message] = []
            for call in asked:
                known = {need: it for need in tools.needs(call, state) if (it := found(need)) is not None}
                outcome = tools.run(call, state, dice, self.language, known)
                state = outcome.state
                calls.append(call)
                outcomes.append(outcome)
                results.append(Message("tool", outcome.content, tool_call_id=call.id))
            messages = (*prompt.messages, Message("assistant", "", tuple(asked)), *results)
            prompt = replace(prompt, messages=messages, tools=self._offered(state), tools_allowed=last_but != 1)
        entries = [entry for outcome in outcomes for entry in outcome.entries]
        writers = {author for author, _ in deeds}
        acted = [one.id for one in state.party if one.name in writers]
        state, done = end_of_turn(state, acted, dice)
        entries += tools.entries(done, self.state, state, self.language)
        self.state = state
        self._remember(entries, number)
        self.transcript += [Message("user", "(what they did)"), Message("assistant", text)]
        told = Told(text, calls, outcomes, entries, before, state)
        self.story.append(told)
        self.deeds.append(deeds)
        return told

    def _offered(self, state: GameState) -> tuple[Tool, ...]:
        return tuple(tool for tool in tools.offered(state) if self.only is None or tool.name in self.only)

    def _remember(self, entries: list[LedgerEntry], number: int) -> None:
        facts = [fact_of(entry.detail, number) for entry in entries if entry.kind == FACT]
        self.memory = replace(self.memory, facts=(*self.memory.facts, *facts))
