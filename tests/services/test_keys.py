"""A key of any length and shape, past the form that would have refused it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from benchmarks.model_server import ModelServer
from bot.config import Settings
from bot.llm.models import Models
from bot.services.keychain import Keychain
from bot.services.keys import Admin, KeyService, NotAKey
from bot.services.people import PeopleService, Person
from bot.services.vault import Vault
from bot.storage import Stores
from bot.storage.tables import llm_calls
from tests.storage.builders import GUILD, USER

ADMIN = Admin(Person(USER, "Ada"), GUILD, "The Inn", may_manage=True)


@pytest.fixture
async def vendor() -> AsyncIterator[ModelServer]:
    async with ModelServer(models=("gpt-4o",)).running() as server:
        yield server


@pytest.fixture
async def keys(stores: Stores, vendor: ModelServer) -> AsyncIterator[KeyService]:
    keychain = Keychain(stores, Vault(SecretStr("correct horse battery staple")))
    models = Models(Settings(openai_base_url=vendor.url), keyrings=keychain.of, environ={})
    yield KeyService(stores, PeopleService(stores), models, keychain)
    await models.close()


@pytest.mark.parametrize(
    "pasted", ["", " \n\t", "k" * 10_000, "k" * 501, "k" * 11, "sk-" + "\0" * 20, "sk-\ud800-half"]
)
async def test_what_is_no_key_is_sent_nowhere_and_not_kept(keys: KeyService, vendor: ModelServer, pasted: str) -> None:
    with pytest.raises(NotAKey):
        await keys.set(ADMIN, "openai", pasted)
    assert vendor.requests == []
    assert await keys.list(ADMIN) == []


async def test_a_key_that_was_tried_is_a_call_of_its_server_and_of_whoever_brought_it(
    keys: KeyService, stores: Stores
) -> None:
    kept = await keys.set(ADMIN, "openai", "\u00a0 k" + "e" * 20 + "y!\r\n")
    assert (kept.last_four, kept.opens, kept.added_by) == ("eey!", True, USER)
    assert [(key.provider, key.opens) for key in await keys.list(ADMIN)] == [("openai", True)]
    async with stores.database.autocommit() as connection:
        (call,) = await connection.execute(select(llm_calls))
    account_id = await stores.accounts.ensure(USER, "Ada")
    assert (call.purpose, call.guild_id, call.account_id, call.error_class) == ("test", GUILD, account_id, None)
