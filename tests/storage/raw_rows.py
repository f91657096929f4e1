"""All rows of the seeded play, and what of them counts by the words of the definitions, without the program's help."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from bot.domain.statistics import Filters, Scope, Window, size_of
from tests.storage.seeded import END, START

WINDOW = Window(START + timedelta(days=1, hours=5), END - timedelta(hours=7))
EVERYTHING = Filters(WINDOW)


@dataclass
class Raw:
    """All rows, and what belongs to a scope and a filter by the words of the definitions."""

    turns: list[Any]
    calls: list[Any]
    actions: list[Any]
    complaints: list[Any]
    campaigns: dict[int, Any]

    @cached_property
    def _by_turn(self) -> dict[int | None, list[Any]]:
        found: defaultdict[int | None, list[Any]] = defaultdict(list)
        for call in self.calls:
            found[call.turn_id].append(call)
        return found

    def place(self, row: Any, scope: Scope) -> bool:
        campaign = self.campaigns[row.campaign_id]
        if scope.guild_id is not None and campaign.guild_id != scope.guild_id:
            return False
        return scope.campaigns is None or campaign.id in scope.campaigns

    def told(self, scope: Scope, filters: Filters = EVERYTHING) -> list[Any]:
        return [
            row
            for row in self.turns
            if row.status == "told"
            and row.channel_id != 0
            and row.model is not None
            and filters.window.start <= row.told_at < filters.window.end
            and self.place(row, scope)
            and filters.language in (None, self.campaigns[row.campaign_id].language)
            and filters.size in (None, self.size(row))
        ]

    def of(self, turn: Any) -> list[Any]:
        return self._by_turn.get(turn.id, [])

    def played(self, turn: Any) -> list[Any]:
        return [call for call in self.of(turn) if plays(call) and name(call) == turn.model]

    def size(self, turn: Any) -> str:
        prompts = [call.input_tokens for call in self.played(turn) if call.input_tokens is not None]
        return size_of(max(prompts, default=None))

    def asked(self, scope: Scope, filters: Filters = EVERYTHING) -> list[Any]:
        return [
            row
            for row in self.calls
            if plays(row)
            and filters.window.start <= row.started_at < filters.window.end
            and self.place(row, scope)
            and filters.language in (None, self.campaigns[row.campaign_id].language)
            and filters.size in (None, size_of(row.input_tokens))
            and filters.model in (None, name(row))
        ]

    def waited(self, turn: Any) -> bool:
        queue = max((call.queue_ms for call in self.of(turn)), default=0)
        return turn.duel is None and turn.attempt == 1 and turn.wanted_model in (None, turn.model) and queue <= 60_000


def name(call: Any) -> str:
    return f"{call.provider}/{call.model}"


def plays(call: Any) -> bool:
    return call.purpose not in ("test", "replay") and call.error_class != "Cancelled"


def quick(call: Any) -> bool:
    return (
        (call.chunks or 0) >= 10
        and (call.output_tokens or 0) >= 50
        and call.usage_source == "reported"
        and call.error_class is None
        and call.ttft_ms is not None
        and call.e2e_ms > call.ttft_ms
    )
