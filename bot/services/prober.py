"""Find out beside the story whether a provider that failed is well again."""

from __future__ import annotations

import asyncio

import structlog

from bot.domain.attempt import Attempt
from bot.domain.campaign import Campaign
from bot.errors import SkaldError
from bot.llm.errors import LLMError
from bot.llm.probe import probe
from bot.llm.speaker import Speaker
from bot.services.tally import Tally
from bot.storage import Stores

log = structlog.stdlib.get_logger(__name__)


class Prober:
    """Make one tiny call to a provider whose rest is over, so that no player waits for the answer."""

    def __init__(self, stores: Stores, tally: Tally) -> None:
        self._stores = stores
        self._tally = tally
        self._probing: set[asyncio.Task[None]] = set()

    def look_after(self, speaker: Speaker, campaign: Campaign) -> None:
        """Ask a provider whether it is well, and return at once; its breaker lets one question pass."""
        task = asyncio.create_task(self._probe(speaker, campaign), name=f"probe {speaker.card.provider}")
        self._probing.add(task)
        task.add_done_callback(self._probing.discard)

    async def close(self) -> None:
        """Ask no more."""
        for task in self._probing:
            task.cancel()
        await asyncio.gather(*self._probing, return_exceptions=True)

    async def _probe(self, speaker: Speaker, campaign: Campaign) -> None:
        attempts: list[Attempt] = []
        try:
            await probe(speaker, attempts)
            if attempts:
                log.info("a provider is well again", provider=speaker.card.provider)
        except LLMError as error:
            log.info("a provider still fails", provider=speaker.card.provider, reason=str(error))
        self._tally.count(attempts)
        try:
            await self._stores.calls.add(attempts, guild_id=campaign.guild_id, campaign_id=campaign.id)
        except SkaldError as error:
            log.warning("what a probe took is not kept", reason=str(error))
