"""The campaigns in play, in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain.campaign import Campaign
from bot.domain.changes import apply
from bot.domain.rules.departing import seated
from bot.domain.sheet import outfitted
from bot.domain.state import GameState, restore
from bot.domain.turn import KeptTurn
from bot.prompts.turn import most_actions
from bot.services.table import MOST_MESSAGES, Table, first_heard
from bot.storage import Stores


class Tables:
    """The campaigns in play, loaded when first needed and let go when many are idle."""

    def __init__(self, stores: Stores, prompt_chars: int, most: int = 500) -> None:
        self._stores = stores
        self._prompt_chars = prompt_chars
        self._most = most
        self._tables: dict[int, Table] = {}
        self._loading: dict[int, asyncio.Lock] = {}
        # Of campaigns whose table is not loaded.
        self.languages: dict[int, str] = {}

    async def get(self, campaign_id: int) -> Table:
        """Return the campaign's table, loaded once however many ask at the same time."""
        if table := self._tables.get(campaign_id):
            return table
        async with self._loading.setdefault(campaign_id, asyncio.Lock()):
            if table := self._tables.get(campaign_id):
                return table
            table = await self._load(campaign_id)
            self._let_idle_go()
            self._tables[campaign_id] = table
        self._loading.pop(campaign_id, None)
        return table

    def language_of(self, campaign_id: int) -> str | None:
        """Return the language of a campaign, without waiting for anything; None when it was never loaded."""
        table = self._tables.get(campaign_id)
        return self.languages.get(campaign_id) if table is None else table.state.campaign.language

    def values(self) -> list[Table]:
        return list(self._tables.values())

    async def rest(self, patience: float) -> None:
        """Let the turns in progress end within so many seconds, and break off what does not."""
        workers = [table.worker for table in self._tables.values() if table.worker]
        if not workers:
            return
        _, late = await asyncio.wait(workers, timeout=patience)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def drop(self, campaign_id: int) -> None:
        """Let a campaign go that is no more."""
        self._tables.pop(campaign_id, None)

    async def reload(self, table: Table, *, whole: bool = False) -> None:
        """Bring a table up to what is kept, after something was taken back.

        What waits, what was agreed on and who plays stays as it is in memory, unless the table is read as a `whole`.
        """
        fresh = await self._load(table.campaign_id)
        if whole:
            table.waiting, table.members, table.strangers = fresh.waiting, fresh.members, fresh.strangers
            table.state = replace(table.state, campaign=fresh.state.campaign)
        # What the table agreed on meanwhile, such as its model, is no part of what is taken back.
        campaign = table.state.campaign
        table.state = replace(fresh.state, campaign=campaign)
        table.previous = None if fresh.previous is None else replace(fresh.previous, campaign=campaign)
        table.told = fresh.told
        table.transcript, table.memory = fresh.transcript, fresh.memory
        table.last_take, table.taken_back = fresh.last_take, fresh.taken_back
        table.failed, table.begun = fresh.failed, fresh.begun

    async def _load(self, campaign_id: int) -> Table:
        stores = self._stores
        campaign = await stores.campaigns.get(campaign_id)
        last = await stores.turns.last_turn(campaign_id)
        told = await stores.turns.told_last(campaign_id)
        state = await self._state(campaign, told.turn.number if told else 0)
        transcript = await stores.turns.transcript(campaign_id, MOST_MESSAGES)
        table = Table(
            state=state,
            transcript=list(transcript),
            waiting=sorted(await stores.actions.pending(campaign_id), key=first_heard),
            transcript_limit=self._prompt_chars * 2 // 3,
            most_actions=most_actions(self._prompt_chars),
            told=told,
            memory=await stores.memory.of(campaign_id),
            previous=await self._previous(state, told),
            last_take=await stores.turns.last_take(campaign_id, state.turn) if told else 0,
            taken_back=await stores.turns.taken_back(campaign_id, state.turn),
            # A telling of a turn that stands already is given up when it fails; nothing waits for it.
            failed=last if last is not None and last.status == "failed" and not last.again else None,
            begun=last if last is not None and last.status == "telling" else None,
        )
        table.members = {member.account_id: member.role for member in await stores.campaigns.members(campaign_id)}
        table.strangers = {character.account_id for character in state.party} - table.members.keys()
        table.keep_recent()
        return table

    async def _state(self, campaign: Campaign, turn: int) -> GameState:
        kept = await self._stores.campaigns.state_of(campaign.id)
        if kept is not None:
            return replace(restore(kept, campaign), turn=turn)
        # Made before sheets held belongings, and before states were kept.
        party = [outfitted(character) for character in await self._stores.characters.of_campaign(campaign.id)]
        return GameState(campaign, tuple(party), turn)

    async def _previous(self, now: GameState, told: KeptTurn | None) -> GameState | None:
        """Return what the last told turn began with, and what people changed since; None where nobody kept it."""
        if told is None:
            return None
        before = await self._stores.turns.state_before(told.id)
        try:
            state = restore(before or "", now.campaign)
            for made in await self._stores.campaigns.altered(now.campaign.id, told.turn.number):
                state = apply(state, made)
        except ValueError:
            return None  # told before states were kept whole
        return replace(seated(state, now.party), turn=told.turn.number - 1)

    def _let_idle_go(self) -> None:
        if len(self._tables) < self._most:
            return
        idle = [
            key
            for key, table in self._tables.items()
            if not (
                table.worker or table.waiting or table.late or table.timed or table.door.locked() or table.pen.locked()
            )
        ]
        for key in idle[: len(self._tables) - self._most + 1]:
            self.languages[key] = self._tables.pop(key).state.campaign.language
