"""Register, sign in and link Discord users."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SkaldBot, tell_failure
from bot.i18n import translate
from bot.services.accounts.linking import NotLinked
from bot.services.accounts.service import AccountService
from bot.services.accounts.values import Wanted
from bot.services.people import Person
from bot.ui import account_card as say
from bot.ui.account_forms import FORM, login_form, password_form, register_form
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.forms import filled_in, sent
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

Interaction = discord.Interaction[SkaldBot]
Sent = Callable[[Person, dict[str, str], str], Awaitable[str]]


class Accounts(commands.GroupCog, group_name="account", group_description="Your account, beyond this Discord user"):
    """Accounts of one's own. Passwords travel in forms only: options of commands stand in the client's history."""

    def __init__(self, accounts: AccountService) -> None:
        self.accounts = accounts
        self._forms: dict[str, Sent] = {
            "register": self._registered,
            "login": self._logged_in,
            "password": self._changed,
            "recover": self._changed,
        }

    @app_commands.command()
    async def register(self, interaction: Interaction) -> None:
        """Make your account yours beyond Discord, with an address and a password."""
        await self.accounts.check_unregistered(person_of(interaction.user))
        await interaction.response.send_modal(register_form(tongue(interaction)))

    @app_commands.command()
    async def login(self, interaction: Interaction) -> None:
        """Sign in to your account, from whichever Discord user you are."""
        await interaction.response.send_modal(login_form(tongue(interaction)))

    @app_commands.command()
    async def password(self, interaction: Interaction) -> None:
        """Change your password or your address."""
        recovering = await self.accounts.recovering(person_of(interaction.user))
        await interaction.response.send_modal(password_form(tongue(interaction), recovering=recovering))

    @app_commands.command()
    @app_commands.describe(everywhere="Also wherever else your account is signed in")
    async def logout(self, interaction: Interaction, everywhere: bool = False) -> None:
        """Sign out; you play on as before."""
        async with Answer(interaction, ephemeral=True) as answer:
            await self.accounts.logout(person_of(interaction.user), everywhere=everywhere)
            done = say.SIGNED_OUT_EVERYWHERE if everywhere else say.SIGNED_OUT
            await answer.say(translate(done, tongue(interaction)))

    @app_commands.command()
    async def show(self, interaction: Interaction) -> None:
        """Show your account and who belongs to it."""
        async with Answer(interaction, ephemeral=True) as answer:
            view = await self.accounts.show(person_of(interaction.user))
            await answer.say(embed=say.account_card(view, tongue(interaction)))

    @app_commands.command()
    async def link(self, interaction: Interaction) -> None:
        """Let this Discord user belong to the account you are signed in to."""
        async with Answer(interaction, ephemeral=True) as answer:
            await self.accounts.link(person_of(interaction.user))
            await answer.say(translate(say.LINKED, tongue(interaction)))

    @app_commands.command()
    @app_commands.describe(user="Who is to be somebody of their own again")
    async def unlink(self, interaction: Interaction, user: str) -> None:
        """Part a Discord user from your account."""
        async with Answer(interaction, ephemeral=True) as answer:
            discord_id = _id(user)
            await self.accounts.unlink(person_of(interaction.user), discord_id)
            await answer.say(translate(say.UNLINKED, tongue(interaction)).format(discord_id=discord_id))

    @unlink.autocomplete("user")
    async def _linked(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        linked = await self.accounts.linked(person_of(interaction.user))
        return matching([(str(discord_id), f"{name} ({discord_id})") for discord_id, name in linked.items()], current)

    @app_commands.command()
    async def history(self, interaction: Interaction) -> None:
        """Show who tried to sign in to your account."""
        async with Answer(interaction, ephemeral=True) as answer:
            visits = await self.accounts.history(person_of(interaction.user))
            await answer.say(embed=say.history_card(visits, tongue(interaction)))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Do what a form asks for that was sent, also one from before a restart."""
        form = self._forms.get(sent(interaction, FORM) or "")
        if form is None:
            return
        try:
            # Hashing a password takes longer than anybody should wait for a first sign.
            await interaction.response.defer(ephemeral=True, thinking=True)
            told = await form(person_of(interaction.user), filled_in(interaction), tongue(interaction))
            await interaction.followup.send(told, ephemeral=True)
        except Exception as error:
            await tell_failure(interaction, error)

    async def _registered(self, person: Person, typed: dict[str, str], language: str) -> str:
        address, password, again = (typed.get(name, "") for name in ("address", "password", "again"))
        return say.registered(await self.accounts.register(person, address, password, again), language)

    async def _logged_in(self, person: Person, typed: dict[str, str], language: str) -> str:
        who = await self.accounts.login(person, typed.get("address", ""), typed.get("password", ""))
        return say.signed_in(who, language)

    async def _changed(self, person: Person, typed: dict[str, str], language: str) -> str:
        new, again, address = (typed.get(name, "") for name in ("new", "again", "address"))
        code = await self.accounts.change(person, Wanted(typed.get("old"), new, again, address))
        return say.changed(code, language)


def _id(typed: str) -> int:
    """Read a Discord user's id; raises `NotLinked` for what is none."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 20):
        raise NotLinked
    return int(typed)


async def setup(bot: SkaldBot) -> None:
    await bot.add_cog(Accounts(bot.services.accounts))
