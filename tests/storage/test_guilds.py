"""What a server chose, on both databases and in memory."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.server import ServerSettings
from bot.services.people import Person
from bot.services.servers import NotAServerAdmin, ServerService
from bot.storage import Stores
from tests.storage.builders import GUILD, NOON, campaign_of

DAY = timedelta(days=1)
MODEL = {"default_model": "vendor/model"}


async def test_a_server_nobody_met_chose_nothing(stores: Stores) -> None:
    assert await stores.guilds.settings(GUILD) == ServerSettings()


async def test_a_new_server_can_choose_and_give_up_what_it_chose(stores: Stores) -> None:
    await stores.guilds.choose(GUILD, "The Inn", MODEL)
    assert await stores.guilds.settings(GUILD) == ServerSettings(default_model="vendor/model")
    await stores.guilds.choose(GUILD, "The Inn", {"default_model": None, "creator_role_id": 2**62, "language": "fr"})
    chosen = await stores.guilds.settings(GUILD)
    assert (chosen.default_model, chosen.creator_role_id, chosen.language) == (None, 2**62, "fr")


async def test_what_one_server_chose_is_nobody_elses_and_outlasts_a_new_campaign(stores: Stores) -> None:
    await stores.guilds.choose(GUILD, "The Inn", MODEL)
    await campaign_of(stores)
    assert (await stores.guilds.settings(GUILD)).default_model == "vendor/model"
    assert await stores.guilds.settings(GUILD + 1) == ServerSettings()


async def test_of_many_who_would_greet_a_server_one_does_and_a_day_later_another_may(stores: Stores) -> None:
    greeting = [stores.guilds.claim_greeting(GUILD, "The Inn", NOON, DAY) for _ in range(5)]
    assert sorted(await asyncio.gather(*greeting)) == [False] * 4 + [True]
    assert not await stores.guilds.claim_greeting(GUILD, "The Inn", NOON + DAY / 2, DAY)
    assert await stores.guilds.claim_greeting(GUILD, "The Inn", NOON + 2 * DAY, DAY)
    assert await stores.guilds.claim_greeting(GUILD + 1, "The Mill", NOON, DAY)


async def test_a_choice_holds_at_once_and_after_a_restart(stores: Stores) -> None:
    servers = ServerService(stores)
    assert await servers.default_model(GUILD) is None
    await servers.set_default_model(GUILD, "The Inn", person_may=True, model="vendor/model")
    await servers.change(GUILD, "The Inn", person_may=True, rating="everyone")
    assert await servers.default_model(GUILD) == "vendor/model"
    assert await ServerService(stores).settings(GUILD) == await servers.settings(GUILD)


async def test_whoever_may_not_manage_the_server_changes_nothing(stores: Stores) -> None:
    servers = ServerService(stores)
    with pytest.raises(NotAServerAdmin, match="Manage Server"):
        await servers.set_default_model(GUILD, "The Inn", person_may=False, model="vendor/model")
    assert await stores.guilds.settings(GUILD) == ServerSettings()


async def test_a_choice_is_asked_of_the_database_once(stores: Stores) -> None:
    servers = ServerService(stores)
    await servers.default_model(GUILD)
    await stores.guilds.choose(GUILD, "The Inn", {"default_model": "vendor/behind-its-back"})
    assert await servers.default_model(GUILD) is None


async def test_a_choice_made_while_the_old_one_is_read_wins(stores: Stores) -> None:
    servers = ServerService(stores)
    changed = servers.set_default_model(GUILD, "The Inn", person_may=True, model="vendor/model")
    await asyncio.gather(servers.default_model(GUILD), changed, servers.default_model(GUILD))
    kept = await stores.guilds.settings(GUILD)
    assert await servers.default_model(GUILD) == kept.default_model == "vendor/model"


async def test_campaigns_are_started_by_who_manages_channels_or_has_the_role_of_the_server(stores: Stores) -> None:
    servers = ServerService(stores)
    bearer = Person(2, "Kira", roles=frozenset({7, 8}))
    assert await servers.may_create(Person(1, "Ada", steward=True), GUILD)
    assert not await servers.may_create(bearer, GUILD)
    await servers.change(GUILD, "The Inn", person_may=True, creator_role_id=8)
    assert await servers.may_create(bearer, GUILD)
    assert not await servers.may_create(Person(3, "Bruno", roles=frozenset({7})), GUILD)
