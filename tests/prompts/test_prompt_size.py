"""A prompt stays under its bound whatever a table holds, and begins like the one before it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

import aiohttp
import httpx2
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.model_server import ModelServer
from bot.domain.campaign import NAME_LENGTH, THEMES_LENGTH, Campaign, TableRules
from bot.domain.character import Character
from bot.domain.conversation import Prompt
from bot.domain.memory import Chapter, Fact, Memory
from bot.domain.scene import Scene
from bot.domain.sheet import DESCRIPTION_LENGTH, new_sheet
from bot.domain.state import GameState
from bot.domain.tools import TOOLS, heaviest
from bot.domain.turn import ACTION_LENGTH, TranscriptMessage
from bot.llm import catalogue
from bot.llm.plain_tools import plain_prompt
from bot.llm.providers.anthropic_messages import AnthropicEndpoint
from bot.llm.providers.anthropic_request import request_body as anthropic_body
from bot.llm.providers.endpoint import Address
from bot.llm.providers.openai_chat import OpenAIEndpoint
from bot.llm.providers.openai_chat import request_body as openai_body
from bot.prompts.party import party_sheets
from bot.prompts.room import escaped, fit, weight
from bot.prompts.story import quoted_within
from bot.prompts.turn import most_actions, turn_prompt
from bot.services.table import Table
from tests.prompts.test_turn_prompt import CAMPAIGN, KIRA

CARDS = catalogue.load().models
LIMIT = 48_000


def size(body: dict[str, Any]) -> int:
    """Return the characters of a request as the vendors' SDKs write it."""
    return len(httpx2.Request("POST", "http://vendor", json=body).content.decode())


def sizes(prompt: Prompt) -> list[int]:
    return [
        size(anthropic_body(CARDS["anthropic/claude-sonnet-5-5"], prompt)),
        size(openai_body(CARDS["openai/gpt-4o"], prompt, "max_completion_tokens")),
        size(openai_body(CARDS["ollama/mistral"], plain_prompt(prompt), "max_tokens")),
    ]


_LETTERS = st.sampled_from(["a", "word ", '"', "<", "&", "\\", "\n", "é", "\u0001", "🎲", "\u2028"])


def _text(most: int) -> st.SearchStrategy[str]:
    """Draw a text that is long by repeating what is short, so that its size is drawn and not its letters."""
    return st.builds(
        lambda letters, length: ("".join(letters) * length)[:length],
        st.lists(_LETTERS, min_size=1, max_size=6),
        st.integers(0, most),
    )


_CAMPAIGNS = st.builds(
    lambda name, themes: replace(CAMPAIGN, name=name, themes=tuple(themes.split(","))),
    _text(NAME_LENGTH),
    _text(THEMES_LENGTH),
)
_HEROES = st.builds(
    lambda name, about: replace(KIRA, name=name, description=about), _text(NAME_LENGTH), _text(DESCRIPTION_LENGTH)
)


def _full_rules(text: str) -> TableRules:
    topics = tuple(f"{number} {text}"[:80] for number in range(20))
    return TableRules(tone=text[:100], house_rules=text[:1000], lines=topics, veils=topics, rating="mature")


@settings(max_examples=150, deadline=None)
@given(
    limit=st.sampled_from([40_000, 48_000, 64_000, 200_000]),
    campaign=_CAMPAIGNS,
    hero=_HEROES,
    heroes=st.integers(0, 120),
    deed=st.tuples(_text(NAME_LENGTH), _text(ACTION_LENGTH)),
    deeds=st.integers(0, 300),
    turns=st.integers(0, 80),
    told=_text(12_000),
    full=st.booleans(),
)
def test_whatever_a_table_holds_the_whole_request_stays_under_its_bound(
    limit: int,
    campaign: Campaign,
    hero: Character,
    heroes: int,
    deed: tuple[str, str],
    deeds: int,
    turns: int,
    told: str,
    full: bool,
) -> None:
    author, text = deed
    memory = Memory()
    if full:
        campaign = replace(campaign, rules=_full_rules(text))
        memory = Memory(
            tuple(Chapter(number, number, number, told) for number in range(40)),
            tuple(Fact(n, "secret" if n % 2 else "person", author, text[:400], pinned=True) for n in range(200)),
        )
    past = [
        message
        for number in range(1, turns + 1)
        for message in (
            TranscriptMessage("user", author, text, number),
            TranscriptMessage("assistant", None, told, number),
        )
    ]
    said = [TranscriptMessage("user", author, text, turns + 1)] * min(deeds, most_actions(limit))
    state = GameState(campaign, (hero,) * heroes, turns + 1)
    if full:
        state = replace(state, scene=Scene(author * 3, text[:200], text, (author,) * 50))
    prompt = turn_prompt(state, past, said, heaviest(), limit=limit, max_tokens=1000, memory=memory, restricted=full)
    assert max(sizes(prompt)) < limit
    assert prompt.messages[0].role == "user"
    assert prompt.settled == len(prompt.messages) - 1


