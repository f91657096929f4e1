"""Build what asks models for told turns once more."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.bootstrap.story import Story
from bot.config import Settings
from bot.llm.models import Models
from bot.services.budgets import BudgetService
from bot.services.keychain import Keychain
from bot.services.people import PeopleService
from bot.services.ports import Replies
from bot.services.replay import ReplayService
from bot.services.replay_orders import NoReplay
from bot.services.vault import Vault
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.prepare import prepare


def replays(settings: Settings, story: Story, replies: Replies) -> ReplayService:
    """Build the service over what tells the story; it shares its models and budgets, and nothing else."""
    return ReplayService(
        story.stores,
        story.people,
        story.models,
        story.budgets,
        replies,
        story.play.campaign_in,
        prompt_chars=settings.prompt_chars,
        max_tokens=settings.max_tokens,
        patience=settings.api_timeout,
    )


@asynccontextmanager
async def replays_alone(settings: Settings) -> AsyncGenerator[tuple[Stores, ReplayService]]:
    """Open what a replay needs without the bot, which may play meanwhile; raises `OperatorError`."""
    database = await Database.open(settings.database)
    try:
        await prepare(database)
        stores = Stores.over(database)
        models = Models(settings, keyrings=Keychain(stores, Vault(settings.secret_key)).of)
        service = ReplayService(
            stores,
            PeopleService(stores),
            models,
            BudgetService(stores),
            None,
            _no_channel,
            prompt_chars=settings.prompt_chars,
            max_tokens=settings.max_tokens,
            patience=settings.api_timeout,
        )
        try:
            yield stores, service
        finally:
            await service.close()
            await models.close()
    finally:
        await database.close()


def _no_channel(channel_id: int) -> int:
    raise NoReplay
