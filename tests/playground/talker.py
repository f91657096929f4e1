"""A bot with every kind of interaction."""

from __future__ import annotations

import contextlib

import discord
from discord import app_commands, ui

from tests.playground.client import Bot

WEAPONS = [discord.SelectOption(label="Sword"), discord.SelectOption(label="Bow", emoji="🏹")]


class Buttons(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.chosen: list[str] = []

    @ui.button(label="Retry", custom_id="retry")
    async def retry(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.edit_message(content="tried again")

    @ui.button(label="Quietly", emoji="🤫", custom_id="quiet")
    async def quiet(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.defer()
        await interaction.followup.send("only for you", ephemeral=True)

    @ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        await interaction.response.send_modal(Form())

    @ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: discord.Interaction, button: ui.Button[Buttons]) -> None:
        """Never pressed."""

    @ui.select(placeholder="Weapon", options=WEAPONS)
    async def weapon(self, interaction: discord.Interaction, select: ui.Select[Buttons]) -> None:
        await interaction.response.send_message(f"You take the {select.values[0]}")

    @ui.select(cls=ui.UserSelect, custom_id="who", max_values=2)
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect[Buttons]) -> None:
        await interaction.response.send_message(", ".join(user.name for user in select.values))


class Places(ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.select(cls=ui.RoleSelect, custom_id="role")
    async def role(self, interaction: discord.Interaction, select: ui.RoleSelect[Places]) -> None:
        await interaction.response.send_message(select.values[0].name)

    @ui.select(cls=ui.ChannelSelect, custom_id="channel")
    async def channel(self, interaction: discord.Interaction, select: ui.ChannelSelect[Places]) -> None:
        await interaction.response.send_message(select.values[0].name)

    @ui.select(cls=ui.MentionableSelect, custom_id="mentionable", max_values=2)
    async def mentionable(self, interaction: discord.Interaction, select: ui.MentionableSelect[Places]) -> None:
        await interaction.response.send_message(", ".join(item.name for item in select.values))


class Form(ui.Modal, title="A character"):
    name = ui.TextInput[ui.Modal](label="Name", min_length=2, max_length=20)
    story = ui.TextInput[ui.Modal](label="Story", required=False, style=discord.TextStyle.paragraph)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{self.name.value}: {self.story.value or 'nothing known'}")


class NewForm(ui.Modal, title="Equipment"):
    intro = ui.TextDisplay("Choose well")
    weapon = ui.Label[ui.Modal](
        text="Weapon",
        description="One of them",
        component=ui.Select(custom_id="weapon", options=[discord.SelectOption(label="Sword")]),
    )
    motto = ui.Label[ui.Modal](text="Motto", component=ui.TextInput(custom_id="motto"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.weapon.component, ui.Select)
        assert isinstance(self.motto.component, ui.TextInput)
        await interaction.response.send_message(f"{self.weapon.component.values[0]}, {self.motto.component.value}")


class French(app_commands.Translator):
    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        return {"greet": "saluer"}.get(string.message) if locale is discord.Locale.french else None


MOODS = [app_commands.Choice(name="Merry", value="m"), app_commands.Choice(name="Sad", value="s")]


def add_commands(bot: Bot) -> None:
    tree = bot.tree

    @tree.command(description="Greet somebody")
    @app_commands.choices(mood=MOODS)
    async def greet(
        interaction: discord.Interaction,
        who: str,
        times: app_commands.Range[int, 1, 3] = 1,
        mood: str = "m",
        to: discord.Member | None = None,
    ) -> None:
        name = to.display_name if to else who
        await interaction.response.send_message(f"{mood}: hello {name}" * times)

    @greet.autocomplete("who")
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        times = interaction.namespace.times or 1
        return [app_commands.Choice(name=f"{current}{number}", value=str(number)) for number in range(times)]

    group = app_commands.Group(name="campaign", description="Campaigns")

    @group.command(description="Begin one")
    async def create(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"{name} begins")
        await interaction.followup.send("And a follow-up")

    tree.add_command(group)

    @tree.command(description="Secretly")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("just you")

    @tree.command(description="Twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None
        with contextlib.suppress(discord.InteractionResponded):
            await interaction.response.send_message("twice")

    @tree.command(description="Never")
    async def never(interaction: discord.Interaction) -> None:
        """Say nothing."""

    @tree.command(description="Buttons")
    async def buttons(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Buttons())

    @tree.command(description="Places")
    async def places(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("choose", view=Places())

    @tree.command(description="A form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="A newer form")
    async def equip(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(NewForm())

    @tree.command(description="For admins")
    @app_commands.default_permissions(manage_guild=True)
    async def admin(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("as you wish")

    @tree.context_menu(name="Quote")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}")

    @tree.context_menu(name="Wave")
    async def wave(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"waves at {member.display_name}")
