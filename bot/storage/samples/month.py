"""A seeded month of play: three made-up models, two campaigns, their duels and complaints, and a machine's samples.

No vendor's model is in it, because nothing here was measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Table, insert

from bot.domain.checking import CHECKS, coded
from bot.domain.duel import Choice
from bot.storage.connections import AsyncConnection
from bot.storage.samples.made import BASALT, DUELS, MODELS, Made
from bot.storage.tables import (
    accounts,
    actions,
    campaigns,
    complaints,
    duels,
    llm_calls,
    members,
    turns,
    vitals,
    votes,
)

DAYS: Final = 30
VOTERS: Final = ("Ada", "Kira", "Bruno", "Dora", "Emil", "Fenn", "Gale")
CAMPAIGNS: Final = (("The Glass Orchard", "en"), ("Le Phare des cendres", "fr"))
COMMITMENT: Final = "sample"
"""What stands in the place of a campaign's commitment, which is never this short: what is told there met no dice."""
STORY: Final = "The fog lifts over the harbour, and somebody rings the drowned bell. What do you do? "
_SEED: Final = 6
_CHUNK: Final = 200


class Month:
    """Rows of one month up to `now`, always the same for the same seed."""

    def __init__(
        self, guild_id: int, now: datetime, *, days: int = DAYS, models: Sequence[Made] = MODELS, title: str = "{}"
    ) -> None:
        """`title` is what a campaign's name is set in."""
        self.guild_id = guild_id
        self.now = now
        self.days = days
        self.models = models
        self.title = title
        self.chance = random.Random(_SEED)  # noqa: S311 (made-up figures, no secret)
        self.campaigns: list[int] = []
        self._people: list[int] = []
        self._turns: list[dict[str, Any]] = []

    async def play(self, connection: AsyncConnection, known: Mapping[str, int] = MappingProxyType({})) -> None:
        """Keep the month; `known` are people by name who have an account, all others get one."""
        for name in VOTERS:
            added = insert(accounts).values(name=self.title.format(name), created_at=self._ago(self.days + 1))
            account = known.get(name) or (await connection.execute(added.returning(accounts.c.id))).scalar_one()
            self._people.append(account)
        for name, language in CAMPAIGNS:
            row: dict[str, Any] = {
                "guild_id": self.guild_id, "owner_id": self._people[0], "name": self.title.format(name), "themes": [],
                "language": language, "secret": b"x", "commitment": COMMITMENT, "status": "archived",
                "created_at": self._ago(self.days + 1),
            }  # fmt: skip
            added = insert(campaigns).values(row).returning(campaigns.c.id)
            self.campaigns.append((await connection.execute(added)).scalar_one())
        await _put(connection, members, self._members())
        self._play_evenings()
        attempts = [kept.pop("calls") for kept in self._turns]
        for kept, turn_id in zip(self._turns, await _put(connection, turns, self._turns), strict=True):
            kept["id"] = turn_id
        called = zip(self._turns, attempts, strict=True)
        await _put(connection, llm_calls, [call | {"turn_id": turn["id"]} for turn, calls in called for call in calls])
        await _put(connection, actions, self._actions())
        await _put(connection, complaints, self._complaints())
        ballots = self._duel_rows()
        ids = await _put(connection, duels, [duel for duel, _ in ballots])
        cast = zip(ids, ballots, strict=True)
        await _put(connection, votes, [vote | {"duel_id": duel_id} for duel_id, (_, own) in cast for vote in own])

    async def breathe(self, connection: AsyncConnection, process: str) -> None:
        """Keep the samples that a process took of itself and its machine."""
        await _put(connection, vitals, list(self._vitals(process)))

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def _members(self) -> list[dict[str, Any]]:
        joined = self._ago(self.days)
        return [
            {
                "campaign_id": campaign,
                "account_id": account,
                "role": "player" if place else "owner",
                "joined_at": joined,
            }
            for campaign in self.campaigns
            for place, account in enumerate(self._people)
        ]

    def _play_evenings(self) -> None:
        """Let each campaign be played every other evening, by each model in turn."""
        numbers = dict.fromkeys(self.campaigns, 0)
        for day in range(self.days, 0, -1):
            campaign = self.campaigns[day % 2]
            at = self._ago(day) + timedelta(hours=2)
            for made in self.models:
                for _ in range(self.chance.randint(10, 15)):
                    numbers[campaign] += 1
                    at += timedelta(seconds=self.chance.uniform(60, 200))
                    self._turns.append(self._turn(campaign, numbers[campaign], made, at, day))

    def _turn(self, campaign: int, number: int, made: Made, at: datetime, day: int) -> dict[str, Any]:
        # What the digest has to say: in its last week, Basalt takes half as long again.
        slower = 1.5 if made.key == BASALT.key and day <= 7 else 1.0
        first = made.first_word * slower * self.chance.lognormvariate(0, 0.35)
        tokens = self.chance.randint(110, 260)
        last = first + 1000 * tokens / (made.speed * self.chance.uniform(0.85, 1.1))
        calls: list[dict[str, Any]] = []
        if self.chance.random() < made.failing:
            error = self.chance.choice(("TooSlow", "Overloaded", "Refusal", "Interrupted"))
            calls.append(self._call(campaign, made, at, first, last, 0, error))
        calls.append(self._call(campaign, made, at, first, last, tokens, None))
        return {
            "campaign_id": campaign, "number": number, "attempt": 1, "channel_id": campaign, "status": "told",
            "action_ids": [], "reply_ids": [], "model": made.name, "wanted_model": made.name,
            "narration": STORY * 3, "findings": self._findings(made), "checked": coded(CHECKS), "started_at": at,
            "told_at": at + timedelta(milliseconds=last), "first_word_ms": first, "last_word_ms": last,
            "delivered": True, "calls": calls,
        }  # fmt: skip

    def _call(
        self, campaign: int, made: Made, at: datetime, first: float, last: float, tokens: int, error: str | None
    ) -> dict[str, Any]:
        size = self.chance.randint(1_800, 9_000)
        price = (Decimal(made.price[0]) * size + Decimal(made.price[1]) * tokens) / 1_000_000
        cut = error is None and self.chance.random() < made.wrong / 3
        tools = self.chance.randint(0, 2)
        return {
            "guild_id": self.guild_id, "campaign_id": campaign, "purpose": "narrate", "attempt": 1,
            "provider": made.provider, "model": made.key, "started_at": at, "queue_ms": 2.0, "ttft_ms": first,
            "first_text_ms": first, "e2e_ms": last, "chunks": max(tokens // 2, 1), "input_tokens": size,
            "cache_read_tokens": size // 2, "output_tokens": tokens, "usage_source": "reported",
            "cost_usd": price if error is None else Decimal(0),
            "finish_reason": None if error else "length" if cut else "stop", "tool_calls": tools,
            "tool_calls_valid": max(0, tools - (self.chance.random() < made.wrong)), "error_class": error,
            "prompt_hash": "made", "prompt_version": "1",
        }  # fmt: skip

    def _findings(self, made: Made) -> list[dict[str, Any]]:
        """Find something of each kind now and then; dice are bent the least, a wrong length is the commonest."""
        found = [
            kind for place, kind in enumerate(CHECKS, 1) if self.chance.random() < made.wrong * place / len(CHECKS)
        ]
        return [{"kind": kind, "worst": False, "detail": "", "mended": False} for kind in found]

    def _actions(self) -> list[dict[str, Any]]:
        return [
            {
                "campaign_id": turn["campaign_id"], "account_id": self.chance.choice(self._people[:5]),
                "turn_id": turn["id"], "channel_id": turn["campaign_id"], "discord_id": turn["id"], "kind": "message",
                "author": "", "text": "I look.", "received_at": turn["started_at"],
            }
            for turn in self._turns
        ]  # fmt: skip

    def _complaints(self) -> list[dict[str, Any]]:
        return [
            {
                "turn_id": turn["id"], "account_id": self.chance.choice(self._people[:5]),
                "what": self.chance.choice(("rules", "story", "character", "language")), "words": "",
                "made_at": turn["told_at"],
            }
            for turn in self.chance.sample(self._turns, 24)
        ]  # fmt: skip

    def _duel_rows(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        models = self.models
        pairs = [(models[one], models[other]) for one, other, count in DUELS for _ in range(count)]
        self.chance.shuffle(pairs)
        return [self._duel(number, pair) for number, pair in enumerate(pairs, 1)]

    def _duel(self, number: int, pair: tuple[Made, Made]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        one, other = pair if self.chance.random() < 0.5 else pair[::-1]
        at = self._ago(self.days * self.chance.random())
        voters = self.chance.sample(self._people, 3)
        wins = 1 / (1 + 2.718281828 ** (other.skill - one.skill))
        outcome: Choice = self.chance.choices(("a", "b", "tie", "bad"), (wins, 1 - wins, 0.12, 0.05))[0]
        facts = {
            side: {"tokens": 180, "milliseconds": 1000 * 180 / made.speed, "cost": "0.002", "characters": 700}
            for side, made in (("a", one), ("b", other))
        }
        row = {
            "guild_id": self.guild_id, "campaign_id": self.campaigns[number % 2],
            "number": number, "take": 1, "channel_id": 1, "language": "en", "status": "closed",
            "model_a": one.name, "model_b": other.name, "story_a": STORY * self.chance.randint(4, 9),
            "story_b": STORY * self.chance.randint(4, 9), "facts": facts, "voters": voters, "outcome": outcome,
            "told": outcome if outcome in ("a", "b") else "a", "made_at": at, "closes_at": at, "closed_at": at,
        }  # fmt: skip
        cast = [outcome if self.chance.random() < 0.85 else self.chance.choice(("a", "b", "tie")) for _ in voters]
        ballots = zip(voters, cast, strict=True)
        return row, [{"account_id": who, "choice": what, "voted_at": at} for who, what in ballots]

    def _vitals(self, process: str) -> Iterable[dict[str, Any]]:
        """Keep a sample every ten minutes of the last three days."""
        for sample in reversed(range(3 * 24 * 6)):
            busy = 1.0 if 18 <= (self.now - timedelta(minutes=10 * sample)).hour <= 23 else 0.2
            figures = {
                "cpu": 12 * busy + self.chance.random(), "memory": 120_000_000, "machine_cpu": 20 * busy + 5,
                "machine_memory": 41.0, "disk_used": 52.0, "disk_free": 90_000_000_000, "disk_read": 1e4,
                "disk_written": 4e4 * busy, "received": 2e4 * busy, "sent": 9e3 * busy,
                "lag": 3 + 9 * busy * self.chance.random(), "latency": self.chance.uniform(60, 110),
                "waiting": int(2 * busy), "telling": int(3 * busy), "database": 40_000_000, "resting": 0,
            }  # fmt: skip
            yield {"at": self.now - timedelta(minutes=10 * sample), "process": process, "figures": figures}


async def _put(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows, a chunk at a time; return their ids in the same order, nothing for a table without."""
    if "id" not in table.c:
        await connection.execute(insert(table), rows)
        return []
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids: list[int] = []
    for start in range(0, len(rows), _CHUNK):
        ids += (await connection.execute(adding, rows[start : start + _CHUNK])).scalars()
    return ids
