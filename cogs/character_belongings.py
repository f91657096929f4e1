"""Hand on, put down and change what a character owns."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord import app_commands

from bot.client import SkaldBot
from bot.domain.campaign import NAME_LENGTH
from bot.domain.equipment import item_name
from bot.domain.gear import COIN_NAMES as COIN_WRITTEN
from bot.domain.gear import Coin, Item
from bot.domain.plaintext import shown
from bot.domain.rules.coins import MOST_COINS, written
from bot.domain.rules.inventory import ITEM_NAME_LENGTH, MOST_OF_ONE
from bot.errors import SkaldError
from bot.i18n import N_, translate
from bot.services.belongings import Belongings
from bot.services.characters import CharacterService
from bot.ui.answers import Answer
from bot.ui.choices import matching
from bot.ui.groups import group_of
from bot.ui.sheet_card import items_card
from bot.ui.tongue import tongue
from bot.ui.utterances import person_of

GIVEN = N_("**{name}** gives {what} to **{other}**.")
PURSE = N_("**{name}** has {coins}.")

COIN_NAMES = {"cp": "Copper", "sp": "Silver", "ep": "Electrum", "gp": "Gold", "pp": "Platinum"}
COINS = [app_commands.Choice(name=name, value=value) for value, name in COIN_NAMES.items()]

Thing = app_commands.Range[str, 1, ITEM_NAME_LENGTH]


def belongings_commands(
    belongings: Belongings, characters: CharacterService
) -> list[app_commands.Command[Any, ..., None]]:
    """Build /character give, /character drop and /character coins."""
    give, drop = _give_command(belongings), _drop_command(belongings)

    async def carried(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        try:
            character = await characters.show(interaction.channel_id or 0, person_of(interaction.user))
        except SkaldError:
            # The command itself will say what is missing.
            return []
        language = tongue(interaction)
        return matching([(item.name, item_name(item, language)) for item in character.items], current)

    for command in (give, drop):
        command.autocomplete("item")(carried)
    return [give, drop, _coins_command(belongings, characters)]


def _give_command(belongings: Belongings) -> app_commands.Command[Any, ..., None]:
    @app_commands.command()
    @app_commands.describe(to="Who gets it", item="The thing", quantity="How many", coin="Coins instead of a thing")
    @app_commands.choices(coin=COINS)
    async def give(
        interaction: discord.Interaction[SkaldBot],
        to: app_commands.Range[str, 1, NAME_LENGTH],
        item: Thing | None = None,
        quantity: app_commands.Range[int, 1, MOST_COINS] = 1,
        coin: str | None = None,
    ) -> None:
        """Give a thing or coins to another character in the scene."""
        language, place = tongue(interaction), interaction.channel_id or 0
        async with Answer(interaction) as answer:
            giver, receiver, thing = await belongings.give(
                place, person_of(interaction.user), to, item, cast("Coin | None", coin), quantity
            )
            what = _counted(quantity, thing, cast("Coin", coin), language)
            told = translate(GIVEN, language).format(name=shown(giver.name), what=what, other=shown(receiver.name))
            await answer.say(told)

    @give.autocomplete("to")
    async def others(interaction: discord.Interaction[SkaldBot], current: str) -> list[app_commands.Choice[str]]:
        try:
            names = await belongings.others(interaction.channel_id or 0, person_of(interaction.user))
        except SkaldError:
            return []  # as above
        return matching([(name, name) for name in names], current)

    return cast("app_commands.Command[Any, ..., None]", give)


def _counted(quantity: int, thing: Item | None, coin: Coin, language: str) -> str:
    if thing is None:
        return f"{quantity} {COIN_WRITTEN[coin].say(language)}"
    name = shown(item_name(thing, language))
    return name if quantity == 1 else f"{quantity} × {name}"


def _drop_command(belongings: Belongings) -> app_commands.Command[Any, ..., None]:
    @app_commands.command()
    @app_commands.describe(item="The thing", quantity="How many")
    async def drop(
        interaction: discord.Interaction[SkaldBot], item: Thing, quantity: app_commands.Range[int, 1, MOST_OF_ONE] = 1
    ) -> None:
        """Leave something behind."""
        async with Answer(interaction, ephemeral=True) as answer:
            sheet = await belongings.drop(interaction.channel_id or 0, person_of(interaction.user), item, quantity)
            await answer.say(embed=items_card(sheet, tongue(interaction)))

    return cast("app_commands.Command[Any, ..., None]", drop)


def _coins_command(belongings: Belongings, characters: CharacterService) -> app_commands.Command[Any, ..., None]:
    @app_commands.command()
    @app_commands.describe(amount="How many coins to change", coin="Which coins to change", into="Which coins to get")
    @app_commands.choices(coin=COINS, into=COINS)
    async def coins(
        interaction: discord.Interaction[SkaldBot],
        amount: app_commands.Range[int, 1, MOST_COINS] | None = None,
        coin: str = "gp",
        into: str = "sp",
    ) -> None:
        """Show your purse, or change coins of one kind into another."""
        language, place, person = tongue(interaction), interaction.channel_id or 0, person_of(interaction.user)
        async with Answer(interaction, ephemeral=True) as answer:
            if amount is None:
                sheet = await characters.show(place, person)
            else:
                sheet = await belongings.exchange(place, person, amount, cast("Coin", coin), cast("Coin", into))
            told = translate(PURSE, language).format(name=shown(sheet.name), coins=written(sheet.coins, language))
            await answer.say(told)

    return cast("app_commands.Command[Any, ..., None]", coins)


async def setup(bot: SkaldBot) -> None:
    group = group_of(bot, "character")
    for command in belongings_commands(bot.services.belongings, bot.services.characters):
        group.add_command(command)
