"""Know which language somebody is answered in."""

from __future__ import annotations

from bot.errors import SkaldError
from bot.i18n import DEFAULT_LANGUAGE, N_, language_names, languages, spoken
from bot.services.people import PeopleService, Person
from bot.services.play import PlayService
from bot.services.tables import Tables
from bot.storage import Stores


class NotSpoken(SkaldError):
    sentence = N_("Skald speaks these languages: {languages}.")


class Tongues:
    """The languages of campaigns, people and servers, in memory: every answer asks, and waits for nothing."""

    def __init__(self, stores: Stores, people: PeopleService, tables: Tables, play: PlayService) -> None:
        self._stores = stores
        self._people = people
        self._tables = tables
        self._play = play
        self._accounts: dict[int, str] = {}
        self._servers: dict[int, str] = {}
        self._last: dict[int, str] = {}

    async def open(self) -> None:
        """Learn what everybody chose."""
        kept = self._stores.languages
        for speaker in await kept.people():
            self._people.know(speaker.discord_id, speaker.account_id)
            self._accounts[speaker.account_id] = speaker.language
        self._servers = await kept.servers()
        self._tables.languages.update(await kept.campaigns())

    def of(self, channel_id: int, discord_id: int, guild_id: int | None, locale: str | None = None) -> str:
        """Return the language of an answer: the campaign's, else the person's, else the server's, else Discord's."""
        language = self._chosen(channel_id, discord_id, guild_id) or spoken(locale) or DEFAULT_LANGUAGE
        self._last[discord_id] = language
        return language

    def last(self, discord_id: int) -> str:
        """Return the language a Discord user was answered in last, where nothing else says which is theirs."""
        return self._last.get(discord_id, DEFAULT_LANGUAGE)

    def _chosen(self, channel_id: int, discord_id: int, guild_id: int | None) -> str | None:
        campaign_id = self._play.bindings.get(channel_id)
        account_id = self._people.known(discord_id)
        wanted = (
            None if campaign_id is None else self._tables.language_of(campaign_id),
            None if account_id is None else self._accounts.get(account_id),
            None if guild_id is None else self._servers.get(guild_id),
        )
        # What was chosen in a language that is not installed any more counts for nothing.
        return next((language for language in wanted if language in languages()), None)

    async def choose(self, person: Person, language: str | None) -> None:
        """Answer a person in this language wherever no campaign has its own; None leaves it to the others."""
        if language is not None and language not in languages():
            raise NotSpoken(languages=", ".join(language_names().values()))
        account_id = await self._people.account_of(person)
        await self._stores.languages.choose(account_id, language)
        if language is None:
            self._accounts.pop(account_id, None)
        else:
            self._accounts[account_id] = language

    def forget(self, account_id: int) -> None:
        """Know nothing more of an account that is gone."""
        self._accounts.pop(account_id, None)

    def server_speaks(self, guild_id: int, language: str | None) -> None:
        """Answer in this language at a server from now on; what is stored says so already."""
        if language is None:
            self._servers.pop(guild_id, None)
        else:
            self._servers[guild_id] = language
