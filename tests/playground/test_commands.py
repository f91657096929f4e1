"""Registration of commands: ids that stay, and what is refused."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import app_commands
from discord.http import Route

from playground import Playground
from playground.commands import forget
from tests.playground.client import Bot

GOOD: dict[str, Any] = {"name": "roll", "description": "Roll dice"}


async def put(bot: Bot, playground: Playground, body: object) -> Any:
    route = Route("PUT", "/applications/{application_id}/commands", application_id=playground.world.application.id)
    return await bot.http.request(route, json=body)


async def test_an_overwrite_keeps_the_ids_of_commands_that_stay(playground: Playground, bot: Bot) -> None:
    first = await put(bot, playground, [GOOD, {"name": "old", "description": "Old"}])
    second = await put(bot, playground, [{**GOOD, "description": "Roll many dice"}])
    assert len(second) == 1
    assert second[0]["id"] == first[0]["id"]
    assert second[0]["version"] != first[0]["version"]


async def test_one_command_is_created_changed_fetched_and_deleted(playground: Playground, bot: Bot) -> None:
    application_id = playground.world.application.id
    made = await bot.http.upsert_global_command(application_id, GOOD)  # type: ignore[arg-type]
    again = await bot.http.upsert_global_command(application_id, GOOD)  # type: ignore[arg-type]
    assert made["id"] == again["id"]
    number = int(made["id"])
    changed = await bot.http.edit_global_command(application_id, number, {"description": "Throw"})  # type: ignore[arg-type,typeddict-item]
    assert (await bot.http.get_global_command(application_id, number))["description"] == changed["description"]
    await bot.http.delete_global_command(application_id, number)
    with pytest.raises(discord.NotFound) as refused:
        await bot.http.get_global_command(application_id, number)
    assert refused.value.code == 10063


async def test_commands_of_a_guild_stand_beside_the_global_ones(playground: Playground, bot: Bot) -> None:
    @bot.tree.command(guild=discord.Object(playground.guild.id), description="Here only")
    async def here(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")

    await bot.tree.sync(guild=discord.Object(playground.guild.id))
    call = await playground.person("kira").slash(playground.channel("dice"), "here")
    assert (await call.reply()).content == "here"
    fetched = await bot.tree.fetch_commands(guild=discord.Object(playground.guild.id))
    assert [item.name for item in fetched] == ["here"]
    forget(playground.world, playground.guild.id, fetched[0].id)
    assert await bot.tree.fetch_commands(guild=discord.Object(playground.guild.id)) == []


OPTION: dict[str, Any] = {"type": 3, "name": "dice", "description": "Which"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({**GOOD, "name": "Roll"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({**GOOD, "name": "roll dice"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({**GOOD, "name": "x" * 33}, "BASE_TYPE_BAD_LENGTH"),
        ({**GOOD, "description": "x" * 101}, "BASE_TYPE_BAD_LENGTH"),
        ({**GOOD, "description": ""}, "BASE_TYPE_REQUIRED"),
        ({**GOOD, "name_localizations": {"xx": "jet"}}, "BASE_TYPE_CHOICES"),
        ({**GOOD, "name_localizations": {"fr": "Jet"}}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({**GOOD, "description_localizations": {"fr": "x" * 101}}, "BASE_TYPE_BAD_LENGTH"),
        ({**GOOD, "options": [{**OPTION, "name": f"o{n}"} for n in range(26)]}, "BASE_TYPE_MAX_LENGTH"),
        ({**GOOD, "options": [OPTION, OPTION]}, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE"),
        (
            {**GOOD, "options": [OPTION, {**OPTION, "name": "b", "required": True}]},
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        ({**GOOD, "options": [{**OPTION, "type": 12}]}, "BASE_TYPE_CHOICES"),
        (
            {**GOOD, "options": [{**OPTION, "choices": [{"name": str(n), "value": str(n)} for n in range(26)]}]},
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {**GOOD, "options": [OPTION, {"type": 1, "name": "sub", "description": "x"}]},
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        ({"type": 2, "name": "Wave", "description": "x"}, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION"),
    ],
)
async def test_a_command_discord_would_not_take_is_refused(
    playground: Playground, bot: Bot, command: dict[str, Any], code: str
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await put(bot, playground, [command])
    assert refused.value.code == 50035
    answer = playground.exchanges[-1].response
    assert code in str(answer["errors"])


async def test_equal_names_and_more_than_100_commands_are_refused(playground: Playground, bot: Bot) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await put(bot, playground, [GOOD, GOOD])
    assert "must be unique" in refused.value.text
    with pytest.raises(discord.HTTPException) as refused:
        await put(bot, playground, [{**GOOD, "name": f"roll{number}"} for number in range(101)])
    assert refused.value.code == 30032


async def test_a_whole_tree_with_groups_choices_and_ranges_is_taken(playground: Playground, bot: Bot) -> None:
    group = app_commands.Group(name="party", description="The party", default_permissions=discord.Permissions(8))
    inner = app_commands.Group(name="member", description="A member", parent=group)

    @inner.command(description="Add one")
    @app_commands.choices(role=[app_commands.Choice(name="Tank", value="t")])
    async def add(
        interaction: discord.Interaction,
        role: str,
        level: app_commands.Range[int, 1, 20],
        ratio: app_commands.Range[float, 0, 1] = 0.5,
        name: app_commands.Range[str, 2, 30] = "xx",
        place: discord.TextChannel | None = None,
        sheet: discord.Attachment | None = None,
    ) -> None:
        size = 0 if sheet is None else len(await sheet.read())
        await interaction.response.send_message(f"{role} {level} {ratio} {name} {place} {size}")

    bot.tree.add_command(group)
    await bot.tree.sync()
    ada = playground.person("ada")
    dice = playground.channel("dice")
    call = await ada.slash(dice, "party member add", role="Tank", level=3, place=dice, sheet=("a.json", b"{}"))
    assert (await call.reply()).content == "t 3 0.5 xx dice 2"
