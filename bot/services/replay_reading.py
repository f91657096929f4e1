"""Read what a replay asks, and how far it is."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from bot.domain.campaign import Campaign
from bot.domain.replay import Replay
from bot.llm.models import Models
from bot.services.budgets import BudgetService
from bot.services.replay_orders import ReplayView
from bot.services.rereading import Question, Rereader
from bot.services.staging import staged
from bot.storage import Stores


class ReplayReading:
    """The questions of replays, of a campaign or of ready scenes, and their standing."""

    def __init__(self, stores: Stores, models: Models, budgets: BudgetService, rereader: Rereader) -> None:
        self._stores = stores
        self._models = models
        self._budgets = budgets
        self._rereader = rereader

    async def view(self, replay: Replay, *, at_work: bool) -> ReplayView:
        """Tell how far a replay is."""
        numbers = await self.numbers(replay)
        counts = Counter(await self._stores.replays.counts(replay.id))
        campaign = await self.campaign(replay)
        question = await self.question(replay, numbers[-1]) if numbers else None
        left = Decimal(0) if question is not None else None
        for name in replay.models:
            cost = None if question is None else await self.estimate(replay, name, question)
            missing = len(numbers) - counts[name, True] - counts[name, False]
            left = None if left is None or cost is None else left + cost * missing
        return ReplayView(
            replay=replay,
            title=campaign.name if campaign is not None else "",
            turns=len(numbers),
            told={name: counts[name, True] for name in replay.models},
            failed={name: counts[name, False] for name in replay.models},
            labels={name: self._models.label(name) for name in replay.models},
            spent=await self._stores.replays.spent(replay.id),
            running=at_work or replay.status == "running",
            estimate=left,
        )

    async def numbers(self, replay: Replay) -> list[int]:
        """Return the numbers of the turns or scenes that are asked, in their order."""
        if replay.scenes is not None:
            return list(range(1, len(replay.scenes) + 1))
        return await self._stores.contexts.numbers(replay.campaign_id or 0, replay.made_at, replay.first, replay.last)

    async def question(self, replay: Replay, number: int) -> Question | None:
        """Return what every model is asked under a number; None when its turn is gone."""
        if replay.scenes is not None:
            return staged(self._rereader, replay.scenes[number - 1], number, replay.language)
        campaign = await self.campaign(replay)
        return None if campaign is None else await self._rereader.turn(campaign, number, replay.made_at)

    async def campaign(self, replay: Replay) -> Campaign | None:
        """Return the campaign that is told again; None for scenes, and when it is gone."""
        if replay.campaign_id is None:
            return None
        try:
            return await self._stores.campaigns.get(replay.campaign_id)
        except LookupError:
            return None

    async def estimate(self, replay: Replay, name: str, question: Question) -> Decimal | None:
        """Return what a telling by a model costs at most; None where nobody knows its price."""
        card = self._models.card(name)
        if card is None:
            return None
        await self._models.warm(card, replay.guild_id)
        speaker = self._models.speaker(card, replay.guild_id)
        return self._budgets.estimate(speaker, question.prompt, rounds=1)
