"""What a server chose, on both databases and in memory."""

from __future__ import annotations

import asyncio

import pytest

from bot.services.servers import NotAServerAdmin, ServerService
from bot.storage import Stores
from tests.storage.builders import GUILD, campaign_of


async def test_a_server_nobody_met_has_no_model_of_its_own(stores: Stores) -> None:
    assert await stores.guilds.default_model(GUILD) is None


async def test_a_new_server_can_choose_its_model_and_give_it_up(stores: Stores) -> None:
    await stores.guilds.set_default_model(GUILD, "The Inn", "vendor/model")
    assert await stores.guilds.default_model(GUILD) == "vendor/model"
    await stores.guilds.set_default_model(GUILD, "The Inn", None)
    assert await stores.guilds.default_model(GUILD) is None


async def test_the_model_of_one_server_is_nobody_elses_and_outlasts_a_new_campaign(stores: Stores) -> None:
    await stores.guilds.set_default_model(GUILD, "The Inn", "vendor/model")
    await campaign_of(stores)
    assert await stores.guilds.default_model(GUILD) == "vendor/model"
    assert await stores.guilds.default_model(GUILD + 1) is None


async def test_a_choice_holds_at_once_and_after_a_restart(stores: Stores) -> None:
    servers = ServerService(stores)
    assert await servers.default_model(GUILD) is None
    await servers.set_default_model(GUILD, "The Inn", person_may=True, model="vendor/model")
    assert await servers.default_model(GUILD) == "vendor/model"
    assert await ServerService(stores).default_model(GUILD) == "vendor/model"


async def test_whoever_may_not_manage_the_server_changes_nothing(stores: Stores) -> None:
    servers = ServerService(stores)
    with pytest.raises(NotAServerAdmin, match="Manage Server"):
        await servers.set_default_model(GUILD, "The Inn", person_may=False, model="vendor/model")
    assert await stores.guilds.default_model(GUILD) is None


async def test_a_choice_is_asked_of_the_database_once(stores: Stores) -> None:
    servers = ServerService(stores)
    await servers.default_model(GUILD)
    await stores.guilds.set_default_model(GUILD, "The Inn", "vendor/behind-its-back")
    assert await servers.default_model(GUILD) is None


async def test_a_choice_made_while_the_old_one_is_read_wins(stores: Stores) -> None:
    servers = ServerService(stores)
    changed = servers.set_default_model(GUILD, "The Inn", person_may=True, model="vendor/model")
    await asyncio.gather(servers.default_model(GUILD), changed, servers.default_model(GUILD))
    assert await servers.default_model(GUILD) == await stores.guilds.default_model(GUILD) == "vendor/model"
