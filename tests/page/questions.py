"""Two forms that together ask everything a form of Discord can ask."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

WAYS = ("North", "South")


def _options(kind: type[Any]) -> list[Any]:
    return [kind(label=way, value=way.lower()) for way in WAYS]


class Questions(ui.Modal, title="Everything a form can ask"):
    """One half of the fields."""

    way: ui.Label[Any] = ui.Label(
        text="Way", component=ui.RadioGroup(custom_id="way", options=_options(discord.RadioGroupOption))
    )
    gear: ui.Label[Any] = ui.Label(
        text="Gear",
        component=ui.CheckboxGroup(
            custom_id="gear", options=_options(discord.CheckboxGroupOption), min_values=0, required=False
        ),
    )
    sure: ui.Label[Any] = ui.Label(text="Sure", component=ui.Checkbox(custom_id="sure"))
    map: ui.Label[Any] = ui.Label(
        text="Map", component=ui.FileUpload(custom_id="map", min_values=0, max_values=2, required=False)
    )
    friend: ui.Label[Any] = ui.Label(
        text="Friend", component=ui.UserSelect(custom_id="friend", required=False, max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        way: Any = self.way.component
        gear: Any = self.gear.component
        sure: Any = self.sure.component
        files: Any = self.map.component
        friend: Any = self.friend.component
        read = [(await file.read()).decode() for file in files.values]
        names = [one.display_name for one in friend.values]
        await interaction.response.send_message(f"{way.value} {gear.values} {sure.value} {read} {names}")


class Things(ui.Modal, title="The other half"):
    """Roles, channels, both kinds of anybody, and a text between them."""

    word: ui.TextDisplay[Any] = ui.TextDisplay("Choose well.")
    role: ui.Label[Any] = ui.Label(text="Role", component=ui.RoleSelect(custom_id="role"))
    who: ui.Label[Any] = ui.Label(text="Who", component=ui.MentionableSelect(custom_id="who"))
    where: ui.Label[Any] = ui.Label(
        text="Where",
        component=ui.ChannelSelect(custom_id="where", channel_types=[discord.ChannelType.text]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        chosen: list[Any] = [self.role.component, self.who.component, self.where.component]
        await interaction.response.send_message(" ".join(one.values[0].name for one in chosen))


class Mute(ui.Modal, title="Into the wind"):
    """A form whose bot says nothing when it comes."""

    said: ui.Label[Any] = ui.Label(text="Words", component=ui.TextInput(custom_id="said"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Never answer."""
