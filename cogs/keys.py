"""Bring, list and remove a server's own keys."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.i18n import N_, translate
from bot.services.keys import Admin, KeyService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.forms import filled_in, sent
from bot.ui.key_form import FORM, kept_key, key_form, key_list
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

REMOVED = N_("The key for {provider} is gone. It still works at its vendor; end it there if nobody else should use it.")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Keys(commands.GroupCog, group_name="keys", group_description="The keys this server brought for its models"):
    """Keys of one's own, for those who manage a server."""

    def __init__(self, keys: KeyService) -> None:
        self.keys = keys

    @app_commands.command(name="set")
    @app_commands.describe(provider="Whose models the key is for")
    async def bring(self, interaction: discord.Interaction[SkaldBot], provider: str) -> None:
        """Bring a key of this server's own; it is tried first."""
        self.keys.check(_admin(interaction), provider)
        await interaction.response.send_modal(key_form(provider, tongue(interaction)))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Try the key that was pasted into a form, also one from before a restart, and keep it."""
        provider = sent(interaction, FORM)
        if provider is None:
            return
        try:
            async with Answer(interaction, ephemeral=True) as answer:
                kept = await self.keys.set(_admin(interaction), provider, filled_in(interaction).get("key", ""))
                await answer.say(kept_key(kept, tongue(interaction)))
        except Exception as error:
            await tell_failure(interaction, error)

    @app_commands.command(name="list")
    async def show(self, interaction: discord.Interaction[SkaldBot]) -> None:
        """Show which keys this server brought."""
        async with Answer(interaction, ephemeral=True) as answer:
            keys = await self.keys.list(_admin(interaction))
            await answer.say(embed=key_list(keys, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(provider="Whose key is taken away")
    async def remove(self, interaction: discord.Interaction[SkaldBot], provider: str) -> None:
        """Take a key of this server away."""
        async with Answer(interaction, ephemeral=True) as answer:
            await self.keys.remove(_admin(interaction), provider)
            told = translate(REMOVED, tongue(interaction))
            await answer.say(told.format(provider=provider))

    @bring.autocomplete("provider")
    async def _providers(
        self, _interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return _matching(self.keys.providers(), current)

    @remove.autocomplete("provider")
    async def _brought(
        self, interaction: discord.Interaction[SkaldBot], current: str
    ) -> list[app_commands.Choice[str]]:
        return _matching(await self.keys.brought(_admin(interaction)), current)


def _matching(providers: list[str], current: str) -> list[app_commands.Choice[str]]:
    return matching([(name, name) for name in providers], current)


def _admin(interaction: discord.Interaction[Any]) -> Admin:
    guild = interaction.guild
    return Admin(
        person=person_of(interaction.user, interaction.permissions),
        guild_id=interaction.guild_id or 0,
        guild_name=guild.name if guild else "",
        may_manage=interaction.permissions.manage_guild,
    )


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Keys(bot.services.keys))
