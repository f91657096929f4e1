"""The Discord client: extensions, errors told to their reader, a clean end."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.bootstrap import Services, open_services
from bot.config import Settings
from bot.scheduler import Scheduler
from bot.ui.board import DiscordBoard
from bot.ui.campaign_buttons import BUTTONS as CAMPAIGN_BUTTONS
from bot.ui.duel_buttons import DuelButton
from bot.ui.failures import sentence_for
from bot.ui.farewell_button import FarewellButton
from bot.ui.gateway import DiscordGateway
from bot.ui.levelup import LevelButton, LevelSelect
from bot.ui.models_pages import ModelsPageButton
from bot.ui.own_data import LeaveButton
from bot.ui.pass_button import PassButton
from bot.ui.portrait_form import PictureAgainButton
from bot.ui.receipt_button import ReceiptButton
from bot.ui.replies import DiscordReplies
from bot.ui.retell_menu import RetellMenu
from bot.ui.retry import RetryButton
from bot.ui.roll_button import RollButton
from bot.ui.tongue import tongue
from bot.ui.translator import CatalogueTranslator
from bot.ui.undo_button import UndoButton
from bot.ui.workshop_items import CraftButton, CraftSelect
from bot.ui.wrong_button import CorrectButton, WrongButton
from bot.ui.xcard_button import XCardButton

log = structlog.stdlib.get_logger(__name__)

EXTENSIONS = (
    "cogs.play",
    "cogs.accounts",
    "cogs.alerts",
    "cogs.own_data",
    "cogs.campaigns",
    "cogs.campaign_places",
    "cogs.campaign_people",
    "cogs.campaign_life",
    "cogs.characters",
    "cogs.founding",
    "cogs.themes",
    "cogs.creation",
    "cogs.setup",
    "cogs.replay",
    "cogs.stats",
    "cogs.schedules",
    "cogs.leaderboard",
    "cogs.scorecard",
    "cogs.stats_chart",
    "cogs.stats_export",
    "cogs.stats_system",
    "cogs.stats_table",
    "cogs.sheet",
    "cogs.character_stable",
    "cogs.character_belongings",
    "cogs.character_levels",
    "cogs.character_files",
    "cogs.budget",
    "cogs.complaints",
    "cogs.fight",
    "cogs.gm",
    "cogs.greeting",
    "cogs.help",
    "cogs.keys",
    "cogs.language",
    "cogs.lookup",
    "cogs.memory",
    "cogs.models",
    "cogs.audition",
    "cogs.party",
    "cogs.portraits",
    "cogs.recap",
    "cogs.receipts",
    "cogs.safety",
    "cogs.settings",
    "cogs.archive",
    "cogs.dice",
    "cogs.duel",
    "cogs.undo",
    "cogs.whisper",
    "cogs.absence",
)


# Skald does not speak; that it has no voice libraries is nothing to warn of.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


class SkaldTree(app_commands.CommandTree["SkaldBot"]):
    """The slash commands, whose failures always reach the person."""

    async def on_error(
        self, interaction: discord.Interaction[SkaldBot], error: app_commands.AppCommandError, /
    ) -> None:
        await tell_failure(interaction, error)


class SkaldBot(commands.AutoShardedBot):
    """The game master's client on Discord."""

    services: Services

    def __init__(self, settings: Settings, *, message_content: bool = True) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=message_content)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            tree_cls=SkaldTree,
            allowed_mentions=discord.AllowedMentions.none(),
            # Campaigns answer messages as they come; nothing looks old ones up in the client's cache.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            # A guild that comes later is met by `on_guild_available`, so there is no need to hold everything up.
            guild_ready_timeout=0.25,
        )
        self.settings = settings
        self.command_ids: dict[str, int] = {}
        self._sync: asyncio.Task[None] | None = None
        self._jobs: Scheduler | None = None
        self._starting_jobs: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        self.services = await open_services(
            self.settings, DiscordReplies(self), DiscordBoard(self), DiscordGateway(self)
        )
        self.add_dynamic_items(*CAMPAIGN_BUTTONS, CraftButton, CraftSelect, LeaveButton)
        self.add_dynamic_items(CorrectButton, WrongButton)
        self.add_dynamic_items(DuelButton, FarewellButton, LevelButton, LevelSelect, PictureAgainButton)
        self.add_dynamic_items(
            ReceiptButton, RetellMenu, RetryButton, ModelsPageButton, PassButton, RollButton, UndoButton, XCardButton
        )
        await self.tree.set_translator(CatalogueTranslator())
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        self._sync = self.loop.create_task(self._register_commands())
        self._jobs = Scheduler(self.services.jobs)
        self._starting_jobs = self.loop.create_task(self._jobs.start())

    async def _register_commands(self) -> None:
        """Tell Discord about the commands; sending the same ones again changes nothing there."""
        try:
            self.command_ids = {command.name: command.id for command in await self.tree.sync()}
        except discord.HTTPException as error:
            log.error("the slash commands could not be registered; the next start tries again", reason=str(error))

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs: Skald has slash commands only."""

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("an event handler failed", discord_event=event_method)

    async def close(self) -> None:
        if self._sync is not None:
            self._sync.cancel()
        if self._jobs is not None and self._starting_jobs is not None:
            await self._starting_jobs
            self._jobs.stop()
        if hasattr(self, "services"):
            await self.services.close()
        await super().close()


async def tell_failure(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer an interaction with what went wrong, for that person only."""
    sentence = sentence_for(error, tongue(interaction))
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(sentence, ephemeral=True)
            return
        if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
            # A public "thinking" would turn into a public error; it is taken back first.
            with contextlib.suppress(discord.NotFound):
                await interaction.delete_original_response()
        await interaction.followup.send(sentence, ephemeral=True)
    except discord.HTTPException as refused:
        log.warning("a failure could not be told", reason=str(refused), sentence=sentence)
