"""Forms with every type of field that Discord knows: what a bot may show, what a person sends, what the bot reads."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands

from playground.errors import DiscordError
from playground.modals import check_modal
from playground.model import Channel
from playground.people import Person, Refused
from playground.server import Playground
from tests.page.questions import WAYS, Questions, Things
from tests.playground.client import Bot


@pytest.fixture
async def forms(bot: Bot) -> None:
    @bot.tree.command(description="Ask everything")
    async def ask(interaction: discord.Interaction, things: bool = False) -> None:
        await interaction.response.send_modal(Things() if things else Questions())

    app_commands.describe(things="the other half")(ask)
    await bot.tree.sync()


async def test_every_choice_a_file_and_a_person_of_a_form_reach_the_bot(
    forms: None, kira: Person, place: Channel
) -> None:
    shown = await kira.slash(place, "ask")
    filled = {"way": "north", "gear": ["north", "south"], "sure": True, "map": [("a.txt", b"here be dragons")]}
    call = await kira.submit(shown, {**filled, "friend": [kira.id]})
    assert (await call.reply()).content == "north ['north', 'south'] True ['here be dragons'] ['Kira']"


async def test_what_may_be_left_out_is_left_out(forms: None, kira: Person, place: Channel) -> None:
    shown = await kira.slash(place, "ask")
    call = await kira.submit(shown, {"way": "South", "gear": [], "friend": []})
    assert (await call.reply()).content == "south [] False [] []"


async def test_roles_channels_and_anybody_reach_the_bot(
    forms: None, playground: Playground, kira: Person, place: Channel
) -> None:
    shown = await kira.slash(place, "ask", things=True)
    role = playground.guild.id
    call = await kira.submit(shown, {"role": [role], "who": [kira.id], "where": [place.id]})
    assert (await call.reply()).content == f"@everyone kira {place.name}"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "'Way' needs a choice"),
        ({"way": "up"}, "'up' is not offered in 'Way'"),
        ({"way": "north", "gear": ["wings"]}, "'wings' is not offered in 'Gear'"),
        ({"way": "north", "map": [("a", b"")] * 3}, "takes 0 to 2, not 3"),
        ({"way": "north", "map": [("a", b"0" * (10 * 1024 * 1024 + 1))]}, "10 MB at most"),
        ({"way": "north", "map": ["a.txt"]}, "does not take 'a.txt'"),
        ({"way": "north", "friend": [1]}, "does not take 1"),
        ({"way": "north", "other": "x"}, "no field 'other'"),
    ],
)
async def test_a_form_says_what_it_does_not_take(
    forms: None, kira: Person, place: Channel, values: dict[str, Any], sentence: str
) -> None:
    shown = await kira.slash(place, "ask")
    with pytest.raises(Refused, match=sentence):
        kira.start_submit(shown, values)


def _field(**more: Any) -> dict[str, Any]:
    component = {"custom_id": "x", **more}
    return {"custom_id": "m", "title": "T", "components": [{"type": 18, "label": "L", "component": component}]}


TWO = [{"label": way, "value": way} for way in WAYS]


@pytest.mark.parametrize(
    "data",
    [
        _field(type=4),
        _field(type=4, style=1, min_length=5, max_length=2),
        _field(type=3, options=[]),
        _field(type=5, min_values=3, max_values=2),
        _field(type=5, max_values=26),
        _field(type=19, max_values=11),
        _field(type=21, options=TWO[:1]),
        _field(type=21, options=[{**each, "default": True} for each in TWO]),
        _field(type=22, options=TWO * 6),
        _field(type=22, options=TWO, min_values=3),
        _field(type=2, style=1, label="Press"),
        {**_field(type=23), "title": ""},
    ],
)
def test_a_form_that_discord_would_refuse_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(DiscordError) as caught:
        check_modal(data)
    assert caught.value.code == 50035
