"""Buttons, selects, forms and layouts, through the real client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord
import pytest
from discord import ui
from discord.http import Route

from playground import Person, Playground, Refused
from playground.model import Channel
from tests.playground.client import Bot, connected
from tests.playground.talker import French, add_commands


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with connected(playground) as bot:
        add_commands(bot)
        await bot.tree.set_translator(French())
        await bot.tree.sync()
        yield bot


async def test_a_button_changes_its_message(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    call = await kira.click(message, "Retry")
    assert call.acknowledged == 7
    assert (await call.reply()).content == "tried again"
    assert message.content == "tried again"


async def test_a_button_may_be_acknowledged_silently_and_followed_up(
    playground: Playground, bot: Bot, kira: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    call = await kira.click(message, "quiet")
    assert call.acknowledged == 6
    assert (await call.reply()).content == "only for you"
    assert message.content == "choose"


async def test_a_disabled_or_missing_button_cannot_be_pressed(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    with pytest.raises(Refused, match="any more"):
        await kira.click(message, "Off")
    with pytest.raises(Refused, match="has no 'Boom'"):
        await kira.click(message, "Boom")


async def test_selects_of_every_kind_are_chosen_from(
    playground: Playground, bot: Bot, kira: Person, bruno: Person, place: Channel
) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    assert (await (await kira.select(message, "Weapon", ["Bow"])).reply()).content == "You take the Bow"
    assert (await (await kira.select(message, "who", [kira, bruno])).reply()).content == "kira, bruno"
    with pytest.raises(Refused, match="not offered"):
        await kira.select(message, "Weapon", ["Spoon"])
    other = await (await kira.slash(place, "places")).reply()
    role = next(iter(playground.guild.roles.values()))
    assert (await (await kira.select(other, "role", [role])).reply()).content == "@everyone"
    assert (await (await kira.select(other, "channel", [place])).reply()).content == "campaign"
    assert (await (await kira.select(other, "mentionable", [role, bruno])).reply()).content == "bruno, @everyone"


async def test_a_form_is_shown_filled_in_and_answered(bot: Bot, kira: Person, place: Channel) -> None:
    shown = await kira.slash(place, "form")
    assert shown.acknowledged == 9
    assert shown.modal is not None
    assert shown.modal["title"] == "A character"
    fields = [item["components"][0] for item in shown.modal["components"]]
    name = next(item["custom_id"] for item in fields if item["label"] == "Name")
    with pytest.raises(Refused, match="must be filled in"):
        await kira.submit(shown, {})
    with pytest.raises(Refused, match="at most 20"):
        await kira.submit(shown, {name: "x" * 21})
    call = await kira.submit(shown, {name: "Mira"})
    assert (await call.reply()).content == "Mira: nothing known"


async def test_a_form_with_labels_and_selects_is_filled_in(bot: Bot, kira: Person, place: Channel) -> None:
    shown = await kira.slash(place, "equip")
    call = await kira.submit(shown, {"weapon": ["Sword"], "motto": "Onward"})
    assert (await call.reply()).content == "Sword, Onward"


async def test_a_button_may_show_a_form(bot: Bot, kira: Person, place: Channel) -> None:
    message = await (await kira.slash(place, "buttons")).reply()
    shown = await kira.click(message, "Form")
    assert shown.modal is not None
    name = shown.modal["components"][0]["components"][0]["custom_id"]
    assert (await (await kira.submit(shown, {name: "Mira"})).reply()).content == "Mira: nothing known"


async def test_components_v2_are_kept_and_pressed(bot: Bot, kira: Person, place: Channel) -> None:
    pressed: list[str] = []

    class Card(ui.LayoutView):
        def __init__(self) -> None:
            super().__init__(timeout=None)
            button: ui.Button[Card] = ui.Button(label="Roll", custom_id="roll")
            button.callback = self.roll  # type: ignore[method-assign]
            self.add_item(
                ui.Container(
                    ui.TextDisplay("# The goblin"),
                    ui.Separator(),
                    ui.Section("It sneers.", accessory=button),
                    ui.MediaGallery(discord.MediaGalleryItem("https://example.com/goblin.png")),
                )
            )

        async def roll(self, interaction: discord.Interaction) -> None:
            pressed.append(str(interaction.user))
            await interaction.response.defer()

    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.send(view=Card())
    message = place.messages[-1]
    assert message.text == "# The goblin\nIt sneers."
    call = await kira.click(message, "Roll")
    assert call.acknowledged == 6
    assert pressed == ["kira"]


async def test_text_beside_components_v2_is_refused(bot: Bot, place: Channel) -> None:
    channel = bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)

    class Card(ui.LayoutView):
        text = ui.TextDisplay[ui.LayoutView]("# The goblin")

    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.request(
            Route("POST", "/channels/{channel_id}/messages", channel_id=place.id),
            json={"content": "beside", "flags": 1 << 15, "components": Card().to_components()},
        )
    assert "cannot be used when using MessageFlags.IS_COMPONENTS_V2" in refused.value.text


async def test_more_than_five_buttons_in_a_row_and_equal_custom_ids_are_refused(bot: Bot, place: Channel) -> None:
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "same"}
    for row, word in (([button, button], "duplicated"), ([{**button, "custom_id": str(n)} for n in range(6)], "width")):
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.request(
                Route("POST", "/channels/{channel_id}/messages", channel_id=place.id),
                json={"content": "x", "components": [{"type": 1, "components": row}]},
            )
        assert refused.value.code == 50035
        assert word in refused.value.text
