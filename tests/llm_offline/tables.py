"""A table that plays with the offline narrator, with the real tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain import tools
from bot.domain.campaign import Campaign
from bot.domain.conversation import Brief, Deed, Message, Prompt, ToolCall
from bot.domain.dice import SeededDice, commitment
from bot.domain.sheet import new_sheet
from bot.domain.state import GameState
from bot.domain.tools import Outcome
from bot.llm.chat import Event, TextDelta
from bot.llm.offline import OfflineNarrator

SECRET = b"s" * 32


@dataclass
class Told:
    """One turn as it was told."""

    text: str
    calls: tuple[ToolCall, ...]
    outcomes: tuple[Outcome, ...]


def prompt(
    *deeds: tuple[str, str],
    language: str = "en",
    themes: tuple[str, ...] = ("tavern",),
    party: tuple[str, ...] = ("Kira", "Bram"),
    turn: int = 2,
    campaign: str = "The Salt Crown",
) -> Prompt:
    brief = Brief(language, campaign, themes, turn, party, tuple(Deed(author, text) for author, text in deeds))
    return Prompt("", (Message("user", "(the moment)"),), brief, tools.TOOLS)


async def events(asked: Prompt) -> list[Event]:
    return [event async for event in OfflineNarrator(pace=0).stream(asked)]


def text_of(heard: Sequence[Event]) -> str:
    return "".join(event.text for event in heard if isinstance(event, TextDelta))


def calls_of(heard: Sequence[Event]) -> tuple[ToolCall, ...]:
    return tuple(event for event in heard if isinstance(event, ToolCall))


async def tell(asked: Prompt, seed: int | None = None) -> Told:
    """Tell one turn as a turn worker does: tools first, and then the story from their results."""
    brief = asked.brief
    party = tuple(new_sheet(1, number, name, "elf", "rogue") for number, name in enumerate(brief.party))
    campaign = Campaign(1, 2, 3, brief.campaign, brief.themes, brief.language, None, SECRET, commitment(SECRET))
    state, dice = GameState(campaign, party, brief.turn), SeededDice(SECRET, brief.turn if seed is None else seed)
    heard = await events(asked)
    calls = calls_of(heard)
    outcomes = tuple(tools.run(call, state, dice, brief.language) for call in calls)
    if calls:
        results = tuple(
            Message("tool", outcome.content, tool_call_id=call.id)
            for call, outcome in zip(calls, outcomes, strict=True)
        )
        heard = await events(replace(asked, messages=(*asked.messages, Message("assistant", "", calls), *results)))
    return Told(text_of(heard), calls, outcomes)


async def play(turns: Sequence[Sequence[tuple[str, str]]], **setting: object) -> list[Told]:
    """Play a campaign from its first turn, with the transcript growing as it does at a table."""
    story: list[Told] = []
    transcript: tuple[Message, ...] = ()
    for number, deeds in enumerate(turns, 1):
        asked = prompt(*deeds, turn=number, **setting)  # type: ignore[arg-type]
        told = await tell(replace(asked, messages=(*transcript, *asked.messages)))
        transcript = (*transcript, Message("user", "(what they did)"), Message("assistant", told.text))
        story.append(told)
    return story