@settings(deadline=None)
@given(_text(500), st.integers(0, 700))
def test_a_text_is_cut_to_its_room_and_not_without_need(text: str, room: int) -> None:
    kept = fit(text, room)
    assert weight(escaped(kept)) <= room
    assert kept == text or weight(escaped(text)) > room


def test_what_one_says_at_length_leaves_the_others_their_share() -> None:
    cut = quoted_within([("Kira", "long " * 800), ("Bruno", "I help her.")], 2_000)
    assert cut[1] == ("Bruno", "I help her.")
    assert 800 < len(cut[0][1]) < 1_000


def test_of_a_large_party_those_who_act_are_told_of_first() -> None:
    crowd = [replace(KIRA, name=f"Hero {number}", description="A thief. " * 30) for number in range(100)]
    told = party_sheets(crowd, {"Hero 77"}, 2_000)
    assert len(told) <= 2_000
    assert "- Hero 77: " in told
    assert "- Hero 0: " in told
    assert told.splitlines()[-1].startswith("- … and ")
    assert told.index("Hero 77") > told.index("Hero 0")
    whole = party_sheets(crowd[:3], set(), 6_000)
    assert whole.count("; A thief. A thief.") == 3


# What one turn of a campaign looks like: a line or two from one or two players, and an answer of some 150 words.
NAMES = ("Kira", "Bruno", "Ysolde", "Aldric")
HEROES = tuple(new_sheet(7, number, name, "elf", "rogue", "A thief with a conscience, and a debt in the harbour. " * 3)
               for number, name in enumerate(NAMES))  # fmt: skip
STREET = """the fog lies over the harbour and a bell rings under the water while somebody counts the steps in the
dark; « Qui va là ? » asks a voice, and "nobody" answers."""
WORDS = STREET.split(" ")


def words(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(least, most)))


@pytest.fixture
async def vendor() -> AsyncIterator[ModelServer]:
    async with ModelServer().running() as server:
        yield server


@pytest.mark.parametrize("dialect", ["openai", "anthropic", "plain"])
async def test_over_sixty_turns_most_of_a_request_is_how_the_one_before_it_begins(
    vendor: ModelServer, dialect: str
) -> None:
    chance = random.Random(7)
    state = GameState(CAMPAIGN, HEROES, 0)
    table = Table(state, [], [], transcript_limit=LIMIT * 2 // 3, most_actions=most_actions(LIMIT))
    async with aiohttp.ClientSession() as session:
        key = SecretStr("sk-test")
        if dialect == "anthropic":
            address = Address("anthropic", "anthropic", vendor.url.removesuffix("/v1"), key, 5.0)
            endpoint, card = AnthropicEndpoint(address, lambda: session), CARDS["anthropic/claude-sonnet-5-5"]
        else:
            address = Address("openai", "openai", vendor.url, key, 5.0)
            endpoint, card = OpenAIEndpoint(address, lambda: session), CARDS["openai/gpt-4o"]
        chat = endpoint.chat(replace(card, tools=dialect != "plain"))
        for number in range(1, 61):
            said = [
                TranscriptMessage("user", author, words(chance, 5, 40), number)
                for author in chance.sample(NAMES, chance.choice([1, 1, 2, 3]))
            ]
            hurt = tuple(replace(hero, hit_points=chance.randint(1, 9)) for hero in HEROES)
            state = GameState(CAMPAIGN, hurt, number)
            prompt = turn_prompt(state, table.transcript, said, TOOLS, limit=LIMIT, max_tokens=1000)
            _ = [event async for event in chat.stream(prompt)]
            table.transcript += [*said, TranscriptMessage("assistant", None, words(chance, 110, 160), number)]
            table.keep_recent()
        await endpoint.close()
    sent = [orjson.dumps(request.body).decode() for request in vendor.requests]
    assert len(sent) == 60
    assert max(map(len, sent)) < LIMIT
    shares = [_shared(before, after) / len(after) for before, after in pairwise(sent)]
    assert median(shares) >= 0.85


def _shared(before: str, after: str) -> int:
    """Return how many characters two texts begin with alike."""
    least, most = 0, min(len(before), len(after))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if before[:middle] == after[:middle] else (least, middle - 1)
    return least
