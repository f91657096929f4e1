"""A small real discord.py bot that answers with everything a message can hold."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
from discord import app_commands, ui

from tests.page.picture import PICTURE
from tests.page.questions import Mute, Questions, Things

FRENCH = {"greet": "saluer", "Greet someone with a card": "Saluer quelqu’un avec une carte", "who": "qui"}
CREATURES = ("goblin", "golem", "gorgon", "owlbear")


class French(app_commands.Translator):
    async def translate(self, string: Any, locale: discord.Locale, context: Any) -> str | None:
        return FRENCH.get(string.message) if locale is discord.Locale.french else None


class Buttons(ui.View):
    def __init__(self, finish: asyncio.Event) -> None:
        super().__init__(timeout=None)
        self.finish = finish
        self.count = 0
        self.add_item(ui.Button(label="Rules", style=discord.ButtonStyle.link, url="https://example.com/rules"))
        self.add_item(ui.Button(label="Closed", style=discord.ButtonStyle.danger, disabled=True))

    @ui.button(label="Again", emoji="🎲", style=discord.ButtonStyle.success)
    async def again(self, interaction: discord.Interaction, button: ui.Button) -> None:
        self.count += 1
        await interaction.response.edit_message(content=f"Pressed {self.count} times in {interaction.locale}")

    @ui.button(label="Nothing", style=discord.ButtonStyle.secondary)
    async def nothing(self, interaction: discord.Interaction, button: ui.Button) -> None:
        """Answer far too late: a view answers by itself as soon as its callback returns."""
        await self.finish.wait()

    @ui.select(
        placeholder="Weapon",
        options=[
            discord.SelectOption(label="Sword", description="sharp"),
            discord.SelectOption(label="Bow", emoji="🏹"),
        ],
    )
    async def weapon(self, interaction: discord.Interaction, select: ui.Select) -> None:
        await interaction.response.edit_message(content=f"Took the {select.values[0]}")

    @ui.select(cls=ui.UserSelect, placeholder="Companion")
    async def companion(self, interaction: discord.Interaction, select: ui.UserSelect) -> None:
        await interaction.response.edit_message(content=f"Goes with {select.values[0].display_name}")


class Sheet(ui.Modal, title="A new character"):
    name: ui.Label = ui.Label(
        text="Name",
        description="As friends call you",
        component=ui.TextInput(placeholder="Mira", min_length=2, max_length=20),
    )
    trade: ui.Label = ui.Label(
        text="Trade",
        component=ui.Select(options=[discord.SelectOption(label="Ranger"), discord.SelectOption(label="Bard")]),
    )
    past: ui.TextInput = ui.TextInput(
        label="Past", style=discord.TextStyle.paragraph, required=False, default="An orphan"
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        name, trade = self.name.component, self.trade.component
        await interaction.response.send_message(f"{name.value} the {trade.values[0]}: {self.past.value}")  # type: ignore[attr-defined]


class Layout(ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        button: ui.Button = ui.Button(label="Vote", style=discord.ButtonStyle.primary)
        button.callback = self.vote  # type: ignore[method-assign]
        self.head: ui.TextDisplay = ui.TextDisplay("## The duel\nWho told it **better**?")
        self.add_item(
            ui.Container(
                self.head,
                ui.Separator(),
                ui.Section("The dragon sighs.", accessory=button),
                ui.Section("A map.", accessory=ui.Thumbnail("attachment://map.png", description="a thumbnail map")),
                ui.MediaGallery(discord.MediaGalleryItem("attachment://map.png", description="a map of the vale")),
                accent_colour=0x2ECC71,
            )
        )

    async def vote(self, interaction: discord.Interaction) -> None:
        self.head.content = "## Voted"
        await interaction.response.edit_message(view=self)


def card(who: str) -> discord.Embed:
    embed = discord.Embed(
        title=f"Hello {who}", description="A **warm** welcome", colour=0xE67E22, url="https://example.com/"
    )
    embed.set_author(name="The innkeeper").set_footer(text="Open all night")
    embed.add_field(name="Ale", value="2 cp").add_field(name="Stew", value="5 cp")
    embed.set_image(url="attachment://map.png")
    return embed


class TableBot(discord.Client):
    """`finish` lets /slow and the button Nothing go on; `asked` keeps each autocomplete question."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents.all(), allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.1
        )
        self.tree = app_commands.CommandTree(self)
        self.finish = asyncio.Event()
        self.asked: list[str] = []
        add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(French())
        await self.tree.sync()


def picture() -> discord.File:
    return discord.File(io.BytesIO(PICTURE), "map.png", description="a map of the vale")


def add_commands(bot: TableBot) -> None:
    tree = bot.tree

    @tree.command(description="Greet someone with a card")
    async def greet(interaction: discord.Interaction, who: str) -> None:
        await interaction.response.send_message(embed=card(who), file=picture())

    @tree.command(description="Show buttons and menus")
    async def press(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Not pressed", view=Buttons(bot.finish))

    @tree.command(description="Open a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Sheet())

    @tree.command(description="Ask everything a form can ask")
    async def ask(interaction: discord.Interaction, things: bool = False) -> None:
        await interaction.response.send_modal(Things() if things else Questions())

    @tree.command(description="Open a form that leads nowhere")
    async def mute(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Mute())

    @tree.command(description="Show a layout")
    async def layout(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Layout(), file=picture())

    @tree.command(description="Whisper")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("The dagger is under the bed", ephemeral=True)

    @tree.command(description="Think first")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        await bot.finish.wait()
        await interaction.followup.send("Thought it over")

    @tree.command(description="Say nothing")
    async def silent(interaction: discord.Interaction) -> None:
        """Never answer."""

    @tree.command(description="Look a creature up")
    async def find(interaction: discord.Interaction, creature: str, size: str | None = None) -> None:
        await interaction.response.send_message(f"Found {creature} ({size})")

    @find.autocomplete("creature")
    async def creatures(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        bot.asked.append(current)
        if current == "ecla":
            return [app_commands.Choice(name="un éclaireur", value="id-scout")]
        return [
            app_commands.Choice(name=f"The {name}" if current == "the" else name, value=f"id-{name}")
            for name in CREATURES
            if current == "the" or name.startswith(current)
        ]

    @tree.command(description="Take every kind of option")
    @app_commands.choices(
        way=[app_commands.Choice(name="North", value="n"), app_commands.Choice(name="South", value="s")]
    )
    async def typed(
        interaction: discord.Interaction,
        way: app_commands.Choice[str],
        count: app_commands.Range[int, 1, 6],
        loud: bool | None = None,
        friend: discord.Member | None = None,
        place: discord.TextChannel | None = None,
    ) -> None:
        words = [way.value, str(count), str(loud), friend.display_name if friend else "", place.name if place else ""]
        await interaction.response.send_message(" ".join(words))

    @tree.command(description="Keep a file")
    async def keep(interaction: discord.Interaction, file: discord.Attachment) -> None:
        await interaction.response.send_message(f"Kept {file.filename} of {file.size} bytes")

    campaign = app_commands.Group(name="campaign", description="Campaigns")

    @campaign.command(description="Start a campaign")
    async def create(interaction: discord.Interaction, name: str, themes: str | None = None) -> None:
        await interaction.response.send_message(f"Created {name} ({themes})")

    @campaign.command(description="Show the campaign")
    async def show(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("There is none")

    tree.add_command(campaign)
