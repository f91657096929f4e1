"""Put everything together; the only place that knows all of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.domain.dice import SystemDice
from bot.llm.models import Models
from bot.services.campaigns import CampaignService
from bot.services.characters import CharacterService
from bot.services.keeping import Keeper
from bot.services.narration import Narrator
from bot.services.people import PeopleService
from bot.services.play import PlayService
from bot.services.ports import Replies
from bot.services.rolls import RollService
from bot.services.servers import ServerService
from bot.services.table import Tables
from bot.services.telling import Teller
from bot.storage import Stores
from bot.storage.engine import Database
from bot.storage.prepare import prepare


@dataclass(frozen=True, slots=True)
class Services:
    """What the cogs may ask for."""

    play: PlayService
    campaigns: CampaignService
    characters: CharacterService
    rolls: RollService
    servers: ServerService
    _models: Models
    _database: Database

    async def close(self) -> None:
        """Let turns end, then let go of the models and the database."""
        await self.play.close()
        await self._models.close()
        await self._database.close()


async def open_services(settings: Settings, replies: Replies) -> Services:
    """Open the database and build every service; raises `OperatorError` with what to mend."""
    models = Models(settings)
    database = await Database.open(settings.database)
    try:
        await prepare(database)
        services = _build(settings, replies, models, database)
        await services.play.open()
    except BaseException:
        # An open connection is a thread that would keep the program from ending.
        await database.close()
        raise
    return services


def _build(settings: Settings, replies: Replies, models: Models, database: Database) -> Services:
    stores = Stores.over(database)
    people = PeopleService(stores)
    servers = ServerService(stores)
    tables = Tables(stores, settings.prompt_chars)
    teller = Teller(
        models,
        replies,
        Narrator(settings.api_timeout),
        Keeper(stores),
        prompt_chars=settings.prompt_chars,
        max_tokens=settings.max_tokens,
    )
    play = PlayService(stores, people, tables, teller, replies)
    return Services(
        play=play,
        campaigns=CampaignService(stores, people, models, tables, play),
        characters=CharacterService(stores, people, tables, play),
        rolls=RollService(SystemDice()),
        servers=servers,
        _models=models,
        _database=database,
    )
