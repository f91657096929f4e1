"""Build what asks models for told turns once more."""

from __future__ import annotations

from bot.bootstrap.story import Story
from bot.config import Settings
from bot.services.ports import Replies
from bot.services.replay import ReplayService


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
